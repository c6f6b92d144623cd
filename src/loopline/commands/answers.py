"""`loopline why` and `loopline report`: questions to a data folder, answered in words or as JSON."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.commands.local import Remote, serving, with_app
from loopline.decisions.words import moment

out = Console(highlight=False)
Plain = dict[str, Any]  # an answer of the API as JSON


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


def report(journey: str, data: Path, *, as_json: bool) -> int:
    """What a journey did and what it caused."""
    answer = _ask(data, f"/api/journeys/{quote(journey, safe='')}/report", "report", journey, "")
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
        return 0
    show_report(answer)
    return 0


def show_report(answer: Plain, console: Console = out) -> None:
    """A report as a table and a verdict."""
    table = Table(title=f"{answer['journey']}: {answer['entered']} people entered", title_justify="left")
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
    lift = answer["lift"]
    if lift is None:
        console.print("No holdout, so nothing can be said about what it caused.")
        return
    seen = lift["conversion"]
    console.print(f"verdict: {lift['verdict']}. {lift['reason']}", markup=False, style="bold")
    if seen["low"] is not None and seen["high"] is not None:
        console.print(
            f"conversion, treated less held out: {seen['estimate']:+.4f} ({seen['low']:+.4f} to {seen['high']:+.4f}); "
            f"incremental {lift['incremental_conversions']:.1f} beside attributed {lift['attributed_conversions']}",
            markup=False,
        )


def _ask(data: Path, path: str, question: str, name: str, journey: str) -> Plain:
    server = serving(data)
    if server:
        found: Plain = msgspec.json.decode(Remote(server.url, server.key).get(path, journey=journey))
        return found

    async def ask(app: App) -> Plain:
        answer = app.office.why(name, journey) if question == "why" else app.office.report_now(name)
        plain: Plain = msgspec.json.decode(msgspec.json.encode(answer))
        return plain

    return with_app(data, ask)
