"""A process uses what it was lent, until it may have been taken back."""

from loopline.runtime.dispatch.shares.purse import IDLE_SECONDS, Purse
from loopline.runtime.dispatch.shares.rate_ledger import LEASE_MS, RateAnswer, RateAsk

LEASE = LEASE_MS / 1_000


def lent(purse: Purse, count: int, at: float, *, known: bool = True) -> RateAsk:
    """The ledger answers at once."""
    ask = purse.ask(at)
    purse.answered(ask, RateAnswer(count, known), at)
    return ask


def test_what_is_missing_is_asked_for_and_what_is_over_is_told() -> None:
    purse = Purse("a")
    assert purse.most(5, 0.0) == 0 and purse.wants == 5
    assert lent(purse, 5, 0.0) == RateAsk("a", 0, 0, 5)
    assert purse.most(3, 0.1) == 3 and purse.wants == 0
    taken = purse.took(3)
    assert purse.is_good(taken, 0.1)
    assert lent(purse, 0, 0.2) == RateAsk("a", 5, 0, 0)
    purse.ended(taken)
    assert lent(purse, 0, 0.3) == RateAsk("a", 2, 3, 0)
    assert lent(purse, 0, 0.31) == RateAsk("a", 2, 0, 0)


def test_what_nobody_asks_for_is_given_back_soon() -> None:
    purse = Purse("a")
    purse.most(5, 0.0)
    lent(purse, 5, 0.0)
    assert lent(purse, 0, IDLE_SECONDS).keeps == 5
    assert lent(purse, 0, IDLE_SECONDS + 0.01).keeps == 0
    assert purse.is_empty


def test_after_its_lease_nothing_goes_until_the_ledger_has_answered() -> None:
    purse = Purse("a")
    purse.most(5, 0.0)
    lent(purse, 5, 0.0)
    taken = purse.took(2)
    assert not purse.is_good(taken, LEASE) and purse.most(1, LEASE) == 0
    lent(purse, 0, LEASE)
    assert purse.is_good(taken, LEASE + 1) and purse.most(1, LEASE + 1) == 1


def test_what_was_taken_back_is_taken_anew_before_it_is_handed_over() -> None:
    purse = Purse("a")
    purse.most(5, 0.0)
    lent(purse, 5, 0.0)
    taken, gone = purse.took(2), purse.took(1)
    lent(purse, 1, 9.0, known=False)
    assert not purse.is_good(taken, 9.0) and purse.wants == 1, "one is there, and one more is needed"
    lent(purse, 1, 9.1)
    assert purse.is_good(taken, 9.1) and taken.term == purse.term
    assert purse.ask(9.1).keeps == 2
    purse.ended(gone)
    purse.ended(taken)
    assert purse.ask(9.2) == RateAsk("a", 0, 3, 0), "what arrived may have arrived late, and counts"


def test_what_happens_while_an_ask_is_on_its_way_is_not_lost() -> None:
    purse = Purse("a")
    purse.most(5, 0.0)
    lent(purse, 5, 0.0)
    taken = purse.took(3)
    ask = purse.ask(0.1)
    purse.ended(taken)
    purse.took(2)
    purse.answered(ask, RateAnswer(0, True), 0.1)
    assert (ask.keeps, purse.ask(0.2)) == (5, RateAsk("a", 2, 3, 0))


def test_at_the_end_all_is_given_back() -> None:
    purse = Purse("a")
    purse.most(5, 0.0)
    lent(purse, 5, 0.0)
    purse.give_back()
    assert purse.is_empty
