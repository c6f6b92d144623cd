"""What `loopline metric` does: metrics that are documents, in words or as JSON."""

from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.cli.answers import Plain, between_words
from loopline.cli.local import asked, check_data_folder
from loopline.decisions.narrate import moment

out: Final = Console(highlight=False)


def list_defined(data: Path | None, url: str, key: str, *, as_json: bool) -> int:
    """Print every metric that is a document, with the journeys that are compared by it."""
    if data is not None and not url:
        check_data_folder(data)
    answer = asked(data, "/api/metrics/defined", {}, lambda app: app.studio.metrics.registry.listing(), url, key)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
        return 0
    table = Table("metric", "version", "counts", "within", "better", "owner", "journeys")
    for one in answer["metrics"]:
        journeys = ", ".join(f"{use['journey']} ({use['role']})" for use in one["used_by"])
        name = f"{one['id']} (archived)" if one["archived"] else one["id"]
        table.add_row(name, str(one["version"]), one["counts"], one["within"], one["better"], one["owner"], journeys)
    text = "No metric is published as a document; `kind: metric` makes one."
    out.print(table if answer["metrics"] else text, markup=False)
    return 0


def show_defined(metric: str, data: Path | None, url: str, key: str, *, as_json: bool) -> int:
    """Print one with its versions and its figure in each journey. Raises Missing `metric_unknown`."""
    if data is not None and not url:
        check_data_folder(data)
    path = f"/api/metrics/defined/{quote(metric, safe='')}"
    answer = asked(data, path, {}, lambda app: app.studio.metrics.registry.show(metric), url, key)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
        return 0
    own = answer["metric"]
    out.print(f"{own['name']}: {own['counts']}, within {own['within']}; {own['better']} is better", markup=False)
    for one in answer["versions"]:
        by = f" by {one['by']}" if one["by"] else ""
        out.print(f"version {one['version']}, {moment(one['published_at'])}{by}: {one['counts']}", markup=False)
    table = Table("journey", "definition", "treated", "held out", "difference", "verdict")
    for figure in answer["figures"]:
        for one in (figure["line"], *figure["earlier"]):
            table.add_row(figure["journey"], *_cells(one))
    out.print(table if answer["figures"] else "No live journey is compared by it.", markup=False)
    if answer["more"]:
        out.print(f"{answer['more']:,} journeys more are compared by it.", markup=False)
    return 0


def _cells(one: Plain) -> list[str]:
    form = ".2%" if one["measure"] == "rate" else ",.4g"
    sides = [f"{one[side]['level']:{form}} of {one[side]['units']:,}" for side in ("treated", "held_out")]
    whose = f"version {one['document_version']}" if one["document_version"] else "the journey's own"
    before = f", up to journey version {one['until_version']}" if one["until_version"] else ""
    gap = one["difference"]
    change = f"{gap['estimate']:+.4g} ({between_words(gap, '+.4g')})" if gap else ""
    return [f"{whose}{before}", *sides, change, one["verdict"].replace("_", " ")]
