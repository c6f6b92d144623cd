"""What `loopline query` and `loopline export` do: through a server, or on a folder that nobody serves."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.local import asked, check_data_folder, remote_of, with_app
from loopline.model.errors import Unavailable
from loopline.storage.open_facts.folder import OpenFactsFile
from loopline.studio.csv_table import csv_text
from loopline.studio.open_facts.desk import check_asked
from loopline.studio.open_facts.schemas import OpenFiles

out: Final = Console(highlight=False)
said: Final = Console(stderr=True, highlight=False)
SHOWN_MAX: Final = 60
PATH: Final = re.compile(r"(?:days/)?[a-z0-9-]{1,40}\.parquet")


def show_query(
    sql: str, data: Path | None, url: str, key: str, limit: int, seconds: float, *, as_csv: bool, as_json: bool
) -> int:
    """Print what a SELECT answers."""
    if data is not None and not url:
        check_data_folder(data)
    given = {"sql": sql, "limit": str(limit), "seconds": str(seconds)}
    answer = asked(data, "/api/query", given, lambda app: app.upkeep.open_facts.ask(sql, limit, seconds), url, key)
    columns = [one["name"] for one in answer["columns"]]
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    elif as_csv:
        print(csv_text(columns, answer["rows"]), end="")
    else:
        table = Table(*map(_shown, columns))
        for row in answer["rows"]:
            table.add_row(*("" if cell is None else _shown(str(cell)[:SHOWN_MAX]) for cell in row))
        out.print(table, markup=False)
    if answer["truncated"]:
        said.print(f"There are more than {limit:,} rows; say --limit for more.")
    return 0


def _shown(text: str) -> str:
    """A text that strangers may have sent, without what a terminal obeys."""
    return "".join(one if one.isprintable() else " " for one in text)


def export_files(to: Path, data: Path | None, url: str, key: str, since: str, until: str, table: str) -> int:
    """Copy open files into a folder; a file that a kill cut short stands under another name."""
    check_asked(since, until, table)
    remote = remote_of(data, url, key)
    if remote is not None:
        given = {"from": since, "to": until, "table": table}
        found = msgspec.json.decode(remote.get("/api/export", **given), type=OpenFiles)
        _put(to, found.files, lambda one, path: path.write_bytes(remote.get("/api/export/file", file=one.path)))
        return 0
    assert data is not None
    check_data_folder(data)

    async def copy(app: App) -> None:
        own = app.upkeep.open_facts
        own.catch_up()
        wanted = own.files(table, since, until)
        _put(to, wanted, lambda one, path: shutil.copyfile(own.path(one), path))

    with_app(data, copy)
    return 0


def _put(to: Path, files: tuple[OpenFactsFile, ...], fetch: Callable[[OpenFactsFile, Path], object]) -> None:
    for one in files:
        if not PATH.fullmatch(one.path):  # another machine says so
            raise Unavailable("server_answer", "The server named a file that is none of open facts.")
        whole = to / one.path
        whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = whole.with_name(whole.name + ".new")
        fetch(one, fresh)
        fresh.replace(whole)
    rows = sum(one.rows for one in files if one.table == "facts")
    said.print(f"{len(files):,} files with {rows:,} facts are in {to}.", markup=False)
