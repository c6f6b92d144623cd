"""`loopline offer`, as the command line shows it: what offers have granted and spent, and their codes."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import Data, Json

offer_app = typer.Typer(no_args_is_help=True, help="Offers: their budgets, grants and codes.")
codes_app = typer.Typer(no_args_is_help=True, help="The codes of an offer with a pool.")
offer_app.add_typer(codes_app, name="codes")
Name = Annotated[str, typer.Argument(help="The offer's id.")]


@offer_app.command("list")
def offer_list(data: Data, as_json: Json = False) -> None:
    """Print every offer: its budget, what is spent of it, grants, redemptions and codes left."""
    from loopline.cli.offer.act import list_offers as act

    raise typer.Exit(act(data, as_json=as_json))


@offer_app.command("show")
def offer_show(offer: Name, data: Data) -> None:
    """Print one offer, as the API has it."""
    from loopline.cli.offer.act import show_offer as act

    raise typer.Exit(act(data, offer))


@codes_app.command("add")
def offer_codes_add(
    offer: Name,
    file: Annotated[Path, typer.Argument(help="A text with a code a line, or a CSV file whose first column it is.")],
    data: Data,
) -> None:
    """Put the codes of a file into an offer's pool; a code that it ever had is not taken again."""
    from loopline.cli.offer.act import add_codes as act

    raise typer.Exit(act(data, offer, file))
