"""Finds the state that an id stands for, over every tombstone on the way."""

from msgspec.structs import replace

from loopline.model.person import Person
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.transaction import ROW_BYTES, TransactionBuilder
from loopline.signals.people.aliases import end_of_chain


def state_behind(key: str, people: StateCache, builder: TransactionBuilder) -> CachedState:
    """The state at the end of a chain of tombstones. Those on a long way point at its end from then on.

    They do not while one of them may still be on its way there: the end is not stored here, or awaits somebody. People
    who were merged round in a circle by earlier versions are one person again.
    """
    found = people.get(people.get(key).state.merged_into)
    if not found.state.merged_into:
        return found
    end, passed = end_of_chain(key, lambda one: people.get(one).state.merged_into)
    found = people.get(end)
    is_settled = found.encoded is not None and not found.state.awaits
    for one in passed if end in passed or (len(passed) > 1 and is_settled) else ():
        tombstone = people.get(one)
        target = "" if one == end else end
        if isinstance(tombstone.state, Person) and tombstone.state.merged_into != target:
            tombstone.state = replace(tombstone.state, merged_into=target)
            builder.cached[one] = tombstone
            builder.bytes += tombstone.size() + ROW_BYTES
    return found
