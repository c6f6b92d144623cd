"""The page of metrics as a reader has it: each example is read from the page, and the product says its figure."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from loopline.runtime.clock import VirtualClock
from loopline.storage.transaction_rules import lines_of
from tests.reports.metrics.examples import DAY, HELLO, MONDAY, facts_of
from tests.studio.house import House, living

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "metrics.md"
ASKED = re.compile(r"^Asked on day ([\d.]+)(?: with `([^`]*)`)?: (?:\*\*(.+)\*\*\.)?$", re.M)


class Told(Struct):
    """A metric as the page tells it."""

    title: str
    said: dict[str, str]
    facts: tuple[str, ...]
    journey: dict[str, Any]
    workspace: dict[str, Any]
    now: float
    asks: dict[str, str]
    figure: float | None
    columns: list[str]
    rows: list[list[str]]


def told() -> Iterator[Told]:
    for part in PAGE.read_text().split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        asked = ASKED.search(text)
        assert asked, f"{title} has no example that can be asked"
        fence = re.search(r"```\n(.*?)\n```", text, re.S)
        rows = [line.strip("|").split("|") for line in text[asked.end() :].split("\n") if line.startswith("|")]
        yield Told(
            title,
            {name: value.strip() for name, value in re.findall(r"^\| \*\*(.+?)\*\* \| (.+) \|$", text, re.M)},
            tuple(fence[1].split("\n")) if fence else (),
            says(text, "The journey"),
            says(text, "The workspace"),
            float(asked[1]),
            dict(word.split("=", 1) for word in (asked[2] or "").split()),
            float(asked[3]) if asked[3] else None,
            [cell.strip() for row in rows[:1] for cell in row],
            [[cell.strip() for cell in row] for row in rows[2:]],
        )


def says(text: str, whose: str) -> dict[str, Any]:
    found = re.search(rf"^{whose} says: `(.*)`$", text, re.M)
    return dict(json.loads(found[1])) if found else {}


TOLD = list(told())


def answer(house: House, one: Told) -> Any:
    """What the API answers at the place that the page names."""
    place = re.findall(r"`([^`]+)`", one.said["Asked at"])
    found: Any = house.get(place[0], **one.asks)
    for step in place[1].split(".") if len(place) > 1 else ():
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


@pytest.mark.parametrize("one", TOLD, ids=[one.title for one in TOLD])
def test_the_page_says_what_the_product_says(one: Told, tmp_path: Path) -> None:
    for field in ("Formula", "Source", "Unit", "Left out until when"):
        assert one.said.get(field), f"{one.title} does not say its {field.lower()}"
    assert one.figure is not None or one.rows, "an example ends in a figure"
    clock = VirtualClock(MONDAY)
    with living(tmp_path / "data", clock=clock) as house:
        if one.workspace:
            rules = {"document": {"kind": "workspace"} | one.workspace, "reason": "an example"}
            assert house.client.put("/api/workspace", json=rules).status_code == 200
        if one.facts or not one.asks:
            house.publish(HELLO | one.journey)
            house.settle()
        house.app.exporter.catch_up()
        house.app.facts.append(house.app.facts.exported() + 1, lines_of(facts_of(one.facts)))
        clock.move_to(MONDAY + round(one.now * DAY))
        house.app.studio.reports.decisions.decide()
        found = answer(house, one)
        if one.figure is not None:
            assert type(found) in (int, float)
            assert found == pytest.approx(one.figure, rel=1e-3), one.title
            return
        assert [column["name"] for column in found["columns"]] == one.columns
        shown = [["" if cell is None else cell for cell in row] for row in found["rows"]]
        assert len(shown) == len(one.rows)
        for row, expected in zip(shown, one.rows, strict=True):
            read = [float(cell) if isinstance(own, float) else cell for own, cell in zip(row, expected, strict=True)]
            near = [pytest.approx(cell, rel=1e-3) if isinstance(cell, float) else cell for cell in read]
            assert [cell if isinstance(cell, float) else str(cell) for cell in row] == near
