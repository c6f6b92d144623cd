"""`loopline report --cap ID`: what the limits do that a cap tries, in words or as JSON."""

from pathlib import Path
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.cli.answers import Plain, between_words
from loopline.cli.local import asked
from loopline.decisions.narrate import moment
from loopline.model.errors import Invalid

out = Console(highlight=False)
DAY_MS = 86_400_000
OTHER_WAYS = "--cap stands alone: without a journey, --by, --replay, --programme, --global and --metrics."


def report_cap(cap: str, data: Path | None, others: list[str], url: str = "", key: str = "", *, as_json: bool) -> int:
    """Print it. `others` are what nobody may ask beside it. Raises Invalid `report_ambiguous`, Missing
    `cap_experiment_missing`."""
    if any(others):
        raise Invalid("report_ambiguous", OTHER_WAYS)
    path = f"/api/caps/{quote(cap, safe='')}/report"
    answer = asked(data, path, {}, lambda app: app.studio.reports.fatigue(cap), url, key)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(answer)).decode())
    else:
        show_doses(answer)
    return 0


def show_doses(answer: Plain, console: Console = out) -> None:
    """The verdict, the arms, and each arm against the lowest limit."""
    since = f", since {moment(answer['since'])}" if answer["since"] else ""
    console.print(f"{answer['name']}: {answer['cap']}{since}", markup=False, style="bold")
    console.print(f"verdict: {answer['verdict'].replace('_', ' ')}. {answer['reason']}", markup=False, style="bold")
    if answer["missing"]:
        console.print(answer["missing"], markup=False)
    arms = Table("arm", "limit", "planned", "people", "time not over", "messages a week", title_justify="left")
    for arm in answer["arms"]:
        sent = f"{arm['messages']:.2f}" if arm["units"] else "-"
        counts = f"{arm['units']:,}", f"{arm['pending']:,}"
        arms.add_row(arm["arm"], str(arm["limit"]), f"{arm['share']:.1%}", *counts, sent)
    console.print(arms)
    days = answer["within_ms"] / DAY_MS
    table = Table(title=f"Each against the lowest limit, within {days:g} days", title_justify="left")
    for column in ("outcome", "arm", "its level", "lowest limit", "difference", "verdict"):
        table.add_column(column)
    for line in answer["lines"]:
        table.add_row(line["name"], line["arm"], *_levels(line), _change(line), line["verdict"].replace("_", " "))
    console.print(table)
    text = f"All {len(answer['lines'])} intervals hold together in 95 %, at every look."
    console.print(text if answer["lines"] else "", markup=False)
    for note in (*answer["notes"], *(guard["text"] for guard in answer["guards"] if not guard["passed"])):
        console.print(note, markup=False)


def _levels(line: Plain) -> list[str]:
    form = ",.2f" if line["outcome"] == "value" else ".2%"
    sides = line["side"], line["against_side"]
    return [f"{side['level']:{form}} of {side['units']:,}" if side["units"] else "-" for side in sides]


def _change(line: Plain) -> str:
    seen, form = line["difference"], "+,.2f" if line["outcome"] == "value" else "+.2%"
    return "-" if seen is None else f"{seen['estimate']:{form}} ({between_words(seen, form)})"
