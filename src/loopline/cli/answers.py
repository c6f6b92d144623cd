"""`loopline why` and `loopline report`: questions to a data folder, answered in words or as JSON."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.decisions.narrate import moment

out = Console(highlight=False)
Plain = dict[str, Any]  # an answer of the API as JSON
SIDES = (("treated_rate", "treated"), ("held_out_rate", "held_out"))


def why(person: str, journey: str, data: Path, *, as_json: bool) -> int:
    """Why a person did, or did not, get the messages of a journey."""
    answer = _ask(data, f"/api/people/{quote(person, safe='')}/why", "why", person, journey)
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


def report(journey: str, data: Path, by: str = "", *, as_json: bool) -> int:
    """What a journey did and what it caused; with `by`, what it caused by group."""
    path = f"/api/journeys/{quote(journey, safe='')}/report"
    answer = _ask(data, f"{path}/groups", "groups", journey, by) if by else _ask(data, path, "report", journey, "")
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    elif by and not answer["groups"]["rows"]:
        out.print("No holdout, or nobody was reached yet, so no group can be compared.")
    elif by:
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
    for column in ("", "against", "treated", "held out", "difference", "verdict"):
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
    seen = lift["conversion"]
    console.print(f"verdict: {lift['verdict']}. {lift['reason']}", markup=False, style="bold")
    if seen["low"] is not None and seen["high"] is not None:
        console.print(
            f"conversion, treated less held out: {seen['estimate']:+.4f} ({seen['low']:+.4f} to {seen['high']:+.4f}); "
            f"{_caused(answer, lift)} beside attributed {lift['attributed_conversions']}",
            markup=False,
        )
    for one in answer["experiments"]:
        show_contrasts(one["between"], f"{one['name']}: arms against the first", console)
        show_contrasts(one["against_holdout"], f"{one['name']}: arms against the holdout", console)
        if one.get("note"):
            console.print(one["note"], markup=False)


def _caused(answer: Plain, lift: Plain) -> str:
    """The incremental number, with what it is of where people enter more than once."""
    caused = answer.get("caused")
    if caused is None or not caused.get("of"):
        return f"incremental {lift['incremental_conversions']:.1f}"
    return f"incremental {caused['conversions']:.1f} ({caused['of']})"


def _ask(data: Path, path: str, question: str, name: str, narrow: str) -> Plain:
    """`narrow` is the journey for `why`, and the grouping for `groups`."""
    server = serving(data)
    if server:
        query = {"by" if question == "groups" else "journey": narrow}
        found: Plain = msgspec.json.decode(Remote(server.url, server.key).get(path, **query))
        return found

    async def ask(app: App) -> Plain:
        plain: Plain = msgspec.json.decode(msgspec.json.encode(_answer(app, question, name, narrow)))
        return plain

    return with_app(data, ask)


def _answer(app: App, question: str, name: str, narrow: str) -> object:
    match question:
        case "why":
            return app.studio.persons.why(name, narrow)
        case "groups":
            return app.studio.reports.breakdown(name, narrow)
        case _:
            return app.studio.report(name)
