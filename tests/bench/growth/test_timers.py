"""Timers due together: how long each request waited is read from what was seen of the position."""

from pathlib import Path

from loopline.bench.growth.timers import EVENTS_AT_ONCE, TIMED, decision_waits, timers_together
from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import read_document
from tests.bench.growth.sane import checked, small_ground


def test_a_request_waits_until_its_last_event_is_decided() -> None:
    a = EVENTS_AT_ONCE
    looks = [(10.0, 100), (11.0, 100 + a - 1), (12.0, 100 + 2 * a), (15.0, 100 + 4 * a)]
    assert decision_waits([9.5, 10.5, 11.5, 12.5], looks, 100, 10.0, 12.0) == [12.0 - 10.5, 15.0 - 11.5]


def test_the_wait_is_one_that_may_be_published() -> None:
    faults = check_document(read_document(TIMED), CheckContext())
    assert [fault for fault in faults if fault.severity == "error"] == []


def test_timers_and_events_are_measured_on_a_server(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(timers_together(ground))
    of = {name: one.value for name, one in found.items()}
    assert of["timers_decision_p50_ms"] <= of["timers_decision_p99_ms"] <= of["timers_decision_worst_ms"]
    assert of["timers_last_s"] > 0.9, "the last timer is due nearly a second after the first"
    assert found["timers_cpu_us"].unit == "us"
