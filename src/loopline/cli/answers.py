"""`loopline why` and `loopline report`: questions to a data folder, answered in words or as JSON."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.cli.local import asked
from loopline.decisions.narrate import moment
from loopline.model.errors import Invalid

out = Console(highlight=False)
Plain = dict[str, Any]  # an answer of the API as JSON
SIDES = (("treated_rate", "treated"), ("held_out_rate", "held_out"))


def why(person: str, journey: str, data: Path, *, as_json: bool) -> int:
    """Why a person did, or did not, get the messages of a journey."""
    path = f"/api/people/{quote(person, safe='')}/why"
    answer = asked(data, path, {"journey": journey}, lambda app: app.studio.persons.why(person, journey))
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
        return 0
    out.print(answer["answer"], markup=False, style="bold")
    for entry in answer["entries"]:
        out.print(f"\n{entry['journey']} version {entry['version']}", markup=False)
        for step in entry["steps"]:
            out.print(f"  {moment(step['at'])}  {step['text']}", markup=False)
    for refused in answer["not_entered"][-10:]:
        out.print(f"  {moment(refused['at'])}  {refused['text']}", markup=False)
    return 0


def report(
    journey: str, data: Path | None, by: str = "", replay: str = "", url: str = "", key: str = "", *, as_json: bool
) -> int:
    """What a journey did and what it caused; with `by`, what it caused by group. With `replay` a verdict that stands
    is computed once more: 1 where it does not agree."""
    if not journey:
        raise Invalid("report_of_nothing", "Name a journey, or ask for --programme ID or --global.")
    path, where = f"/api/journeys/{quote(journey, safe='')}/report", (url, key)
    if replay:
        path = f"{path}/decisions/{quote(replay, safe='')}/replay"
        answer = asked(data, path, {}, lambda app: app.studio.reports.decisions.replay(journey, replay), *where)
        print(msgspec.json.format(msgspec.json.encode(answer)).decode()) if as_json else show_replay(answer)
        return 0 if answer["agrees"] else 1
    if by:
        answer = asked(
            data, f"{path}/groups", {"by": by}, lambda app: app.studio.reports.breakdown(journey, by), *where
        )
    else:
        answer = asked(data, path, {}, lambda app: app.studio.report(journey), *where)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    elif by and not answer["groups"]["rows"]:
        out.print("No holdout, or nobody was reached yet, so no group can be compared.")
    elif by:
        out.print(answer["interaction"]["reason"], markup=False, style="bold")
        show_contrasts(answer["groups"], f"{answer['journey']} by {answer['title']}")
        out.print(answer["note"], markup=False)
    else:
        show_report(answer)
    return 0


def show_contrasts(found: Plain, title: str, console: Console = out) -> None:
    """Comparisons made at once as a table, and what their number asks of the reader."""
    if not found["rows"]:
        return
    table = Table(title=title, title_justify="left")
    earned = any(row[arm].get("value_sum") for row in found["rows"] for _, arm in SIDES)
    columns = ("", "against", "treated", "held out", "difference", *(["revenue a person"] if earned else []), "verdict")
    for column in columns:
        table.add_column(column)
    for row in found["rows"]:
        sides = [f"{row[rate]:.2%} of {row[arm]['units']}" for rate, arm in SIDES]
        seen = row["difference"]
        verdict = row["verdict"].replace("_", " ")
        if row["verdict"] == "not_enough_data":
            verdict = f"{verdict}: {row['reason']}"
        table.add_row(
            row["name"],
            row["against"],
            *sides,
            f"{seen['estimate']:+.4f} ({seen['low']:+.4f} to {seen['high']:+.4f})",
            *([f"{row['value']['estimate']:+.2f} ({between_words(row['value'], '+.2f')})"] if earned else []),
            verdict,
        )
    console.print(table)
    if found["warning"]:
        console.print(found["warning"], markup=False)


def show_report(answer: Plain, console: Console = out) -> None:
    """A report as a table and a verdict."""
    people = "person" if answer["entered"] == 1 else "people"
    table = Table(title=f"{answer['journey']}: {answer['entered']} {people} entered", title_justify="left")
    for column in ("node", "reached", "share", "inside", "ended here"):
        table.add_column(column, justify="left" if column == "node" else "right")
    for node in answer["funnel"]:
        table.add_row(
            node["name"], str(node["entered"]), f"{node['share']:.1%}", str(node["inside"]), str(node["ended"])
        )
    console.print(table)
    console.print(
        f"messaged {answer['messaged']}, held out {answer['held_out']}, converted {answer['converted']}", markup=False
    )
    for note in filter(None, (answer["sandbox"], answer.get("outcomes"))):
        console.print(note, markup=False)
    lift = answer["lift"]
    if lift is None:
        console.print("No holdout, so nothing can be said about what it caused.")
        return
    console.print(f"verdict: {lift['verdict']}. {lift['reason']}", markup=False, style="bold")
    others = [line for line in answer["comparisons"] if line["decision"] or not line["leading"]]
    noted = [lift["note"]] if lift["note"] else []
    for text in (
        *lift_lines(lift, answer.get("caused")),
        *spending_lines(answer["spending"]),
        *noted,
        *map(_of_comparison, others),
    ):
        console.print(text, markup=False)
    for one in answer["experiments"]:
        show_contrasts(one["between"], f"{one['name']}: arms against the first", console)
        show_contrasts(one["against_holdout"], f"{one['name']}: arms against the holdout", console)
        if one.get("note"):
            console.print(one["note"], markup=False)


def _caused(caused: Plain | None, lift: Plain) -> str:
    """The incremental number, with what it is of where people enter more than once."""
    if caused is None or not caused.get("of"):
        return f"incremental {lift['incremental_conversions']:.1f}"
    return f"incremental {caused['conversions']:.1f} ({caused['of']})"


def _of_comparison(line: Plain) -> str:
    """One of several comparisons of a journey, or the record of the only one, in a line."""
    said = line["lift"]["reason"] if line["lift"] else "Nobody is compared yet."
    stands = f"decided on {moment(line['decided_at'])} ({line['decision']})" if line["decision"] else line["state"]
    return f"{line['title']}; {line['goal']}: {stands}. {said}"


def show_replay(answer: Plain, console: Console = out) -> None:
    """Whether a verdict that stands comes out once more."""
    for key, what in (("from_snapshot", "its own record"), ("from_facts", "the facts as of then")):
        console.print(f"from {what}: {'the same to every digit' if answer[key] else 'differs'}", markup=False)
    for text in answer["differences"]:
        console.print(f"  {text}", markup=False)
    console.print(f"recorded: {answer['then']['reason']}", markup=False)
    if not answer["agrees"] and answer["now"]:
        console.print(f"the facts say now: {answer['now']['reason']}", markup=False)


def lift_lines(lift: Plain, caused: Plain | None = None) -> list[str]:
    """What was caused in conversions and in value, relative first; value only where some came with the goal."""
    if lift["verdict"] == "guard_failed":
        return []
    more, ratio, worth = lift["conversion"], lift["ratio"], lift["value_ratio"]
    found = [
        f"conversions: {_change(ratio)}; treated less held out {more['estimate']:+.4f} "
        f"({between_words(more, '+.4f')}); {_caused(caused, lift)} "
        f"beside attributed {_beside(lift, 'conversions', 'd')}"
    ]
    if lift["treated"]["value_sum"] or lift["held_out"]["value_sum"]:
        value = lift["value"]
        found.append(
            f"revenue a person: {lift['treated_value']:.2f} against {lift['held_out_value']:.2f}, {_change(worth)}; "
            f"treated less held out {value['estimate']:+.2f} ({between_words(value, '+.2f')}); "
            f"incremental {lift['incremental_value']:.2f} beside attributed {_beside(lift, 'value', '.2f')}"
        )
    return found


def spending_lines(spent: Plain | None) -> list[str]:
    """Revenue with the largest buyers capped, orders a person and revenue an order; the last two describe."""
    if not spent or not spent["cap"]:
        return []
    capped, orders, each = spent["capped"], spent["orders"], spent["order_value"]
    return [
        f"revenue a person, no buyer above {spent['cap']:.2f} (the {spent['percentile']}th percentile): "
        f"{capped['estimate']:+.2f} ({between_words(capped, '+.2f')}), {_change(spent['capped_ratio'])}",
        f"orders a person: {spent['orders_treated']:.4f} against {spent['orders_held_out']:.4f} "
        f"({between_words(orders, '+.4f')}, one look); revenue an order: {spent['order_value_treated']:.2f} against "
        f"{spent['order_value_held_out']:.2f} ({between_words(each, '+.2f')}, one look)",
    ]


def _change(ratio: Plain) -> str:
    """A ratio of two levels as what is more or less: 1.32 is +32.0 %."""
    if ratio["estimate"] is None or ratio["relative"] is None:
        return "no level to compare with"
    ends = {name: None if ratio[name] is None else ratio[name] - 1 for name in ("low", "high")}
    return f"{ratio['estimate'] - 1:+.1%} ({between_words(ends, '+.1%')})"


def between_words(one: Plain, form: str) -> str:
    """Bounds in words; JSON has null for one that cannot be given."""
    low, high = one["low"], one["high"]
    if low is None and high is None:
        return "no bounds yet"
    if low is None or high is None:
        return f"at most {high:{form}}" if low is None else f"at least {low:{form}}"
    return f"{low:{form}} to {high:{form}}"


def _beside(lift: Plain, what: str, form: str) -> str:
    """What is credited, and how many times what was caused that is."""
    credited, caused = lift[f"attributed_{what}"], lift[f"incremental_{what}"]
    times = f" ({credited / caused:.1f} times as much)" if caused > 0 and credited > 0 else ""
    return f"{credited:{form}}{times}"
