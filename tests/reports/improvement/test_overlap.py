"""The overlap map held to a recount by plain Python, for random histories of people, merges and refusals."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec import Raw, json

from loopline.decisions.publish import publish as with_document
from loopline.decisions.published import PublishedSet
from loopline.learning.improvement.overlap import OverlapMap
from loopline.model.fact import Fact
from loopline.reports.improvement.overlap import overlap_map
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.reports.documents import document
from tests.runtime.parts import DAY, NOON

JOURNEYS = ("a", "b", "c")
NOW = NOON + 40 * DAY
DAYS = 28


def published() -> PublishedSet:
    found = PublishedSet()
    for name in JOURNEYS:
        found = with_document(found, document(name), 1)
    return found


Step = tuple[str, str, str, int, str]
STEPS = some.tuples(
    some.sampled_from(("entered", "exited", "capped", "group", "outranked")),
    some.sampled_from(("p", "q", "r", "s")),
    some.sampled_from(JOURNEYS),
    some.integers(0, 40),
    some.sampled_from((*JOURNEYS, "")),
)


def told(steps: Sequence[Step], merged: bool) -> list[Fact]:
    facts: list[Fact] = []
    for number, (what, person, journey, day, other) in enumerate(steps, 1):
        more: dict[str, Any] = {"enrollment": f"{person}{journey}"}
        kind: Any = what
        if what == "capped":
            kind, taken = "refused", [{"journey": other}, {"journey": "c"}]
            more |= {"reason": "capped", "key": f"k{number}", "data": Raw(json.encode({"taken": taken}))}
        elif what in ("group", "outranked"):
            kind = "not_entered" if what == "group" else "exited"
            reason = "group_taken" if what == "group" else "outranked"
            more = {"reason": reason, "data": Raw(json.encode({"group": "g", "journey": other}))}
        at = NOON + day * DAY
        facts.append(Fact(kind, person, at=at, position=number, seq=1, journey=journey, version=1, **more))
    if merged:
        facts.append(Fact("merged", "p", at=NOW, position=len(facts) + 1, seq=1, name="q"))
    return facts


def recounted(facts: Sequence[Fact], merged: bool, *, inside: bool) -> tuple[Any, ...]:
    def who(one: Fact) -> str:
        return "p" if merged and one.person == "q" else one.person

    left = {one.enrollment for one in facts if one.kind == "exited" and one.enrollment}
    since = NOW - DAYS * DAY
    people: dict[str, set[str]] = {}
    for one in facts:
        counts = one.enrollment not in left if inside else one.at >= since
        if one.kind == "entered" and counts:
            people.setdefault(who(one), set()).add(one.journey)
    spread = sorted(Counter(len(each) for each in people.values()).items())
    pairs = Counter(pair for each in people.values() for pair in combinations(sorted(each), 2))
    own = {name: sum(name in each for each in people.values()) for name in JOURNEYS}
    also = {name: sum(name in each and len(each) > 1 for each in people.values()) for name in JOURNEYS}
    ways: dict[tuple[str, str, str], tuple[set[object], set[str]]] = {}
    for one in facts:
        data = json.decode(one.data) if one.data else {}
        others = {each["journey"] for each in data.get("taken", ())} or {data.get("journey", "")}
        how = "cap" if one.kind == "refused" else "group"
        for other in others - {"", one.journey}:
            if one.at >= since and one.reason:
                times, whom = ways.setdefault((one.journey, other, how), (set(), set()))
                times.add(one.position)
                whom.add(who(one))
    gave_way = {way: (len(times), len(whom)) for way, (times, whom) in ways.items()}
    return spread, dict(pairs), own, also, gave_way


def as_counted(found: OverlapMap) -> tuple[Any, ...]:
    return (
        [(one.journeys, one.people) for one in found.spread],
        {(one.one, one.other): one.people for one in found.pairs},
        {one.journey: one.people for one in found.journeys},
        {one.journey: one.shared for one in found.journeys},
        {(one.journey, one.to, one.how): (one.times, one.people) for one in found.gave_way},
    )


@settings(deadline=None, max_examples=60)
@given(some.lists(STEPS, max_size=25), some.booleans())
def test_the_map_says_what_a_recount_says(steps: list[Step], merged: bool) -> None:
    facts = told(steps, merged)
    store = DuckFacts()
    if facts:
        store.append(1, lines_of(facts))
    for inside in (False, True):
        found = overlap_map(store, published(), DAYS, NOW, now_inside=inside)
        assert as_counted(found) == recounted(facts, merged, inside=inside)
    store.close()


def test_without_a_journey_there_is_no_map() -> None:
    store = DuckFacts()
    found = overlap_map(store, PublishedSet(), DAYS, NOW)
    store.close()
    assert (found.people, found.pairs, found.journeys) == (0, (), ())
