"""The commands of `loopline customers`."""

from typing import Annotated, Final

import typer

from loopline.cli.access import Data, Json

customers_app: Final = typer.Typer(help="What customers will bring, and how long they take.", no_args_is_help=True)


@customers_app.command("value")
def customers_value(
    event: Annotated[str, typer.Argument(help="The event of a purchase.")],
    data: Data,
    field: Annotated[str, typer.Option(help="Its property with the money.")] = "",
    weeks: Annotated[int, typer.Option(min=1, max=260, help="How far ahead.")] = 52,
    as_json: Json = False,
) -> None:
    """What customers will bring, and whether the model may be believed."""
    from loopline.cli.customers.act import show_value as act

    raise typer.Exit(act(event, field, weeks, data, as_json=as_json))


@customers_app.command("time-to")
def customers_time_to(
    begin: Annotated[str, typer.Argument(help="The event that it is counted from.")],
    reach: Annotated[str, typer.Argument(help="The event that people come to.")],
    data: Data,
    by: Annotated[str, typer.Option(help="A property of the first event, to compare groups.")] = "",
    days: Annotated[int, typer.Option(min=1, max=3_660, help="People who began within so many days.")] = 365,
    as_json: Json = False,
) -> None:
    """How long people take from one event to another, where many have not come yet."""
    from loopline.cli.customers.act import show_time_to as act

    raise typer.Exit(act(begin, reach, by, days, data, as_json=as_json))


@customers_app.command("contracts")
def customers_contracts(
    left: Annotated[list[float], typer.Argument(help="How many at the beginning, and after each renewal.")],
    periods: Annotated[int, typer.Option(min=1, max=120, help="How many renewals more.")] = 6,
) -> None:
    """How many contracts will be left after the next renewals (shifted beta-geometric)."""
    from loopline.cli.customers.act import show_contracts as act

    raise typer.Exit(act(left, periods))
