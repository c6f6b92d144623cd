"""What `loopline suppression` does: through the running server, or on a folder that nobody serves."""

import csv
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.signals.imports.inert import inert_cell
from loopline.studio.suppressions.desk import SuppressionDesk
from loopline.studio.suppressions.schemas import (
    ImportAnswer,
    LiftBody,
    SuppressionBody,
    SuppressionLine,
    SuppressionList,
)

console = Console(highlight=False)
BY: Final = "command line"
PATH: Final = "/api/suppressions"
PAGE: Final = 1_000
PART_LINES: Final = 5_000
PART_BYTES: Final = 900_000
LINE_BYTES_MAX: Final = 64 * 1024
COLUMNS: Final = ("address", "channel", "reason", "topic", "note")


def show_suppressions(data: Path, query: str, *, as_json: bool) -> int:
    """Print what stands against addresses."""
    found = list(_standing(data, query))
    if as_json:
        print(msgspec.json.encode(found).decode())
        return 0
    table = Table("address", "channel", "reason", "by", "note", box=None)
    for one in found:
        words = (one.address, one.channel, f"{one.reason} {one.topic}".strip(), one.by, one.note)
        table.add_row(*(word.replace("[", "\\[") for word in words))
    console.print(table if found else "Nothing stands against any address.")
    return 0


def add_suppression(data: Path, channel: str, address: str, reason: str, topic: str, note: str) -> int:
    """Raises Invalid as the API does."""
    body = SuppressionBody(address=address, channel=channel, reason=reason, topic=topic, note=note)
    _say(data, PATH, body, lambda desk: desk.add(body, BY))
    console.print("Added.")
    return 0


def lift_suppression(data: Path, channel: str, address: str, note: str) -> int:
    """Raises Invalid as the API does."""
    body = LiftBody(address=address, channel=channel, note=note)
    _say(data, f"{PATH}/lift", body, lambda desk: desk.lift(body, BY))
    console.print("Lifted.")
    return 0


def import_suppressions(data: Path, file: Path, channel: str, reason: str) -> int:
    """Take the good rows of a file, a part of it at a time; 1 when there were bad ones. Raises Invalid."""
    accepted = refused = 0
    for first, part in _parts(file):
        answer = _take(data, part, channel, reason)
        accepted, refused = accepted + answer.accepted, refused + answer.refused
        for fault in answer.faults:
            console.print(f"line {fault.line + first}: {fault.text} [{fault.code}]", markup=False)
    console.print(f"{accepted} rows were taken, {refused} were not.")
    return 1 if refused else 0


def export_suppressions(data: Path, file: Path) -> int:
    """Write what stands into a file that `import_suppressions` reads."""
    count = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        for one in _standing(data, ""):
            rows.writerow([inert_cell(" ".join(str(getattr(one, name)).splitlines())) for name in COLUMNS])
            count += 1
    console.print(f"{count} rows were written.")
    return 0


def _parts(file: Path) -> Iterator[tuple[int, bytes]]:
    """The file in pieces that one request takes, each with the header, and how many lines stand before it."""
    with file.open("rb") as lines:
        header = lines.readline(LINE_BYTES_MAX)
        part, size, first, number = [header], len(header), 0, 0
        while line := lines.readline(LINE_BYTES_MAX):
            if len(part) > PART_LINES or size + len(line) > PART_BYTES:
                yield first, b"".join(part)
                part, size, first = [header], len(header), number
            part.append(line)
            size, number = size + len(line), number + 1
    yield first, b"".join(part)


def _take(data: Path, part: bytes, channel: str, reason: str) -> ImportAnswer:
    server = serving(data)
    if server:
        body = Remote(server.url, server.key).post_text(f"{PATH}/import", part, channel=channel, reason=reason)
        return msgspec.json.decode(body, type=ImportAnswer)
    return with_app(data, lambda app: app.studio.suppressions.take_file(part, channel, reason, BY))


def _say(data: Path, path: str, body: object, here: Callable[[SuppressionDesk], Awaitable[None]]) -> None:
    server = serving(data)
    if server:
        Remote(server.url, server.key).post(path, body)
        return
    with_app(data, lambda app: here(app.studio.suppressions))


def _standing(data: Path, query: str) -> Iterator[SuppressionLine]:
    server = serving(data)
    if server is None:
        yield from with_app(data, lambda app: _all_here(app, query))
        return
    remote, cursor = Remote(server.url, server.key), ""
    while True:
        body = remote.get(PATH, q=query, limit=str(PAGE), cursor=cursor)
        page = msgspec.json.decode(body, type=SuppressionList)
        yield from page.suppressions
        if not page.next:
            return
        cursor = page.next


async def _all_here(app: App, query: str) -> list[SuppressionLine]:
    found: list[SuppressionLine] = []
    page = app.studio.suppressions.listing(query, "", "", PAGE)
    found += page.suppressions
    while page.next:
        page = app.studio.suppressions.listing(query, "", "", PAGE, page.next)
        found += page.suppressions
    return found
