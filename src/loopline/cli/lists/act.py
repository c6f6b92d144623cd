"""What `loopline list` does: through the running server, or on a folder that nobody serves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from loopline.app import App
from loopline.cli.imports.act import import_rows, new_import
from loopline.cli.local import Remote, serving, with_app
from loopline.studio.lists.schemas import ListSize, ListSizes

console = Console(highlight=False, soft_wrap=True)
PATH: Final = "/api/lists"
PAGE: Final = 1_000


def show_sizes(data: Path, *, as_json: bool) -> int:
    """Print the lists."""
    found = list(_sizes(data))
    if as_json:
        print(msgspec.json.encode(found).decode())
        return 0
    table = Table("list", "people", "accounts", box=None)
    for one in found:
        table.add_row(Text(one.name), f"{one.people:,}", f"{one.accounts:,}")
    console.print(table if found else "Nobody is on any list.")
    return 0


def export_list(data: Path, name: str, file: Path) -> int:
    """Write the file. Raises Missing `list_unknown`."""
    server = serving(data)
    if server:
        file.write_bytes(Remote(server.url, server.key).get(f"{PATH}/{quote(name, safe='')}/export"))
    else:

        async def here(app: App) -> None:
            pieces = app.studio.lists.exported(name)
            with file.open("wb") as out:
                out.writelines(pieces)

        with_app(data, here)
    console.print(f"Written: {file}", markup=False)
    return 0


def change_list(
    data: Path, name: str, file: Path, mapping: list[str], *, member: bool, live: bool, until: str = ""
) -> int:
    """An import of kind `lists` with this list and this word for all rows; raises and answers as that does."""
    fixed = [f"list={name}", f"member={'true' if member else 'false'}", *([f"until={until}"] if until else [])]
    return import_rows(
        data, file, new_import(file, "lists", mapping, fixed, "", "", "", live=live), None, dry_run=False
    )


def _sizes(data: Path) -> Iterator[ListSize]:
    server, cursor = serving(data), ""
    if not server:

        async def here(app: App) -> list[ListSizes]:
            pages = [app.studio.lists.sizes(PAGE)]
            while pages[-1].next:
                pages.append(app.studio.lists.sizes(PAGE, pages[-1].next))
            return pages

        for page in with_app(data, here):
            yield from page.lists
        return
    remote = Remote(server.url, server.key)
    while True:
        page = msgspec.json.decode(remote.get(PATH, limit=str(PAGE), cursor=cursor), type=ListSizes)
        yield from page.lists
        if not page.next:
            return
        cursor = page.next
