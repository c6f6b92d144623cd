"""Everything that a stopped record has accepted is decided, and everything that its shards tell each other is heard."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Final

from loopline.model.errors import Conflict
from loopline.ports import Clock
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.shards.carrier import Carrier
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.settings import Settings
from loopline.storage.opened_log import KeptLog, open_log
from loopline.storage.opened_state import open_state
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from loopline.upkeep.facts_home import facts_home
from loopline.upkeep.purge import hidden_in

OnError = Callable[[BaseException], None]
Shard = tuple[KeptLog, SqlState]
ROUNDS_MAX: Final = 100_000


def decide_all(places: Places, shards: int, settings: Settings, clock: Clock, on_error: OnError) -> list[int]:
    """Leave nothing in the logs, on its way or beside the facts; where each log ends. Nothing is sent meanwhile.

    The caller owns the record. Raises Conflict `reshard_waits` when something waits for an operator or for a server.
    """
    with _opened(places, shards) as opened:
        _decide(opened, places, settings, clock, on_error)
        _export(opened, places, settings, on_error)
        for log, state in opened:
            if state.quarantine.counts() or state.waiting_tellings() or state.position() < log.end():
                raise _waits("something is set aside, or could not be decided: see what `loopline quarantine` lists")
            if state.waiting_bytes():
                raise _waits("facts could not be exported: see what health says of them")
        return [log.end() for log, _ in opened]


@contextmanager
def _opened(places: Places, shards: int) -> Iterator[list[Shard]]:
    with ExitStack() as stack:
        yield [
            (
                stack.enter_context(closing(open_log(places, shard=one))),
                stack.enter_context(closing(open_state(places, one))),
            )
            for one in range(shards)
        ]


def _decide(opened: Sequence[Shard], places: Places, settings: Settings, clock: Clock, on_error: OnError) -> None:
    shards = len(opened)
    loops = [
        Loop(
            log,
            state,
            clock,
            batch_max=settings.batch_max,
            hot_people=settings.hot_people,
            hidden=hidden_in(places.folder),
            on_error=on_error,
            shard=shard,
            shards=shards,
        )
        for shard, (log, state) in enumerate(opened)
    ]
    for _ in range(ROUNDS_MAX):
        if not any([_went_on(loop) for loop in loops]) and not any([_carried(opened, one) for one in range(shards)]):
            break
    for loop in loops:
        loop.settle()
        if loop.published.pending_fan_outs:
            raise _waits("people are still to be told of a change")


def _went_on(loop: Loop) -> bool:
    went_on = False
    while loop.run_once():
        went_on = True
    return went_on


def _carried(opened: Sequence[Shard], shard: int) -> bool:
    """Whether this shard told the others anything."""
    others = [one for one in range(len(opened)) if one != shard]
    logs, states = {one: opened[one][0] for one in others}, {one: opened[one][1] for one in others}
    carrier, carried = Carrier(shard, len(opened), opened[shard][1], logs, states), False
    for target in others:
        while carrier.carry_to(target):
            carried = True
    return carried


def _export(opened: Sequence[Shard], places: Places, settings: Settings, on_error: OnError) -> None:
    home, states = facts_home(places.folder, settings), [state for _, state in opened]
    with closing(GuardedFacts(home.open, home.is_there, states[0], on_error, states[1:])) as facts:
        if facts.fitness != "fit":
            raise _waits("its facts are unfit: rebuild them first")
        FactsExporter(states[0], facts, on_error, others=states[1:]).catch_up()


def _waits(why: str) -> Conflict:
    text = f"The record is not spread yet, since {why}. Serve it, settle that, stop it, and call again."
    return Conflict("reshard_waits", text)
