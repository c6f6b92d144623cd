"""How many passages an account lets begin: beside each other, in an hour, in a day."""

from typing import Any

from loopline.decisions.accounts.limits import beside, holders_beside, is_full_for_now, with_begun
from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import compile_journey
from loopline.decisions.published import JourneyVersion
from loopline.model.accounts.passage import AccountJourney, HeldPlace, Passage
from loopline.model.entry.account import PASSAGES_COUNTED_MAX
from loopline.model.journey import Journey

HOUR = 3_600_000


def version(**account: Any) -> JourneyVersion:
    entry = {"on": ["hit"], "account": account}
    nodes = {"end": {"kind": "wait", "for": "1d"}}
    document = build_document({"kind": "journey", "id": "limit", "entry": entry, "start": "end", "nodes": nodes})
    assert isinstance(document, Journey)
    return compile_journey(document, 1)


def passage(id: str, person: str, key: str = "", *, entered: bool = True) -> Passage:
    return Passage(id, 0, person, "hit", key=key, places=(HeldPlace(f"{id}/0", person),), entered=entered)


KNOWN = AccountJourney(open=(passage("p", "ann"), passage("q", "bob", "k")))


def test_so_many_at_once_counts_all_passages_whatever_their_key() -> None:
    assert [one.id for one in beside(KNOWN, version(), "k")] == ["q"]
    assert [one.id for one in beside(KNOWN, version(at_once=2), "k")] == ["p", "q"]
    rules = [version(**given).journey.entry.account for given in ({}, {"at_once": 2})]
    assert [holders_beside(KNOWN, rule) for rule in rules if rule] == [frozenset(), {"ann", "bob"}]


def test_an_hour_and_a_day_end_at_their_ms() -> None:
    known = AccountJourney(begun=(1_000, 2_000))
    assert is_full_for_now(known, version(per_hour=2), 1_000 + HOUR - 1)
    assert not is_full_for_now(known, version(per_hour=2), 1_000 + HOUR)
    assert is_full_for_now(known, version(per_day=2), 1_000 + HOUR)
    assert not is_full_for_now(known, version(per_day=2), 1_000 + 24 * HOUR)
    assert not is_full_for_now(known, version(), 2_000)


def test_one_that_nobody_has_entered_yet_counts() -> None:
    waiting = AccountJourney(open=(passage("p", "ann", entered=False),))
    assert is_full_for_now(waiting, version(per_hour=1), 5) and not is_full_for_now(waiting, version(per_hour=2), 5)


def test_only_what_a_rate_may_count_is_remembered() -> None:
    assert with_begun(AccountJourney(), version(), 5).begun == () == with_begun(AccountJourney(), None, 5).begun
    known = AccountJourney(begun=tuple(range(PASSAGES_COUNTED_MAX)))
    assert len(with_begun(known, version(per_day=3), 500).begun) == PASSAGES_COUNTED_MAX
    assert with_begun(known, version(per_day=3), 25 * HOUR).begun == (25 * HOUR,)
