"""The sweep: who would wait for ever is found, and nobody else."""

import pytest
from msgspec.structs import replace

from loopline.model.person import Await, Enrollment, Waiting
from loopline.model.records import Record
from loopline.model.signal import JourneyState
from loopline.runtime.engine.cache import encode
from loopline.runtime.upkeep.stranded import GRACE_MS, REST_MS, sweep
from tests.decisions.played import ANN, DAY, MAIL, START, published

NODES = {
    "rest": {"kind": "wait", "for": "1d"},
    "event": {"kind": "wait", "until": {"event": "paid"}},
    "trait": {"kind": "wait", "until": {"when": 'plan == "pro"'}},
    "consent": {"kind": "wait", "until": {"when": 'consented("sms")'}},
    "time": {"kind": "wait", "until": {"when": 'now() > "2020-01-01"'}},
    "mail": MAIL,
}


def found(
    node: str,
    wake_at: int | None,
    waiting: Waiting | None = None,
    kept: int | None = -1,
    state: JourneyState = "live",
    position: int = 0,
) -> list[str]:
    enrollment = Enrollment("e", "j", 1, node, 1, START, START, wake_at=wake_at, waiting=waiting)
    person = replace(ANN, enrollments=(enrollment,))
    record = Record("ann", encode(person), b"", wake_at if kept == -1 else kept)
    rules = published({"nodes": NODES}).set_state("j", state, position)
    return [one.why for one in sweep([record], rules, START)]


@pytest.mark.parametrize(
    ("node", "wake_at", "why"),
    [
        ("rest", START + DAY, []),
        ("rest", None, ["nothing_awaited"]),
        ("event", None, []),
        ("trait", None, []),
        ("consent", None, []),
        ("time", None, ["nothing_awaited"]),
        ("mail", None, ["nothing_awaited"]),
        ("gone", START + DAY, ["node_missing"]),
        ("rest", START - GRACE_MS, ["overdue"]),
        ("rest", START - GRACE_MS + 1, []),
    ],
)
def test_everybody_has_a_wake_up_or_an_awaited_signal(node: str, wake_at: int | None, why: list[str]) -> None:
    assert found(node, wake_at) == why


def test_a_message_waits_for_its_outcome() -> None:
    assert found("mail", None, Waiting(outcome=True)) == []


def test_a_timer_that_the_store_has_lost_is_found() -> None:
    assert found("rest", START + DAY, kept=None) == ["timer_differs"]


HELD = Waiting(at=START - DAY)


@pytest.mark.parametrize(
    ("state", "position", "waiting", "wake_at", "why"),
    [
        ("paused", 0, HELD, None, []),
        ("paused", 0, Waiting(until=True, pending_reason="event paid"), None, []),
        ("paused", 0, Waiting(), None, ["nothing_awaited"]),
        ("live", 0, HELD, None, ["not_told"]),
        ("live", 0, HELD, START + DAY, ["not_told"]),
        ("live", 7, HELD, None, []),
        ("stopped", 0, Waiting(at=START + DAY), START + DAY, ["not_told"]),
        ("stopped", 7, Waiting(at=START + DAY), START + DAY, []),
    ],
)
def test_people_kept_by_a_pause_are_not_stranded_until_its_end_fails_to_reach_them(
    state: JourneyState, position: int, waiting: Waiting, wake_at: int | None, why: list[str]
) -> None:
    assert found("rest", wake_at, waiting, state=state, position=position) == why


@pytest.mark.parametrize(("late", "why"), [(REST_MS, []), (REST_MS + 1, ["rests_long"])])
def test_who_rests_for_longer_than_words_travel_is_found(late: int, why: list[str]) -> None:
    asked = Await(asked="~a", link="l", other="~a", at=START, received_at=START - late)
    overdue = Enrollment("e", "j", 1, "rest", 1, START, START, wake_at=START - 2 * GRACE_MS)
    for ann, expected in (
        (replace(ANN, awaits=(asked,), enrollments=(overdue,)), why),
        (replace(ANN, awaits=(asked,), merged_into="bea"), []),
    ):
        assert [one.why for one in sweep([Record("ann", encode(ann), b"")], published(), START)] == expected
