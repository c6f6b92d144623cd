"""The commands of `loopline model`."""

from typing import Annotated, Final

import typer

from loopline.cli.access import Data, Json

models_app: Final = typer.Typer(help="Models that score people.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The model's id.")]


@models_app.command("list")
def model_list(data: Data, as_json: Json = False) -> None:
    """Every model that is published."""
    from loopline.cli.models.act import list_models as act

    raise typer.Exit(act(data, as_json=as_json))


@models_app.command("show")
def model_show(name: Name, data: Data, as_json: Json = False) -> None:
    """A model with its card: what it is worth on people that it had not seen."""
    from loopline.cli.models.act import show_model as act

    raise typer.Exit(act(name, data, as_json=as_json))


@models_app.command("train")
def model_train(name: Name, data: Data, as_json: Json = False) -> None:
    """Train a model on the facts of now; ends with 1 where it is not to be trusted."""
    from loopline.cli.models.act import train_now as act

    raise typer.Exit(act(name, data, as_json=as_json))


@models_app.command("score")
def model_score(name: Name, data: Data, as_json: Json = False) -> None:
    """Score everybody of a model's audience."""
    from loopline.cli.models.act import score_model as act

    raise typer.Exit(act(name, data, as_json=as_json))
