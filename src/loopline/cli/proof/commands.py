"""The command `loopline prove`."""

from typing import Annotated

import typer

from loopline.cli.access import Data, Json


def prove_rule(
    data: Data,
    journey: Annotated[str, typer.Argument(help="A journey's id; without one, all that hold somebody out.")] = "",
    redraws: Annotated[int, typer.Option(min=100, max=10_000, help="How often the holdout is drawn anew.")] = 1_000,
    as_json: Json = False,
) -> None:
    """Draw the holdout of your own past anew, and count how often the rule claims an effect where none can be."""
    from loopline.cli.proof.act import show_proofs as act

    raise typer.Exit(act(journey, redraws, data, as_json=as_json))
