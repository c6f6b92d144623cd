"""`loopline import FILE` and `loopline imports`, as the command line shows them."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import Data, Json

imports_app = typer.Typer(no_args_is_help=True, help="What was brought in from files, and how far that is.")
Identity = Annotated[str, typer.Argument(help="The id of the import; its first letters are enough.")]


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, JSON lines (.jsonl) or Parquet.")],
    data: Data,
    kind: Annotated[str, typer.Option(help="people, events, accounts, lists, suppressions or consent.")] = "people",
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="column=field or column=field:type; column=- leaves it out; again for more."),
    ] = None,
    fixed: Annotated[
        list[str] | None, typer.Option("--set", help="field=value, the same for all rows; again for more.")
    ] = None,
    file_format: Annotated[str, typer.Option("--format", help="csv, jsonl or parquet; by the file's name.")] = "",
    encoding: Annotated[str, typer.Option(help="utf-8, windows-1252, latin-1 or utf-16; guessed.")] = "",
    delimiter: Annotated[str, typer.Option(help="A comma, semicolon, tab or bar; guessed.")] = "",
    live: Annotated[
        bool, typer.Option("--live/--silent", help="Live: journeys begin by it. Silent: nothing is triggered.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the columns, the first faults and ten rows; take none.")
    ] = False,
    refused: Annotated[
        Path | None, typer.Option(help="Where to write the refused rows; beside FILE when left out.")
    ] = None,
) -> None:
    """Bring in people, events, accounts, lists or consent from a file; the same command goes on after a kill.

    Exits 1 when rows were refused; they are written to a CSV file with their lines and the reasons.
    """
    from loopline.cli.imports.act import import_rows as act
    from loopline.cli.imports.act import new_import

    asked = new_import(file, kind, mapping or [], fixed or [], file_format, encoding, delimiter, live=live)
    raise typer.Exit(act(data, file, asked, refused, dry_run=dry_run))


@imports_app.command("list")
def imports_list(data: Data, as_json: Json = False) -> None:
    """Print every import and how far it is, the newest first."""
    from loopline.cli.imports.act import show_imports as act

    raise typer.Exit(act(data, as_json=as_json))


@imports_app.command("cancel")
def imports_cancel(identity: Identity, data: Data) -> None:
    """End an import of the running server behind the rows in hand; what was taken stays."""
    from loopline.cli.imports.act import cancel_import as act

    raise typer.Exit(act(data, identity))


@imports_app.command("refused")
def imports_refused(
    identity: Identity, file: Annotated[Path, typer.Argument(help="The CSV file to write.")], data: Data
) -> None:
    """Write the rows of an import that were not taken to a CSV file."""
    from loopline.cli.imports.act import write_refused as act

    raise typer.Exit(act(data, identity, file))
