"""The stores of the other shards, opened by one shard: it appends to their logs, and reads their states."""

from collections.abc import Mapping, Sequence
from typing import Final

from loopline.model.ids import shard_of
from loopline.ports import State
from loopline.storage.opened_log import KeptLog, open_log
from loopline.storage.opened_state import open_state
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState


class Neighbours:
    """Safe from any thread, but for appending, which one thread does. Owns nothing of what it opens."""

    def __init__(
        self, places: Places, shard: int, shards: int, opened: Sequence[tuple[KeptLog, SqlState]] = ()
    ) -> None:
        """`opened` are those of the others, in their order, where somebody has opened them already."""
        self._shard, self._shards = shard, shards
        others = [one for one in range(shards) if one != shard]
        pairs = opened or [(open_log(places, 1, shard=one), open_state(places, one)) for one in others]
        self.logs: Final[Mapping[int, KeptLog]] = {one: log for one, (log, _) in zip(others, pairs, strict=True)}
        self.states: Final[Mapping[int, SqlState]] = {one: state for one, (_, state) in zip(others, pairs, strict=True)}

    def elsewhere(self, key: str) -> State | None:
        """The state of the shard that has a key; None where that is this one."""
        home = shard_of(key, self._shards)
        return None if home == self._shard else self.states[home]

    def close(self) -> None:
        """Give everything back."""
        for log in self.logs.values():
            log.close()
        for state in self.states.values():
            state.close()
