"""A day's share of a provider is never passed by processes together, whoever dies, and used up by those who live."""

from random import Random

import pytest

from loopline.runtime.dispatch.shares.day_ledger import (
    LEASE_MS,
    DayAnswer,
    DayAsk,
    DayLedger,
    asked_of_day,
)

COUNTED = DayLedger(day=10, plan="p")


def ask(holder: str = "a", *, day: int = 10, limit: int = 20, plan: str = "p", **more: int) -> DayAsk:
    return DayAsk(holder, day, limit, plan, **more)


@pytest.mark.parametrize("seed", range(20))
def test_holders_that_die_leave_the_day_unpassed_and_the_others_use_what_is_left(seed: int) -> None:
    dice, ledger, now, sent = Random(seed), COUNTED, 0, 0
    keeps, used, limit = dict[str, int](), dict[str, int](), dice.choice((1, 7, 50, 400))
    names, dead, lost = [f"h{number}" for number in range(8)], 0, 0
    for _ in range(3_000):
        now += dice.randint(0, 60)
        name = dice.choice(names)
        if dice.random() < 0.003:  # what it had is gone, whether it was sent or not
            lost += keeps.pop(name, 0)
            used.pop(name, 0)
            names[names.index(name)] = f"d{(dead := dead + 1)}"
            continue
        go = dice.randint(0, keeps.get(name, 0))
        sent += go
        keeps[name], used[name] = keeps.get(name, 0) - go, used.get(name, 0) + go
        said = ask(name, limit=limit, keeps=keeps[name], used=used[name], wants=32)
        ledger, answer = asked_of_day(ledger, said, now)
        keeps[name], used[name] = (keeps[name] if answer.known else 0) + answer.granted, 0
    assert sent <= limit
    assert ledger.count >= sent
    assert sent + lost + sum(keeps.values()) >= limit * 0.5


def test_what_a_silent_holder_had_counts_as_sent() -> None:
    ledger, answer = asked_of_day(COUNTED, ask("dead", wants=32), 0)
    assert answer == DayAnswer(5, True, False)
    ledger, answer = asked_of_day(ledger, ask("b"), LEASE_MS)
    assert (ledger.sent, ledger.held) == (5, {})
    ledger, answer = asked_of_day(ledger, ask("dead", keeps=5), LEASE_MS)
    assert not answer.known


def test_nothing_is_lent_before_somebody_has_counted_what_was_sent() -> None:
    ledger, answer = asked_of_day(DayLedger(), ask(wants=32), 0)
    assert answer == DayAnswer(0, True, False)
    ledger, answer = asked_of_day(ledger, ask("server", counted=18), 0)
    ledger, answer = asked_of_day(ledger, ask(wants=32), 0)
    assert (answer.granted, ledger.sent) == (1, 18)
    _, answer = asked_of_day(ledger, ask(wants=32, plan="another"), 0)
    assert answer.granted == 0


def test_a_day_is_spent_when_all_of_it_was_sent_and_the_next_begins_at_nought() -> None:
    ledger, answer = asked_of_day(COUNTED, ask(used=20, wants=1), 0)
    assert answer == DayAnswer(0, True, True)
    ledger, answer = asked_of_day(ledger, ask(day=11, wants=1), 0)
    assert (answer.granted, answer.is_spent, ledger.sent) == (1, False, 0)
    ledger, _ = asked_of_day(ledger, ask("late", day=10, used=1), 0)
    assert (ledger.day, ledger.sent) == (11, 1)
