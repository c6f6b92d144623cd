"""`loopline quarantine`: what is set aside, listed, put back or dropped."""

from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.records import QuarantineAct
from loopline.studio.quarantine.schemas import QuarantineAnswer, QuarantineList

console = Console(highlight=False)
PAGE: Final = 200


def show_set_aside(data: Path, *, as_json: bool) -> int:
    """Print what is set aside; 1 when there is anything."""
    server = serving(data)
    if server:
        remote = Remote(server.url, server.key)
        pages = [_page(remote, "")]
        while pages[-1].next:
            pages.append(_page(remote, pages[-1].next))
    else:

        async def ask(app: App) -> list[QuarantineList]:
            found = [app.studio.quarantine.listing(PAGE)]
            while (cursor := found[-1].next) is not None:
                found.append(app.studio.quarantine.listing(PAGE, cursor))
            return found

        pages = with_app(data, ask)
    items = [item for page in pages for item in page.items]
    if as_json:
        print(msgspec.json.encode(items).decode())
        return 1 if items else 0
    if not items:
        console.print("Nothing is set aside.")
        return 0
    table = Table("id", "kind", "name", "waiting", "why", box=None)
    for item in items:
        waiting = f"{item.skipped} from {item.first_position}" if item.skipped else ""
        table.add_row(*map(_plain, (str(item.id), item.kind, item.name, waiting, f"{item.reason} [{item.code}]")))
    console.print(table)
    return 1


def _plain(text: str) -> str:
    """Names are other people's words: markup in them is printed as it is."""
    return text.replace("[", "\\[")


def _page(remote: Remote, cursor: str) -> QuarantineList:
    return msgspec.json.decode(remote.get("/api/quarantine", limit=str(PAGE), cursor=cursor), type=QuarantineList)


def act(data: Path, number: int, what: QuarantineAct) -> int:
    """Put it back, or drop it. Raises Missing `quarantine_unknown`, Conflict `quarantine_failed`."""
    server = serving(data)
    if server:
        body = Remote(server.url, server.key).post(f"/api/quarantine/{number}/{what}", {})
        answer = msgspec.json.decode(body, type=QuarantineAnswer)
    else:

        async def do(app: App) -> QuarantineAnswer:
            return await app.studio.quarantine.act(number, what)

        answer = with_app(data, do)
    console.print("Done." if answer.state == "done" else "Asked for; the loop has not come to it yet. List it again.")
    return 0
