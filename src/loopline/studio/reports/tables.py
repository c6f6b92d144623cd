"""The tables of reports as files: which there are, and their rows flat, a column for each figure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec
from starlette.responses import Response

from loopline.learning.lift.report import JourneyReport
from loopline.learning.survival.figures import ReachReport
from loopline.studio.csv_table import csv_answer

ReportTable = Literal["funnel", "exits", "refusals", "channels", "over_time", "arms", "comparisons"]
EXITS: Final = ("reason", "count")


def report_csv(found: JourneyReport, table: ReportTable) -> Response:
    """One table of a report."""
    rows: Sequence[object] = getattr(found, table)
    if table == "exits":
        rows = [dict(zip(EXITS, row, strict=True)) for row in found.exits]
    return flat_csv(rows, f"{found.journey}-{table}")


def reach_csv(found: ReachReport) -> Response:
    """The curves of times, a row a point."""
    rows = [{"group": one.name, **msgspec.structs.asdict(point)} for one in found.groups for point in one.points]
    return flat_csv(rows, "time-to")


def flat_csv(rows: Iterable[object], name: str) -> Response:
    """Structs or objects as rows; a figure inside of another has both names, and lists are left out."""
    flat = [dict(_flat(msgspec.to_builtins(row))) for row in rows]
    columns = list(dict.fromkeys(column for row in flat for column in row))
    return csv_answer(columns, [[row.get(column) for column in columns] for row in flat], name)


def _flat(row: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif not isinstance(value, list | tuple):
            yield f"{before}{name}", value
