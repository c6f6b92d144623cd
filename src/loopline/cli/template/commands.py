"""`loopline template`, as typed: the starters, and a template of one's own begun with one."""

from pathlib import Path
from typing import Annotated

import typer

templates_app = typer.Typer(no_args_is_help=True, help="Templates of messages: the starters that ship, to begin with.")


@templates_app.command("starters")
def template_starters() -> None:
    """List the starters."""
    from loopline.cli.template.act import show_starters as act

    raise typer.Exit(act())


@templates_app.command("new")
def template_new(
    name: Annotated[str, typer.Argument(help="The id of the new template, such as welcome_2.")],
    starter: Annotated[str, typer.Option("--from", help="The starter to begin with.")] = "welcome",
    to: Annotated[Path | None, typer.Option(help="The file to write; ID.yaml without it.")] = None,
) -> None:
    """Write a template of your own from a starter, to be edited, checked and pushed."""
    from loopline.cli.template.act import begin_template as act

    raise typer.Exit(act(name, starter, to or Path(f"{name}.yaml")))
