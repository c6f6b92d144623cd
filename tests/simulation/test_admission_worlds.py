"""Journeys with limits on one to five shards: whatever way the words take, no window holds too many, and all go on."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from loopline.decisions.admission import ledger as ledgers
from loopline.decisions.admission import places
from loopline.decisions.admission import queue as queues
from loopline.decisions.begin import ways_in
from loopline.decisions.entry import admitted
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.admission.ledger import EntryLedger, QueuePage, entries_key
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.entry.limits import EntryLimits
from loopline.model.ids import stable_id
from loopline.model.person import Person
from loopline.model.signal import EventReceived, PersonLinked, TraitsChanged
from loopline.pipeline.offers import keys
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import readable
from tests.decisions.admission.played import AT, journey_of, most_in
from tests.simulation.shards import PAGE, Cluster

CHUNK, CHUNKS = 30, 4
PEOPLE = 16


def limits_of(rng: Random) -> dict[str, Any]:
    """Rates that a flood of so few people reaches; in some worlds a total."""
    limits: dict[str, Any] = {"per_hour": rng.randint(1, 4), "wait": "60d"}
    if rng.random() < 0.4:
        limits["per_day"] = rng.randint(2, 8)
    if rng.random() < 0.3:
        limits["total"] = rng.randint(4, 14)
    return limits


class AdmissionWorld:
    """One world: what happens in it is drawn from its number alone."""

    def __init__(self, number: int) -> None:
        self._rng = Random(f"admission/{number}")
        entry = {"where": "not away", "reentry": {"policy": "always", "concurrent": self._rng.random() < 0.3}}
        journey = journey_of(limits_of(self._rng), entry=entry, exits=[{"on": "bought"}])
        self.limits = journey.entry.limits
        self._clock = VirtualClock(AT)
        self.cluster = Cluster(self._rng.randint(1, 5), publish(PublishedSet(), journey, 1), self._clock)
        self.cluster.decisions.are_watched = False
        self._signals = 0

    def play(self) -> list[str]:
        """What was broken, in words."""
        for number in range(PEOPLE):
            self._say(TraitsChanged, f"p{number}", traits={"away": False})
        for _ in range(120):
            self._something()
        self._pass_time(40 * DAY)
        return list(self._breaches())

    def _something(self) -> None:
        rng, cluster = self._rng, self.cluster
        who, drawn = f"p{rng.randrange(PEOPLE)}", rng.random()
        if drawn < 0.35:
            self._say(EventReceived, who, name="go")
        elif drawn < 0.4:
            self._say(EventReceived, who, name="bought")
        elif drawn < 0.48:
            self._say(TraitsChanged, who, traits={"away": rng.random() < 0.4})
        elif drawn < 0.51:
            self._say(PersonLinked, who, other=f"p{rng.randrange(PEOPLE)}")
        elif drawn < 0.6:
            self._pass_time(rng.choice((MINUTE, 20 * MINUTE, HOUR, 9 * HOUR)))
        elif drawn < 0.8:
            cluster.run(rng.randrange(len(cluster.shards)))
        else:
            cluster.carry(rng)

    def _pass_time(self, ms: int) -> None:
        """All that is due until then happens, each at its time."""
        until = self._clock.now() + ms
        for _ in range(10_000):
            self.cluster.settle(self._rng)
            wakes = (shard.state.next_wake_at() for shard in self.cluster.shards)
            moment = min((at for at in wakes if at is not None), default=until)
            if moment >= until:
                break
            self._clock.move_to(max(moment, self._clock.now()))
        else:
            raise AssertionError("something is due for ever")
        self._clock.move_to(until)
        self.cluster.settle(self._rng)

    def _say(self, kind: type[Any], who: str, **fields: Any) -> None:
        self._signals += 1
        at = self._clock.now()
        said = kind(key=who, id=f"s{self._signals}", at=at, received_at=at, **fields)
        self.cluster.accept([said, said] if self._rng.random() < 0.1 else [said])

    def _states(self) -> Iterator[Any]:
        for shard in self.cluster.shards:
            yield from map(readable, shard.state.scan("", PAGE))

    def _breaches(self) -> Iterator[str]:
        facts, states, limits = self.cluster.decisions.facts, list(self._states()), self.limits
        entered = [fact for fact in facts if fact.kind == "entered"]
        times = [fact.at for fact in entered]
        for window, limit in ((HOUR, limits.per_hour), (DAY, limits.per_day), (1 << 60, limits.total)):
            if limit and (most := most_in(times, window)) > limit:
                yield f"{most} entered within {window} ms, and {limit} may"
        found = [state for state in states if isinstance(state, EntryLedger)]
        ledger = found[0] if found else EntryLedger(key=entries_key("j"))
        if ledger.let_in != len(entered):
            yield f"the ledger has let in {ledger.let_in}, and {len(entered)} entered"
        asks = [one.id for state in states if isinstance(state, Person) and not state.merged_into for one in state.asks]
        tickets = [one.ask for state in states if isinstance(state, QueuePage) for one in state.tickets]
        if ledger.waiting or asks or tickets:
            yield f"{ledger.waiting} wait still, with the asks {asks} and the tickets {tickets}"
        if limits.total and len(entered) < limits.total and any(one.reason == "entry_total" for one in facts):
            yield f"{len(entered)} entered of {limits.total}, and others were told that it is reached"
        yield from self._out_of_order()

    def _out_of_order(self) -> Iterator[str]:
        """Whoever began to wait first is let in first; on several shards, at no later time."""
        facts, is_one = self.cluster.decisions.facts, len(self.cluster.shards) == 1
        queued = [fact for fact in facts if fact.kind == "queued"]
        places = {stable_id(fact.person, "j", fact.key): place for place, fact in enumerate(queued)}
        entered = [fact for fact in facts if fact.kind == "entered" and fact.enrollment in places]
        came = [fact.enrollment for fact in (entered if is_one else sorted(entered, key=lambda fact: fact.at))]
        times = {fact.enrollment: fact.at for fact in entered}
        for one, following in pairwise(came):
            if places[one] > places[following] and (is_one or times[one] < times[following]):
                yield f"ticket {places[one]} entered before {places[following]}"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_in_every_world_the_limits_hold_and_everybody_is_answered(chunk: int) -> None:
    found = {number: AdmissionWorld(number).play() for number in range(chunk * CHUNK, (chunk + 1) * CHUNK)}
    assert not any(found.values()), "\n".join(f"world {n}: {breaches}" for n, breaches in found.items() if breaches)


def lets_all_in(_ledger: Any, _limits: EntryLimits, _now: int) -> int:
    return 1 << 40


def keeps_the_place(_ctx: Any, _answer: Any) -> None:
    return None


def loses_the_ticket(page: Any, signal: Any) -> Any:
    return (page, []) if type(signal).__name__ == "TicketKept" else PAGES(page, signal)


def calls_backwards(page: Any, signal: Any) -> Any:
    after, effects = PAGES(page, signal)
    return after, effects[::-1]


def counts_no_day(tally: Any, at: int, count: int, window: int, span: int) -> Any:
    return () if window == DAY else COUNTED(tally, at, count, window, span)


def asks_nothing_again(_ctx: Any, _version: Any, _ask: Any) -> bool:
    return True


def never_looks_again(_ledger: Any, _limits: Any, _now: int) -> None:
    return None


PAGES, COUNTED = queues.advance_page, places.with_entries
PLANTED: list[tuple[Any, Any, str]] = [
    (lets_all_in, ledgers, "places_now"),
    (keeps_the_place, ways_in, "give_back"),
    (loses_the_ticket, keys, "advance_page"),
    (calls_backwards, keys, "advance_page"),
    (counts_no_day, ledgers, "with_entries"),
    (never_looks_again, ledgers, "frees_at"),
]


@pytest.mark.parametrize(("fault", "module", "name"), PLANTED, ids=[fault.__name__ for fault, _, _ in PLANTED])
def test_a_planted_fault_is_seen(fault: Any, module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, name, fault)
    assert any(AdmissionWorld(number).play() for number in range(CHUNK)), fault.__name__


def test_an_entry_that_does_not_match_any_more_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The filter is asked when somebody is let in, and not only when she asks."""
    before = [_away_at_entry(AdmissionWorld(number)) for number in range(CHUNK)]
    monkeypatch.setattr(admitted, "_still_matches", asks_nothing_again)
    after = [_away_at_entry(AdmissionWorld(number)) for number in range(CHUNK)]
    assert not any(before) and any(after)


def _away_at_entry(world: AdmissionWorld) -> int:
    world.play()
    away, found = dict[str, bool](), 0
    for fact in world.cluster.decisions.facts:
        if fact.kind == "person" and fact.data is not None:
            text = bytes(fact.data)
            now = text[: text.find(b'"was"')] if b'"was"' in text else text
            away[fact.person] = b'"away":true' in now or (away.get(fact.person, False) and b'"away"' not in now)
        found += fact.kind == "entered" and away.get(fact.person, False)
    return found
