"""`loopline list`, as the command line shows it: lists of people, their sizes, files of them."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import Data, Json

list_app = typer.Typer(no_args_is_help=True, help="Lists of people.")
Name = Annotated[str, typer.Argument(help="The name of the list.")]
People = Annotated[
    Path,
    typer.Argument(
        help="CSV, JSON lines or Parquet with a column user_id, anonymous_id or account_id; others are left out."
    ),
]
Mapping = Annotated[list[str] | None, typer.Option("--map", help="column=user_id, as in `loopline import`.")]
Until = Annotated[
    str, typer.Option(help='When the memberships end, as "2027-01-31T09:00:00Z"; a column `until` says it row by row.')
]
Live = Annotated[bool, typer.Option("--live/--silent", help="Live: journeys begin and end by it. Silent: none does.")]


@list_app.command("sizes")
def list_sizes(data: Data, as_json: Json = False) -> None:
    """Print every list that anybody, or any account, is on, and how many people and accounts are."""
    from loopline.cli.lists.act import show_sizes as act

    raise typer.Exit(act(data, as_json=as_json))


@list_app.command("export")
def list_export(name: Name, file: Annotated[Path, typer.Argument(help="The CSV file to write.")], data: Data) -> None:
    """Write everybody on a list to a CSV file: user_id, anonymous_id, email."""
    from loopline.cli.lists.act import export_list as act

    raise typer.Exit(act(data, name, file))


@list_app.command("add")
def list_add(
    name: Name, file: People, data: Data, mapping: Mapping = None, live: Live = False, until: Until = ""
) -> None:
    """Put everybody in a file on a list; the same command goes on after a kill. Exits 1 when rows were refused."""
    from loopline.cli.lists.act import change_list as act

    raise typer.Exit(act(data, name, file, mapping or [], member=True, live=live, until=until))


@list_app.command("remove")
def list_remove(name: Name, file: People, data: Data, mapping: Mapping = None, live: Live = False) -> None:
    """Take everybody in a file off a list, as `add` puts them on it."""
    from loopline.cli.lists.act import change_list as act

    raise typer.Exit(act(data, name, file, mapping or [], member=False, live=live))
