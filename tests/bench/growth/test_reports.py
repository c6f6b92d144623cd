"""The facts that reports are asked of are of real decisions: people entered, were held out, and converted."""

from pathlib import Path

from loopline.bench.growth.reports import COPIES, fill_facts, reports
from loopline.reports.journey import journey_report
from loopline.runtime.clock import SystemClock
from loopline.storage.duckdb.facts import DuckFacts
from tests.bench.growth.sane import checked, small_ground


def test_the_report_has_something_to_tell(tmp_path: Path) -> None:
    facts = DuckFacts(tmp_path / "facts.duckdb")
    published, carried = fill_facts(tmp_path, facts, 60, 2_000)
    report = journey_report(facts, published, "bench", SystemClock().now())
    known = facts.query("SELECT count(*), count(DISTINCT person) FROM people")
    facts.close()
    assert carried > 0
    assert known == [(60 * COPIES, 60 * COPIES)]
    assert report.entered > report.held_out > 0 < report.converted
    assert report.lift is not None and report.intention is not None


def test_a_report_and_two_segments_are_measured(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(reports(ground))
    asked = {f"{name}_{what}_s" for name in ("report", "segment_traits", "segment_window") for what in ("wall", "cpu")}
    assert found.keys() == {"facts_carry_us", *asked}
