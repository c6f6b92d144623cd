"""`loopline query` and `loopline export`, as the command line shows them."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import AdminKey, DataOr, Json, Url


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT over facts, events, people, lists and merges.")],
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Rows, at most.")] = 1_000,
    seconds: Annotated[float, typer.Option(min=0.1, max=60, help="The time that it may take.")] = 10.0,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
    as_json: Json = False,
) -> None:
    """Ask the facts with SQL, read-only and within bounds; a server's or a folder's."""
    from loopline.cli.open_facts.act import show_query as act

    raise typer.Exit(act(sql, data, url, key, limit, seconds, as_csv=csv, as_json=as_json))


def export(
    to: Annotated[Path, typer.Option(help="The folder in which the files are put.")],
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
    since: Annotated[str, typer.Option("--from", help="The first day of facts, such as 2026-11-01 (UTC).")] = "",
    until: Annotated[str, typer.Option("--to-day", help="The last day of facts.")] = "",
    table: Annotated[str, typer.Option(help="facts, people, lists or merges; all without it.")] = "",
) -> None:
    """Copy the facts as Parquet files, one a day, with people, lists and merges; what is there already stays."""
    from loopline.cli.open_facts.act import export_files as act

    raise typer.Exit(act(to, data, url, key, since, until, table))
