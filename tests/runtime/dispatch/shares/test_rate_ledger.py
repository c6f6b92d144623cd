"""No second has more messages of all processes than the bound, whatever is killed, frozen or lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.runtime.dispatch.shares.rate_ledger import (
    LEASE_MS,
    PARTS,
    USED_MAX,
    RateAnswer,
    RateAsk,
    RateBound,
    RateLedger,
    asked_of_rate,
    bound_of,
)
from tests.runtime.dispatch.shares.crew import Crew

HUNDRED = RateBound(100, 1_000)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from((1, 7, 100)), st.lists(st.integers(0, 400), min_size=8, max_size=8))
def test_eight_processes_never_pass_the_bound_in_any_second(seed: int, limit: int, first: list[int]) -> None:
    crew = Crew(seed, limit)
    for _ in range(6):
        for one, count in zip(crew.senders, first, strict=True):
            one.waits += crew.dice.choice((0, 0, count, 2 * count))
        crew.run(2.0)
    assert crew.busiest() <= limit


def test_faults_do_happen_in_these_worlds() -> None:
    crew = Crew(7)
    for one in crew.senders:
        one.waits = 10_000
    crew.run(40.0)
    assert crew.kills > 5 and crew.freezes > 5 and crew.answers_lost > 5
    assert 0 < crew.busiest() <= 100


def test_a_process_that_is_alone_has_nearly_all_of_it() -> None:
    crew = Crew(3, is_quick=True)
    crew.senders[5].waits = 10_000
    crew.run(20.0, faults=False)
    alone = crew.by_sender(5.0)["w5"] / 15
    for one in crew.senders:
        one.waits = 10_000
    crew.run(20.0, faults=False)
    shares = [count / 15 for count in crew.by_sender(25.0).values()]
    assert alone > 85
    assert sum(shares) > 85 and min(shares) > sum(shares) / 8 / 3, "nobody starves"


def test_what_is_lent_counts_until_a_second_after_it_was_used() -> None:
    ledger, answer = asked_of_rate(RateLedger(), HUNDRED, RateAsk("a", wants=50), 0)
    assert answer == RateAnswer(100 // PARTS, True)
    ledger, _ = asked_of_rate(ledger, HUNDRED, RateAsk("a", used=10), 400)
    assert (ledger.count, ledger.held) == (10, {})
    assert asked_of_rate(ledger, HUNDRED, RateAsk("b"), 1_400)[0].count == 10
    assert asked_of_rate(ledger, HUNDRED, RateAsk("b"), 1_401)[0].count == 0


def test_what_a_dead_holder_had_is_free_a_second_after_its_lease_and_never_twice() -> None:
    ledger, _ = asked_of_rate(RateLedger(), RateBound(10, 1_000), RateAsk("dead", wants=1), 0)
    for _ in range(9):
        ledger, _ = asked_of_rate(ledger, RateBound(10, 1_000), RateAsk("dead", keeps=ledger.count, wants=1), 0)
    ledger, answer = asked_of_rate(ledger, RateBound(10, 1_000), RateAsk("b", wants=5), LEASE_MS + 1_000)
    assert answer.granted == 0
    ledger, answer = asked_of_rate(ledger, RateBound(10, 1_000), RateAsk("b", wants=5), LEASE_MS + 1_001)
    assert answer.granted == 1
    ledger, answer = asked_of_rate(ledger, RateBound(10, 1_000), RateAsk("dead", keeps=10, wants=5), LEASE_MS + 1_001)
    assert answer == RateAnswer(1, False), "what it kept is not its own any more"


def test_whoever_waited_longest_goes_first() -> None:
    ledger, _ = asked_of_rate(RateLedger(), RateBound(1, 1_000), RateAsk("a", wants=1), 0)
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("b", wants=1), 10)
    assert answer.granted == 0
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("a", used=1, wants=1), 20)
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("b", wants=1), 400)
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("a", wants=1), 410)
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("b", wants=1), 800)
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("a", wants=1), 1_100)
    assert answer.granted == 0, "one is free, and another one has waited for it"
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("b", wants=1), 1_110)
    assert answer.granted == 1


def test_a_clock_that_was_set_back_holds_nothing_up_for_longer_than_a_lease() -> None:
    ledger, _ = asked_of_rate(RateLedger(), RateBound(1, 1_000), RateAsk("a", wants=1), 10**12)
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("b", wants=1), 0)
    assert answer.granted == 0
    ledger, answer = asked_of_rate(ledger, RateBound(1, 1_000), RateAsk("b", wants=1), LEASE_MS + 1_002)
    assert answer.granted == 1


def test_the_ledger_is_bounded() -> None:
    ledger = RateLedger()
    for number in range(5_000):
        ledger, _ = asked_of_rate(ledger, RateBound(100_000, 1_000), RateAsk(f"h{number % 60}", used=1), number // 10)
    assert len(ledger.used) <= USED_MAX and ledger.count >= 5_000


@pytest.mark.parametrize(
    ("a_second", "bound"),
    [(100.0, RateBound(100, 1_000)), (0.1, RateBound(1, 10_000)), (2.5, RateBound(2, 800)), (1.0, RateBound(1, 1_000))],
)
def test_the_bound_of_a_rate(a_second: float, bound: RateBound) -> None:
    assert bound_of(a_second) == bound
