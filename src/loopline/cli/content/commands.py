"""`loopline content`, as typed: templates, blocks, brands, catalogs, feeds and files, in use or archived."""

from typing import Annotated

import typer

from loopline.cli.access import Data

content_app = typer.Typer(no_args_is_help=True, help="What messages are made of: listed, archived, restored.")
Kind = Annotated[str, typer.Argument(help="template, block, brand, catalog, feed or file.")]
Name = Annotated[str, typer.Argument(help="Its id.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the version.")]


@content_app.command("list")
def content_list(data: Data) -> None:
    """List everything with the journeys that send it."""
    from loopline.cli.content.act import list_content as act

    raise typer.Exit(act(data))


@content_app.command("archive")
def content_archive(kind: Kind, name: Name, data: Data, reason: Reason = "archived by command") -> None:
    """Take content out of use. What was published with it sends it still; it is refused while something uses it."""
    from loopline.cli.content.act import move_content as act

    raise typer.Exit(act(data, kind, name, reason, archived=True))


@content_app.command("restore")
def content_restore(kind: Kind, name: Name, data: Data, reason: Reason = "restored by command") -> None:
    """Take archived content back into use, as it was."""
    from loopline.cli.content.act import move_content as act

    raise typer.Exit(act(data, kind, name, reason, archived=False))
