"""`loopline report J --metrics`: the metrics of a journey beside its goal, in words or as JSON."""

from pathlib import Path
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.cli.answers import Plain, between_words
from loopline.cli.local import asked
from loopline.decisions.narrate import moment

out = Console(highlight=False)


def report_metrics(journey: str, data: Path | None, url: str, key: str, *, as_json: bool) -> int:
    """Print them. Raises Missing `journey_unknown`."""
    path = f"/api/journeys/{quote(journey, safe='')}/report/metrics"
    answer = asked(data, path, {}, lambda app: app.studio.reports.metrics(journey), url, key)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    else:
        show_metrics(answer)
    return 0


def show_metrics(answer: Plain, console: Console = out) -> None:
    """Each metric with its difference, then guardrails, then the pauses."""
    console.print(f"{answer['journey']}: the goal is {answer['goal']}", markup=False, style="bold")
    if answer["missing"]:
        console.print(answer["missing"], markup=False)
    lines = [*([answer["value"]] if answer["value"] else []), *answer["metrics"], *answer["earlier"]]
    if not lines:
        console.print("It has no metrics beside its goal: write some in `metrics` of the document.", markup=False)
    table = Table(
        "metric", "counts", "treated", "held out", "difference", "by the past", "verdict", title_justify="left"
    )
    for one in lines:
        table.add_row(*_cells(one))
    if lines:
        console.print(table)
    for one in (*answer["metrics"], *answer["earlier"]):
        said = f"{one['name']} ({one['role']}): {one['reason']}"
        console.print(said, markup=False)
    if answer["warning"]:
        console.print(answer["warning"], markup=False)
    for change in answer["changes"]:
        reason = f": {change['reason']}" if change["reason"] else ""
        console.print(f"{moment(change['at'])} {change['state']}{reason}", markup=False)


def _cells(one: Plain) -> list[str]:
    form = ".2%" if one["measure"] == "rate" else ",.4g"
    sides = [f"{one[side]['level']:{form}} of {one[side]['units']:,}" for side in ("treated", "held_out")]
    own = one["adjusted"]
    saved = f"{_change(own['difference'])}, {own['saved']:.1%} of the variance saved" if own else ""
    name = one["name"] or "value of the goal"
    name += f" (as it was up to version {one['until_version']})" if one["until_version"] else ""
    return [name, one["counts"], *sides, _change(one["difference"]), saved, one["verdict"].replace("_", " ")]


def _change(estimate: Plain | None) -> str:
    if estimate is None:
        return ""
    return f"{estimate['estimate']:+.4g} ({between_words(estimate, '+.4g')})"
