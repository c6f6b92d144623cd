"""`loopline metrics` and `loopline metric`, as the command line shows them."""

from typing import Annotated

import typer

from loopline.cli.access import AdminKey, DataOr, Json, Url

metric_app = typer.Typer(no_args_is_help=True, help="Metrics that are documents of their own.")


@metric_app.command("list")
def metric_list(data: DataOr = None, url: Url = "", key: AdminKey = "", as_json: Json = False) -> None:
    """Print every metric that is a document, what it counts, and the journeys that are compared by it."""
    from loopline.cli.metrics.defined import list_defined as act

    raise typer.Exit(act(data, url, key, as_json=as_json))


@metric_app.command("show")
def metric_show(
    metric: Annotated[str, typer.Argument(help="The metric's id.")],
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
    as_json: Json = False,
) -> None:
    """Print a metric's versions, and its figure in each journey as the journey's report has it."""
    from loopline.cli.metrics.defined import show_defined as act

    raise typer.Exit(act(metric, data, url, key, as_json=as_json))


def add_metrics(app: typer.Typer) -> None:
    """Both commands: what is asked of metrics, and those that are documents."""
    app.add_typer(metric_app, name="metric")
    app.command("metrics")(ask_metrics)


def ask_metrics(
    name: Annotated[str, typer.Argument(help="The metric, such as retention; without it all are listed.")] = "",
    data: DataOr = None,
    url: Url = "",
    key: AdminKey = "",
    event: Annotated[str, typer.Option(help="The event that is counted, or counted from.")] = "",
    then: Annotated[str, typer.Option(help="The event that is come back to.")] = "",
    journey: Annotated[str, typer.Option(help="Only this journey.")] = "",
    segment: Annotated[str, typer.Option(help="Only people who are in this segment now.")] = "",
    by: Annotated[str, typer.Option(help="cohort, all, version, side, arm or node.")] = "",
    step: Annotated[str, typer.Option(help="week or month.")] = "month",
    mode: Annotated[str, typer.Option(help="Retention: bounded, unbounded or rolling.")] = "bounded",
    days: Annotated[int, typer.Option(min=1, max=3_660, help="The window, or the silence, in days.")] = 30,
    back: Annotated[int, typer.Option(min=1, max=3_660, help="Winback: days in which people come back.")] = 30,
    since: Annotated[str, typer.Option("--from", help="The first day, such as 2026-11-01 (UTC).")] = "",
    until: Annotated[str, typer.Option("--to", help="The last day.")] = "",
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
    as_json: Json = False,
) -> None:
    """Retention, repeat purchase, churn, winback, funnels, list health, consent, volume, coverage, latency."""
    from loopline.cli.metrics.act import list_metrics, show_metric

    if not name:
        raise typer.Exit(list_metrics(data, url, key, as_json=as_json))
    given = {
        "event": event,
        "then": then,
        "journey": journey,
        "segment": segment,
        "by": by,
        "step": step,
        "mode": mode,
        "days": str(days),
        "back": str(back),
        "from": since,
        "to": until,
    }
    raise typer.Exit(show_metric(name, given, data, url, key, as_csv=csv, as_json=as_json))
