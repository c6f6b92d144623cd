"""`loopline report --programme` and `--global`: what many journeys caused together, in words or as JSON."""

from pathlib import Path
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.cli.answers import Plain, between_words, lift_lines
from loopline.cli.local import asked
from loopline.model.errors import Invalid

out = Console(highlight=False)
OTHER_WAYS = "--programme and --global stand alone: without a journey, --by, --replay, and without each other."


def report_together(
    programme: str,
    data: Path | None,
    others: list[str],
    url: str = "",
    key: str = "",
    *,
    everything: bool,
    as_json: bool,
) -> int:
    """What the journeys of a programme, or all of them, caused together. `others` are what nobody may ask beside it.

    Raises Invalid `report_ambiguous`, Missing `programme_missing`.
    """
    if any(others) or (programme and everything):
        raise Invalid("report_ambiguous", OTHER_WAYS)
    path = f"/api/programmes/{quote(programme, safe='')}/report" if programme else "/api/report/global"
    answer = asked(data, path, {}, lambda app: app.studio.reports.programme(programme), url, key)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    else:
        show_programme(answer)
    return 0


def show_programme(answer: Plain, console: Console = out) -> None:
    """The whole first, then its months, and what each journey adds."""
    people = "person" if answer["entered"] == 1 else "people"
    console.print(f"{answer['name']}: {answer['entered']:,} {people} entered", markup=False, style="bold")
    about = [("goal", answer["goal"]), ("owner", answer["owner"]), ("north star", answer["north_star"])]
    for name, text in about:
        if text:
            console.print(f"{name}: {text}", markup=False)
    lift = answer["lift"]
    if answer["missing"] and lift is None:
        console.print(answer["missing"], markup=False)
    if lift is not None:
        console.print(f"verdict: {lift['verdict']}. {lift['reason']}", markup=False, style="bold")
        for text in (*lift_lines(lift), *filter(None, (lift["note"],)), *_costs(answer)):
            console.print(text, markup=False)
    for note in answer["notes"]:
        console.print(note, markup=False)
    if answer["months"]:
        console.print(_months(answer))
    if answer["journeys"]:
        console.print(_marginal(answer))
        console.print("What a journey adds while all others go on: these lifts never add up to the one above.")
    for line in answer["journeys"]:
        if line["due"]:
            console.print(f"to decide: {line['name']}. {line['due']}", markup=False)


def _costs(answer: Plain) -> list[str]:
    """The people spent on the comparison, what that costs, and what the attributed figure is."""
    found, cost, credit = [], answer["cost"], answer["credit"]
    if cost is not None:
        text = f"held out: {cost['units']:,}"
        if cost["conversions"] is not None:
            made, value = cost["conversions"], cost["value"]
            text += f"; that costs {made['estimate']:.1f} conversions ({between_words(made, '.1f')})"
            if answer["lift"]["treated"]["value_sum"] or answer["lift"]["held_out"]["value_sum"]:
                text += f" and {value['estimate']:.2f} of value ({between_words(value, '.2f')})"
        found.append(text)
    if credit is not None:
        found.append(
            f"attributed {credit['conversions']:,} conversions, {credit['value']:.2f} of value. {credit['rule']}"
        )
    return found


def _months(answer: Plain) -> Table:
    table = Table(title="By month of the first message", title_justify="left")
    for name in ("month", "treated", "held out", "window open", "incremental", "incremental value", "attributed"):
        table.add_column(name, justify="left" if name == "month" else "right")
    for one in answer["months"]:
        table.add_row(
            one["month"],
            f"{one['treated']:,}",
            f"{one['held_out']:,}",
            f"{one['pending']:,}",
            _estimate(one["incremental_conversions"], ".1f"),
            _estimate(one["incremental_value"], ".2f"),
            f"{one['attributed_value']:.2f}" if one["attributed_value"] else f"{one['attributed_conversions']:,}",
        )
    return table


def _marginal(answer: Plain) -> Table:
    table = Table(title="Each journey by itself", title_justify="left")
    for name in ("journey", "goal", "verdict", "incremental", "incremental value"):
        table.add_column(name)
    for one in answer["journeys"]:
        verdict = (one["verdict"] or "no comparison").replace("_", " ")
        table.add_row(
            one["name"],
            one["goal"] or "none",
            verdict,
            _estimate(one["incremental_conversions"], ".1f"),
            _estimate(one["incremental_value"], ".2f"),
        )
    return table


def _estimate(one: Plain | None, form: str) -> str:
    return "-" if one is None else f"{one['estimate']:{form}} ({between_words(one, form)})"
