"""`loopline texts`, as the command line shows it: the texts of a journey out as a table, and in again."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import AdminKey, DataOr, Url

texts_app = typer.Typer(no_args_is_help=True, help="The texts of a journey as CSV, for review and translation.")
JourneyId = Annotated[str, typer.Argument(help="The journey's id.")]


@texts_app.command("export")
def texts_export(
    journey: JourneyId,
    file: Annotated[Path, typer.Argument(help="The CSV file that is written.")],
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
) -> None:
    """Write every text of a journey into a file: of its draft, or of what is live."""
    from loopline.cli.texts.act import export_texts as act

    raise typer.Exit(act(journey, file, data, url, key))


@texts_app.command("import")
def texts_import(
    journey: JourneyId,
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns step, field and text, and language.")],
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
    trial: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and store nothing.")] = False,
) -> None:
    """Take the texts of a file into the journey's draft. Exits 1 when a row was refused or has an error."""
    from loopline.cli.texts.act import import_texts as act

    raise typer.Exit(act(journey, file, data, url, key, is_trial=trial))
