"""Carries what one shard tells the others into their logs: in order, and each at least once."""

from collections.abc import Mapping
from typing import Final

from loopline.model.ids import PUBLISHED_KEY, shard_of
from loopline.pipeline.shards.tellings import Tellings
from loopline.ports import Log
from loopline.runtime.engine.shards.realm import PUBLICATIONS
from loopline.runtime.engine.shards.words import as_heard

AT_ONCE: Final = 64


class Carrier:
    """The carrier of shard `source`. `logs` and `states` are those of the other shards.

    A telling is appended to the log of its target, and deleted when it stands there: a crash between the two brings it
    twice, and the target hears it once. One that tells more than its target has been told of what is published waits
    until the target knows as much, so that no shard meets an enrollment of a version that it does not have.
    """

    def __init__(
        self, source: int, shards: int, told: Tellings, logs: Mapping[int, Log], states: Mapping[int, Tellings]
    ) -> None:
        self._source, self._told, self._logs, self._states = source, told, logs, states
        self._publishes = shard_of(PUBLISHED_KEY, shards) == source

    def carry_to(self, target: int, most: int = AT_ONCE) -> bool:
        """Carry at most so many tellings to a target; False when none may go."""
        waiting = self._told.tellings(target, most)
        if waiting and not self._publishes:
            known = self._states[target].heard().get(PUBLICATIONS, 0)
            ahead = next((place for place, one in enumerate(waiting) if one.knows > known), len(waiting))
            waiting = waiting[:ahead]
        if not waiting:
            return False
        self._logs[target].append([[as_heard(one, self._source)] for one in waiting])
        self._told.forget_tellings(target, waiting[-1].number)
        return True
