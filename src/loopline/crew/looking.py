"""Looks at one shard, for health."""

import os
from collections.abc import Callable
from typing import Final, Protocol

from loopline.model.errors import LooplineError
from loopline.ports import Clock, Log
from loopline.runtime.engine.shards.realm import PUBLICATIONS
from loopline.runtime.engine.shards.words import as_heard
from loopline.runtime.shards.report import ShardReport
from loopline.storage.sql.state import SqlState


class PlacedLoop(Protocol):
    """Whatever knows how far a shard is decided."""

    @property
    def position(self) -> int: ...


class ShardLook:
    """Reads the running parts of a shard and its stores; safe from any thread. A disk that hangs holds it up."""

    def __init__(
        self,
        shard: int,
        shards: int,
        log: Log,
        state: SqlState,
        loop: PlacedLoop,
        clock: Clock,
        is_ready: Callable[[], bool],
        stranded: Callable[[], int],
        faults: Callable[[], str],
    ) -> None:
        """`faults`: what fails just now, in words; "" when all is well."""
        self._shard, self._clock = shard, clock
        self._others: Final = [one for one in range(shards) if one != shard]
        self._log, self._state, self._loop = log, state, loop
        self._is_ready, self._stranded, self._faults = is_ready, stranded, faults

    def take(self) -> ShardReport:
        """How it is. Raises nothing: a store that cannot be read is a fault to tell of."""
        try:
            return self._looked()
        except Exception as error:
            words = str(error) if isinstance(error, LooplineError) else type(error).__name__
            fault = f"A store cannot be read: {words}"
            return ShardReport(self._shard, "running", os.getpid(), ready=self._is_ready(), fault=fault)

    def _looked(self) -> ShardReport:
        now, position = self._clock.now(), self._loop.position
        self._state.quarantine.refresh()  # an operator may have asked for something, in the parent
        waiting = self._state.waiting_tellings()
        due = self._state.oldest_due(now)
        return ShardReport(
            shard=self._shard,
            state="running",
            pid=os.getpid(),
            ready=self._is_ready(),
            position=position,
            lag_signals=self._log.count(position),
            lag_seconds=round(self._lag_seconds(now, position), 3),
            unsent_message_seconds=0.0 if due is None else max(0.0, (now - due) / 1_000),
            tellings=waiting,
            telling_seconds=round(self._telling_seconds(now), 3) if waiting else 0.0,
            publications=self._state.heard().get(PUBLICATIONS, 0),
            set_aside=sum(self._state.quarantine.counts().values()),
            stranded=self._stranded(),
            fault=self._faults(),
        )

    def _lag_seconds(self, now: int, position: int) -> float:
        oldest = self._log.read(position, 1)
        first = oldest[0].signals[0] if oldest else None
        return max(0.0, (now - first.received_at) / 1_000) if first else 0.0

    def _telling_seconds(self, now: int) -> float:
        first = [as_heard(one, self._shard) for target in self._others for one in self._state.tellings(target, 1)]
        return max((max(0, now - one.received_at) / 1_000 for one in first if one.received_at), default=0.0)
