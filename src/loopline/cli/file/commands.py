"""`loopline file`, as typed: files that mails carry."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import Data

files_app = typer.Typer(no_args_is_help=True, help="Files that mails carry, as attachments or as pictures in them.")


@files_app.command("add")
def file_add(
    file: Annotated[Path, typer.Argument(help="The file, of up to 10 MB.")],
    data: Data,
    name: Annotated[str, typer.Option("--id", help="How messages name it; made of the file's name without it.")] = "",
    content_type: Annotated[
        str, typer.Option("--type", help="Such as application/pdf; by the file's ending without it.")
    ] = "",
    reason: Annotated[str, typer.Option(help="Why it is published; kept with the version.")] = "added by command",
) -> None:
    """Keep a file and publish it. Live journeys that carry it carry the new version from now on."""
    from loopline.cli.file.act import add_file as act

    raise typer.Exit(act(data, file, name, content_type, reason))


@files_app.command("list")
def file_list(data: Data) -> None:
    """List the files, with the journeys that carry them."""
    from loopline.cli.file.act import list_files as act

    raise typer.Exit(act(data))
