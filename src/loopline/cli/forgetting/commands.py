"""`loopline forget` and `loopline known`, as the command line shows them."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import Data, Json

Person = Annotated[str, typer.Argument(help="The person's id.")]


def forget_somebody(
    person: Person,
    data: Data,
    reason: Annotated[str, typer.Option(help="Why; it is kept, so it must not name the person.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what goes and what stays.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask: nobody is brought back.")] = False,
    as_json: Json = False,
) -> None:
    """Forget a person for ever: say what goes and what stays, ask, erase, and wait until nothing is left."""
    from loopline.cli.forgetting.act import forget_person as act

    raise typer.Exit(act(data, person, reason, preview=preview, yes=yes, as_json=as_json))


def known(
    person: Person,
    data: Data,
    to: Annotated[Path | None, typer.Option(help="The file to write; none: print it.")] = None,
) -> None:
    """Write out all that is known of a person, as JSON."""
    from loopline.cli.forgetting.act import write_known as act

    raise typer.Exit(act(data, person, to))


def add_person_commands(app: typer.Typer) -> None:
    """Both, as commands of `loopline`."""
    app.command("forget")(forget_somebody)
    app.command("known")(known)
