"""`loopline alarm`, as the command line shows it: what operators are told."""

import typer

from loopline.cli.access import Data

alarms_app = typer.Typer(no_args_is_help=True, help="Operators' alarms, told where LOOPLINE_ALARMS says.")


@alarms_app.command("test")
def alarm_test(data: Data) -> None:
    """Tell every destination of the running server a test alarm, and print what became of it."""
    from loopline.cli.alarm.act import try_alarms as act

    raise typer.Exit(act(data))
