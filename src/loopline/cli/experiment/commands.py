"""`loopline experiment`, as the command line shows it."""

from typing import Annotated

import typer

from loopline.cli.access import Data

experiment_app = typer.Typer(no_args_is_help=True, help="Experiments: choose a winner, or retire an arm.")
Journey = Annotated[str, typer.Argument(help="The journey's id.")]
Node = Annotated[str, typer.Argument(help="The experiment's node.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the version.")]
Stay = Annotated[bool, typer.Option("--stay", help="People inside finish on their own version.")]


@experiment_app.command("winner")
def experiment_winner(
    journey: Journey,
    node: Node,
    arm: Annotated[str, typer.Argument(help="The arm, or `sent` of a message with a holdout; none draws again.")] = "",
    *,
    reason: Reason,
    data: Data,
    stay: Stay = False,
) -> None:
    """Let everybody take one arm from now on: a new version of the live journey. Without an arm it is drawn again."""
    from loopline.cli.experiment.act import end_experiment as act

    raise typer.Exit(act("winner", journey, node, arm, data, reason, move=not stay))


@experiment_app.command("retire")
def experiment_retire(
    journey: Journey,
    node: Node,
    arm: Annotated[str, typer.Argument(help="The arm that nobody is given any more.")],
    *,
    reason: Reason,
    data: Data,
    stay: Stay = False,
) -> None:
    """Give an arm to nobody any more; who has it goes on, and the others are compared as before."""
    from loopline.cli.experiment.act import end_experiment as act

    raise typer.Exit(act("retire", journey, node, arm, data, reason, move=not stay))
