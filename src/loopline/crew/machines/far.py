"""A shard that another process runs, on whatever machine: seen by its lock and its stores."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from loopline.crew.looking import ShardLook
from loopline.ports import Clock
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.shards.tally import ProviderTrouble
from loopline.runtime.supervise import Watch
from loopline.storage.opened_log import KeptLog
from loopline.storage.sql.state import SqlState

UNOWNED_SECONDS: Final = 10.0
NOBODY: Final = "No process runs it: start `loopline work`."


class StoredPlace:
    """How far a shard is decided, as its store says."""

    def __init__(self, state: SqlState) -> None:
        self._state: Final = state

    @property
    def position(self) -> int:
        """Reads the store."""
        return self._state.position()


class FarShard:
    """The CrewMember of a shard that nobody here starts or stops: whoever owns it looks by itself what it has to do."""

    tasks: tuple[Watch, ...] = ()

    def __init__(
        self,
        shard: int,
        shards: int,
        log: KeptLog,
        state: SqlState,
        clock: Clock,
        is_owned: Callable[[int], bool],
        seconds: Callable[[], float],
    ) -> None:
        """`is_owned`: whether somebody holds the lock of a shard. `seconds`: a clock that nobody sets."""
        self.shard: Final = shard
        self.providers: Final = ProviderTrouble()  # a far owner tells of its providers in its own log alone
        self._is_owned, self._seconds = is_owned, seconds
        owned, found = lambda: self._is_owned(self.shard), lambda: 0
        self._look: Final = ShardLook(shard, shards, log, state, StoredPlace(state), clock, owned, found, lambda: "")
        self._owned_at = self._moved_at = seconds()
        self._position = -1

    def start(self) -> None:
        """Nothing."""

    def wake(self) -> None:
        """Nothing: its owner looks."""

    def take_over(self) -> None:
        """Nothing: its owner looks."""

    def ask_to_stop(self) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing."""

    def report(self) -> ShardReport:
        """How it is. Looks into the stores."""
        found, now = self._look.take(), self._seconds()
        if found.position != self._position or not found.lag_signals:
            self._moved_at = now
        self._position = found.position
        if found.ready:
            self._owned_at = now
        alone = not found.ready and now - self._owned_at > UNOWNED_SECONDS
        return replace(
            found,
            pid=0,
            state="running" if found.ready else "down",
            still_seconds=round(now - self._moved_at, 3),
            fault=found.fault or (NOBODY if alone else ""),
        )
