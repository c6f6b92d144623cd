"""`loopline quarantine`, as the command line shows it: what was set aside, listed, put back or dropped."""

from typing import Annotated

import typer

from loopline.cli.access import Data, Json

quarantine_app = typer.Typer(no_args_is_help=True, help="What could not be read or decided, and was set aside.")


@quarantine_app.command("list")
def list_set_aside(data: Data, as_json: Json = False) -> None:
    """Print what is set aside, and why; exits 1 when there is anything."""
    from loopline.cli.quarantine.act import show_set_aside as act

    raise typer.Exit(act(data, as_json=as_json))


@quarantine_app.command("retry")
def put_back(number: Annotated[int, typer.Argument(help="Its id in the list.")], data: Data) -> None:
    """Put it back, and decide what waited for it."""
    from loopline.cli.quarantine.act import act

    raise typer.Exit(act(data, number, "retry"))


@quarantine_app.command("drop")
def let_go(number: Annotated[int, typer.Argument(help="Its id in the list.")], data: Data) -> None:
    """Let it go for good: a person begins anew with every channel refused, a message counts as refused."""
    from loopline.cli.quarantine.act import act

    raise typer.Exit(act(data, number, "drop"))
