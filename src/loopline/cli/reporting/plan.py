"""`loopline plan`: how long a comparison takes, and how large a lift it will show."""

from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from loopline.cli.access import AdminKey, DataOr, Json, Url
from loopline.model.errors import Invalid

out: Final = Console(highlight=False)
Plain = dict[str, Any]  # an answer of the API as JSON
GIVEN: Final = "The figures that were given."


def plan(
    journey: Annotated[str, typer.Argument(help="The journey's id; none with --people and --rate.")] = "",
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
    holdout: Annotated[float, typer.Option(help="Percent held out; 0: the journey's own, or 10.")] = 0.0,
    lift: Annotated[float, typer.Option(help="A wanted lift, in percent of the base rate.")] = 0.0,
    people: Annotated[float, typer.Option(help="People who come a week, for the first time.")] = 0.0,
    rate: Annotated[float, typer.Option(help="Percent of them who reach the goal unmessaged.")] = 0.0,
    within: Annotated[float, typer.Option(help="Days of the goal's window.")] = 14.0,
    mean: Annotated[float, typer.Option(help="Value a person.")] = 0.0,
    spread: Annotated[float, typer.Option(help="Its standard deviation.")] = 0.0,
    planned: Annotated[bool, typer.Option("--planned", help="With a planned end, and not always on.")] = False,
    as_json: Json = False,
) -> None:
    """Plan a comparison: the smallest lift that is seen after so many weeks, by the past or by figures given."""
    if bool(journey) == bool(people):
        raise Invalid("plan_of_what", "Name a journey, or give --people and --rate: one of the two.")
    if journey:
        answer = _of_journey(journey, data, holdout, lift, url, key)
    else:
        from loopline.learning.planning.detect import plan_report
        from loopline.learning.planning.figures import PlanInputs, PlanRule

        rule: PlanRule = "obf" if planned else "e_process"
        inputs = PlanInputs(people, rate / 100, (holdout or 10.0) / 100, within / 7, mean, spread, rule)
        answer = msgspec.to_builtins(plan_report("", inputs, GIVEN, lift / 100))
    print(msgspec.json.format(msgspec.json.encode(answer)).decode()) if as_json else show_plan(answer)
    raise typer.Exit(0)


def _of_journey(journey: str, data: Path | None, holdout: float, lift: float, url: str, key: str) -> Plain:
    from loopline.cli.local import asked

    query = {"lift": f"{lift:g}"} | ({"holdout": f"{holdout:g}"} if holdout else {})
    share = holdout / 100 if holdout else None
    path = f"/api/journeys/{quote(journey, safe='')}/plan"
    return asked(
        data, path, query, lambda app: app.studio.reports.planner.of_journey(journey, share, lift / 100), url, key
    )


def show_plan(answer: Plain, console: Console = out) -> None:
    """The sentence, then the weeks."""
    console.print(answer["sentence"], markup=False, style="bold")
    given = answer["inputs"]
    if given is None:
        return
    console.print(
        f"{given['people_a_week']:,.0f} people a week, {given['base_rate']:.2%} reach the goal unmessaged, "
        f"{given['holdout']:.0%} held out, window {7 * given['within_weeks']:g} days. {answer['source']}",
        markup=False,
    )
    table = Table("weeks", "treated", "held out", "lift seen", "of the base", "value seen", title_justify="left")
    for one in answer["weeks"]:
        cells = (_cell(one["lift"], "+.3%"), _cell(one["relative_lift"], "+.0%"), _cell(one["value"], "+,.2f"))
        table.add_row(str(one["weeks"]), f"{one['treated']:,}", f"{one['held_out']:,}", *cells)
    console.print(table)


def _cell(value: float | None, form: str) -> str:
    return "-" if value is None else f"{value:{form}}"
