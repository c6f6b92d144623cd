"""A provider that takes nothing is asked by one message now and then, and a rate is kept."""

import pytest

from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown
from loopline.runtime.dispatch.breaker import ASKED_SECONDS_MAX, LONGEST_SECONDS, Breaker, is_outage

AWAY = Deferred("smtp_unreachable", "Nobody listens there.", away=True)
UNPAID = Refused("esp_unpaid", "Pay the bill.", scope="provider")
LATER = Deferred("smtp_451", "Greylisted.")
LOST = Unknown("no answer")


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([AWAY], True),
        ([AWAY, UNPAID], True),
        ([UNPAID], False),
        ([AWAY, Accepted()], False),
        ([AWAY, LATER], False),
        ([AWAY, LOST], True),
        ([AWAY, Refused("number", "Not a number.")], True),
        ([LOST], False),
        ([Refused("no", "No.")], False),
        ([], False),
    ],
)
def test_an_outage_is_when_nobody_was_taken_for_no_fault_of_a_message(outcomes: list[Outcome], expected: bool) -> None:
    assert is_outage(outcomes) is expected


def test_it_lets_one_through_each_time_and_rests_longer() -> None:
    breaker, now, rests = Breaker(), 100.0, list[float]()
    for _ in range(9):
        breaker.began()
        assert breaker.note([AWAY], now)
        assert breaker.most(32, now) == 0
        rests.append(breaker.seconds_left(now))
        now += rests[-1]
        assert breaker.most(32, now) == 1
        breaker.began()
        assert breaker.most(32, now) == 0, "one is on its way"
    assert rests == [1, 2, 4, 8, 16, 32, *[LONGEST_SECONDS] * 3]
    assert not breaker.note([Accepted()], now)
    assert breaker.most(32, now) == 32
    assert not breaker.rests(now)


def test_batches_that_were_in_the_air_together_are_one_try() -> None:
    breaker = Breaker()
    for _ in range(4):
        breaker.note([AWAY], 0.0)
    assert breaker.seconds_left(0.0) == 1.0


def test_what_is_not_handed_over_after_all_lets_the_next_one_through() -> None:
    breaker = Breaker()
    breaker.note([AWAY], 0.0)
    breaker.began()
    breaker.put_back()
    assert breaker.most(32, 2.0) == 1


def test_silence_once_is_bad_luck_and_any_answer_ends_it() -> None:
    breaker = Breaker()
    assert not breaker.note([LOST, LOST], 0.0)
    assert breaker.most(32, 0.0) == 32
    assert not breaker.note([LOST, LATER], 0.0)
    assert not breaker.note([LOST], 0.0)
    assert breaker.note([LOST], 0.0)


def test_a_provider_may_ask_for_a_longer_rest_up_to_a_bound() -> None:
    for asked, rest in ((30_000, 30.0), (10, 1.0), (86_400_000, ASKED_SECONDS_MAX)):
        breaker = Breaker()
        breaker.note([Deferred("busy", "Later.", asked, away=True)], 5.0)
        assert breaker.seconds_left(5.0) == rest
