"""What `loopline metrics` does: a table of a server or of a folder, in words, as CSV or as JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.cli.local import asked, check_data_folder
from loopline.learning.metrics.figures import MetricQuestion
from loopline.model.errors import Invalid
from loopline.studio.csv_table import csv_text
from loopline.studio.metrics.routes import begin_of_day

out: Final = Console(highlight=False)


def list_metrics(data: Path | None, url: str, key: str, *, as_json: bool) -> int:
    """Print every metric with its definition."""
    if data is not None and not url:
        check_data_folder(data)
    answer = asked(data, "/api/metrics", {}, lambda app: app.studio.metrics.listing(), url, key)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
        return 0
    table = Table("metric", "takes", "what it is")
    for one in answer["metrics"]:
        table.add_row(one["name"], ", ".join(one["takes"]), one["definition"])
    out.print(table, markup=False)
    return 0


def show_metric(
    name: str, given: Mapping[str, str], data: Path | None, url: str, key: str, *, as_csv: bool, as_json: bool
) -> int:
    """Print a metric."""
    if data is not None and not url:
        check_data_folder(data)
    question, path = _question(given), f"/api/metrics/{quote(name, safe='')}"
    answer = asked(data, path, dict(given), lambda app: app.studio.metrics.table(name, question), url, key)
    columns = answer["columns"]
    names = [one["name"] for one in columns]
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    elif as_csv:
        print(csv_text(names, answer["rows"]), end="")
    else:
        table = Table(title=answer["title"], title_justify="left")
        for one in columns:
            table.add_column(one["name"], justify="left" if one["unit"] == "text" else "right")
        for row in answer["rows"]:
            table.add_row(*(_cell(cell, one["unit"]) for cell, one in zip(row, columns, strict=True)))
        out.print(table if answer["rows"] else "Nothing has happened that it counts.", markup=False)
        if answer["note"]:
            out.print(answer["note"], markup=False)
    return 0


def _question(given: Mapping[str, str]) -> MetricQuestion:
    """The question of words that were typed. Raises Invalid `metric_question`."""
    words = {name: value for name, value in given.items() if name not in ("from", "to", "days", "back")}
    plain = words | {
        "days": int(given["days"]),
        "back": int(given["back"]),
        "since": begin_of_day(given["from"], "from"),
        "until": begin_of_day(given["to"], "to", 1),
    }
    try:
        return msgspec.convert(plain, type=MetricQuestion)
    except msgspec.ValidationError as error:
        raise Invalid("metric_question", f"A metric cannot be asked so: {error}.") from None


def _cell(value: object, unit: str) -> str:
    if value is None:
        return ""
    if unit == "share" and isinstance(value, int | float):
        return f"{value:.1%}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
