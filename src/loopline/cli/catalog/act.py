"""What `loopline catalog` does: through the running server, or on a folder that nobody serves."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.catalog.files import BadLine, items_in
from loopline.cli.local import Remote, serving, with_app
from loopline.decisions.documents.read import build_document
from loopline.model.catalogs.documents import Catalog
from loopline.model.errors import Invalid, Missing
from loopline.studio.catalogs import schemas as shape
from loopline.studio.catalogs.desk import CatalogDesk

console = Console(highlight=False)
PATH: Final = "/api/catalogs"
PAGE: Final = 500
PART_ITEMS: Final = 1_000
PART_BYTES: Final = 900_000
Answer = TypeVar("Answer")


class CatalogShelf:
    """The catalogs of a folder, through the server that has it, or by itself."""

    def __init__(self, remote: Remote | None, desk: CatalogDesk | None) -> None:
        self._remote, self._desk = remote, desk

    def listing(self) -> shape.CatalogList:
        """As the API."""
        return self._ask("GET", PATH, shape.CatalogList, lambda desk: desk.listing())

    def line(self, catalog: str) -> shape.CatalogLine:
        """As the API."""
        return self._ask("GET", _path(catalog), shape.CatalogLine, lambda desk: desk.line(catalog))

    def item(self, catalog: str, name: str) -> dict[str, Any]:
        """As the API."""
        path = f"{_path(catalog)}/items/{quote(name, safe='')}"
        return self._ask("GET", path, dict[str, Any], lambda desk: desk.item(catalog, name))

    def page(self, catalog: str, cursor: str) -> shape.ItemList:
        """As the API."""
        if self._remote is not None:
            body = self._remote.get(f"{_path(catalog)}/items", limit=str(PAGE), cursor=cursor)
            return msgspec.json.decode(body, type=shape.ItemList)
        return self._here.items(catalog, cursor, PAGE)

    def take(self, catalog: str, body: shape.ItemsBody, *, patch: bool) -> shape.ItemsAnswer:
        """As the API."""
        method, path = "PATCH" if patch else "PUT", f"{_path(catalog)}/items"
        return self._ask(
            method, path, shape.ItemsAnswer, lambda desk: (desk.patch if patch else desk.put)(catalog, body), body
        )

    def remove(self, catalog: str, ids: tuple[str, ...]) -> shape.RemovedAnswer:
        """As the API."""
        body = shape.ItemIdsBody(ids)
        path = f"{_path(catalog)}/items/remove"
        return self._ask("POST", path, shape.RemovedAnswer, lambda desk: desk.remove(catalog, ids), body)

    def clear(self, catalog: str) -> shape.RemovedAnswer:
        """As the API."""
        return self._ask("DELETE", f"{_path(catalog)}/items", shape.RemovedAnswer, lambda desk: desk.clear(catalog))

    def index(self, catalog: str) -> shape.CatalogLine:
        """As the API."""
        return self._ask("POST", f"{_path(catalog)}/index", shape.CatalogLine, lambda desk: desk.index(catalog))

    @property
    def _here(self) -> CatalogDesk:
        assert self._desk is not None
        return self._desk

    def _ask(
        self, method: str, path: str, kind: type[Answer], here: Callable[[CatalogDesk], Answer], body: object = None
    ) -> Answer:
        if self._remote is None:
            return here(self._here)
        return msgspec.json.decode(self._remote.ask(method, path, body), type=kind)


def list_catalogs(data: Path, *, as_json: bool) -> int:
    """Print every catalog and what it holds."""
    found = _with_shelf(data, lambda shelf: shelf.listing())
    if as_json:
        print(msgspec.json.encode(found.catalogs).decode())
        return 0
    table = Table("catalog", "version", "items", "KB", "indexed", "to be indexed", box=None)
    for one in found.catalogs:
        size = f"{-(-one.bytes // 1024):,}"
        table.add_row(
            one.id, str(one.version), f"{one.items:,}", size, ", ".join(one.indexed), ", ".join(one.unindexed)
        )
    console.print(table if found.catalogs else "No catalog is published.")
    return 0


def show_catalog(data: Path, catalog: str, item: str) -> int:
    """Print a catalog, or an item. Raises Missing."""
    found = _with_shelf(data, lambda shelf: shelf.item(catalog, item) if item else shelf.line(catalog))
    print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    return 0


def import_items(data: Path, catalog: str, file: Path, *, patch: bool) -> int:
    """Take the good items of a file, a part of it at a time; 1 when there were bad ones. Raises Invalid, Missing."""
    if not file.is_file():
        raise Missing("file_missing", f"There is no file {file}.")
    return _with_shelf(data, lambda shelf: _import(shelf, catalog, file, patch=patch))


def _import(shelf: CatalogShelf, catalog: str, file: Path, *, patch: bool) -> int:
    document = build_document(shelf.line(catalog).document)
    assert isinstance(document, Catalog)
    accepted = refused = 0
    for bad, lines, body in _parts(file, document):
        answer = shelf.take(catalog, body, patch=patch) if body.items else shape.ItemsAnswer(0, 0, ())
        accepted, refused = accepted + answer.accepted, refused + answer.refused + len(bad)
        told = [*bad, *(BadLine(lines[one.index], one.code, one.text) for one in answer.faults)]
        for one in sorted(told, key=lambda line: line.line):
            console.print(f"line {one.line}: {one.text} [{one.code}]", markup=False, soft_wrap=True)
    if shelf.line(catalog).unindexed:
        shelf.index(catalog)
    console.print(f"{accepted} items were taken, {refused} were not.")
    return 1 if refused else 0


def _parts(file: Path, catalog: Catalog) -> Iterator[tuple[list[BadLine], list[int], shape.ItemsBody]]:
    """What one request takes of the file: the lines that are no items, the lines of the others, and these."""
    bad: list[BadLine] = []
    lines: list[int] = []
    items: list[msgspec.Raw] = []
    size = 0
    for line in items_in(file, catalog):
        if isinstance(line, BadLine):
            bad.append(line)
        else:
            text = msgspec.json.encode(line[1])
            if items and size + len(text) > PART_BYTES:
                yield bad, lines, shape.ItemsBody(tuple(items))
                bad, lines, items, size = [], [], [], 0
            lines.append(line[0])
            items.append(msgspec.Raw(text))
            size += len(text) + 1
        if len(items) + len(bad) >= PART_ITEMS:
            yield bad, lines, shape.ItemsBody(tuple(items))
            bad, lines, items, size = [], [], [], 0
    yield bad, lines, shape.ItemsBody(tuple(items))


def export_items(data: Path, catalog: str, file: Path) -> int:
    """Write all items into a file, a line each. Raises Missing `catalog_unknown`."""

    def write(shelf: CatalogShelf) -> int:
        page, count = shelf.page(catalog, ""), 0
        with file.open("wb") as out:
            while True:
                out.writelines(msgspec.json.encode(item) + b"\n" for item in page.items)
                count += len(page.items)
                if not page.next:
                    return count
                page = shelf.page(catalog, page.next)

    console.print(f"{_with_shelf(data, write)} items were written.")
    return 0


def remove_items(data: Path, catalog: str, ids: list[str], *, every: bool) -> int:
    """Take items out; 1 when not all of them were there. Raises Invalid `items_unnamed`, Missing."""
    if every == bool(ids):
        raise Invalid("items_unnamed", "Name the items to be removed, or say --all.")
    if every:
        console.print(f"{_with_shelf(data, lambda shelf: shelf.clear(catalog)).removed} items were removed.")
        return 0
    gone = _with_shelf(data, lambda shelf: shelf.remove(catalog, tuple(ids))).removed
    console.print(f"{gone} items were removed.")
    return 0 if gone == len({*ids}) else 1


def index_items(data: Path, catalog: str) -> int:
    """Make the index. Raises Missing `catalog_unknown`."""
    line = _with_shelf(data, lambda shelf: shelf.index(catalog))
    console.print(f"{line.items} items are found by {', '.join(line.indexed) or 'their id alone'}.")
    return 0


def _path(catalog: str) -> str:
    return f"{PATH}/{quote(catalog, safe='')}"


def _with_shelf(data: Path, act: Callable[[CatalogShelf], Answer]) -> Answer:
    server = serving(data)
    if server:
        return act(CatalogShelf(Remote(server.url, server.key), None))

    async def here(app: App) -> Answer:
        return act(CatalogShelf(None, app.studio.catalogs))

    return with_app(data, here)
