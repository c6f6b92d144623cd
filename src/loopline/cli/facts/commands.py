"""The commands of `loopline facts` and `loopline log`."""

from typing import Annotated, Final

import typer

from loopline.cli.access import Data, Json

facts_app: Final = typer.Typer(no_args_is_help=True, help="The facts that reports are counted from.")
log_app: Final = typer.Typer(no_args_is_help=True, help="The log of signals: where it begins, and what is stored.")


@facts_app.command("rebuild")
def facts_rebuild(data: Data) -> None:
    """Rebuild all facts from the log, while the server runs or not; go on where an earlier rebuild was cut short."""
    from loopline.cli.facts.act import rebuild as act

    raise typer.Exit(act(data))


@log_app.command("status")
def log_status(data: Data, as_json: Json = False) -> None:
    """Print where the log begins and ends, and what each file occupies."""
    from loopline.cli.facts.act import show_log as act

    raise typer.Exit(act(data, as_json=as_json))


@log_app.command("trim")
def log_trim(
    data: Data,
    days: Annotated[int, typer.Option(min=0, max=3_650, help="Signals of the last so many days stay; 0: none has to.")],
) -> None:
    """Make a snapshot of state and facts, then let go of older signals, while the server runs or not."""
    from loopline.cli.facts.act import trim_log as act

    raise typer.Exit(act(data, days))
