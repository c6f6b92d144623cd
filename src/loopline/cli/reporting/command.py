"""The command `loopline report`: of a journey, of a programme, or of everything."""

from typing import Annotated

import typer

from loopline.cli.access import AdminKey, DataOr, Json, Url
from loopline.cli.reporting.describe import describe_journey
from loopline.cli.reporting.plan import plan


def report_on(
    journey: Annotated[str, typer.Argument(help="The journey's id; none with --programme or --global.")] = "",
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
    by: Annotated[str, typer.Option(help="By group: trait:plan, account:size, entry:source or segment:vip.")] = "",
    replay: Annotated[str, typer.Option(help="A verdict that stands, computed once more: its id.")] = "",
    programme: Annotated[str, typer.Option(help="What the journeys of this programme caused together.")] = "",
    everything: Annotated[bool, typer.Option("--global", help="What all journeys caused together.")] = False,
    cap: Annotated[str, typer.Option(help="What the limits do that this cap tries: its experiment's id.")] = "",
    metrics: Annotated[bool, typer.Option("--metrics", help="Its metrics and guardrails beside the goal.")] = False,
    as_json: Json = False,
) -> None:
    """Funnel, conversions, and lift against the holdout; or lift by group, or of a programme, or of everything."""
    if cap:
        from loopline.cli.reporting.doses import report_cap

        others = [journey, by, replay, programme, "global" if everything else "", "metrics" if metrics else ""]
        raise typer.Exit(report_cap(cap, data, others, url, key, as_json=as_json))
    if programme or everything:
        from loopline.cli.reporting.together import report_together as together

        others = [journey, by, replay]
        raise typer.Exit(together(programme, data, others, url, key, everything=everything, as_json=as_json))
    if metrics and journey:
        from loopline.cli.reporting.measured import report_metrics

        raise typer.Exit(report_metrics(journey, data, url, key, as_json=as_json))
    from loopline.cli.answers import report as act

    raise typer.Exit(act(journey, data, by, replay, url, key, as_json=as_json))


def add_reports(app: typer.Typer) -> None:
    """The commands that ask what journeys did, and what they will show."""
    app.command("report")(report_on)
    app.command("plan")(plan)
    app.command("describe")(describe_journey)
