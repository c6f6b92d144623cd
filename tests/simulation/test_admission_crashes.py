"""A flood at a journey with limits, on the production loop, which dies at every edge: the same people enter."""

from random import Random
from typing import Any

import msgspec
import pytest

from loopline.lab.simulator.differential import differences, replay_differs
from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.invariants import breaches
from loopline.lab.simulator.runner import PlayedWorld, run_world
from loopline.lab.simulator.worlds import START, World
from loopline.model.admission.ledger import EntryLedger
from loopline.model.duration import DAY, HOUR
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.signal import DocumentPublished, EventReceived, JourneyStateChanged, Signal, TraitsChanged
from loopline.runtime.engine.cache import decode
from loopline.storage.memory import MemoryLog, MemoryState
from tests.decisions.admission.played import journey_of, most_in

WORLDS = 12
PEOPLE = 30


def world_of(seed: int) -> World:
    """Everybody comes within some hours; the rate changes on the way, and the journey is paused for a while."""
    rng = Random(f"admission/{seed}")
    limits = {"per_hour": rng.randint(1, 5), **({"total": 15} if rng.random() < 0.3 else {})}
    batches: list[tuple[int, tuple[Signal, ...]]] = [(START, (_published(limits, 1, START),))]
    for number in range(PEOPLE):
        key, at = f"p{number}", START + 1 + rng.randrange(6 * HOUR)
        batches.append((START + 1, (_stated(key, START + 1, away=False),)))
        batches.append((at, (EventReceived(key=key, id=f"go{number}", name="go", at=at, received_at=at),)))
        if rng.random() < 0.3:
            batches.append((later := at + rng.randrange(3 * HOUR), (_stated(key, later, away=True),)))
    if rng.random() < 0.5:
        at = START + rng.randrange(8 * HOUR)
        batches.append((at, (_published({**limits, "per_hour": rng.randint(1, 9)}, 2, at),)))
    if rng.random() < 0.5:
        at = START + rng.randrange(8 * HOUR)
        batches += [(at, (_state("paused", at),)), (at + 4 * HOUR, (_state("live", at + 4 * HOUR),))]
    return World(seed, tuple(sorted(batches, key=lambda one: one[0])), "hold", START + 4 * DAY)


def _published(limits: dict[str, Any], version: int, at: int) -> DocumentPublished:
    return DocumentPublished(
        key=PUBLISHED_KEY,
        id=f"j/{version}",
        at=at,
        received_at=at,
        kind="journey",
        name="j",
        version=version,
        document=msgspec.json.encode(journey_of(limits, entry={"where": "not away"})),
    )


def _stated(key: str, at: int, **traits: Any) -> TraitsChanged:
    return TraitsChanged(key=key, id=f"{key}/{at}", at=at, received_at=at, traits=traits)


def _state(state: Any, at: int) -> JourneyStateChanged:
    return JourneyStateChanged(key=PUBLISHED_KEY, id=f"{state}/{at}", at=at, received_at=at, journey="j", state=state)


def _stores() -> tuple[MemoryLog, MemoryState]:
    return MemoryLog(), MemoryState()


def _entries(played: PlayedWorld) -> list[tuple[str, int]]:
    return [(fact.person, fact.at) for fact in played.facts if fact.kind == "entered"]


@pytest.mark.parametrize("seed", range(WORLDS))
def test_kills_let_in_nobody_twice_and_nobody_too_early(seed: int) -> None:
    world = world_of(seed)
    unlucky = run_world(world, FaultPlan(f"luck/{seed}", 0.02, 0.15, has_gaps=True), _stores)
    lucky = run_world(world, FaultPlan(f"luck/{seed}", 0, 0), _stores)
    assert unlucky.crashes > 0
    assert _entries(unlucky) == _entries(lucky)
    assert not [*breaches(unlucky), *breaches(lucky), *differences(unlucky, lucky), *replay_differs(lucky, _stores)]
    (ledger,) = [one for one in map(decode, unlucky.records) if isinstance(one, EntryLedger)]
    assert (ledger.let_in, ledger.waiting) == (len(_entries(lucky)), 0)
    answered = {fact.person for fact in unlucky.facts if fact.kind in ("entered", "not_entered")}
    queued = {fact.person for fact in unlucky.facts if fact.kind == "queued"}
    assert queued and queued <= answered
    times = [at for _, at in _entries(lucky)]
    first, *others = (one.document for one in unlucky.documents if one.kind == "journey")
    if not others:
        limit = msgspec.json.decode(first)["entry"]["limits"]["per_hour"]
        assert most_in(times, HOUR) <= limit
