"""Carries what this shard tells the others, in a thread of its own: at once when it has said something."""

import threading
from collections.abc import Callable, Sequence
from typing import Final

from loopline.model.records import Transaction
from loopline.pipeline.shards.tellings import Tellings
from loopline.runtime.engine.shards.carrier import Carrier
from loopline.runtime.supervise import OnError, SupervisedThread

LOOK_SECONDS: Final = 0.5
HELD_SECONDS: Final = 0.02
"""Something waits until its target knows of as many publications."""


class Carrying:
    """The carrier of one shard. `woken` is told of each target that has something new in its log."""

    def __init__(
        self, carrier: Carrier, told: Tellings, targets: Sequence[int], woken: Callable[[int], None], on_error: OnError
    ) -> None:
        self._carrier, self._told, self._targets, self._woken = carrier, told, tuple(targets), woken
        self._awake: Final = threading.Event()
        self._is_held = False
        self.task: Final = SupervisedThread("carrier", self._carry, self._rest, on_error)

    def on_commit(self, transaction: Transaction) -> None:
        """What a transaction tells is on disk."""
        if transaction.tellings:
            self._awake.set()

    def stop(self) -> None:
        """End after what is in hand; the rest waits in its table."""
        self.task.stop(self._awake.set)

    def _carry(self) -> None:
        """One target that cannot be reached costs the others nothing."""
        self._awake.clear()
        faults: list[Exception] = []
        for target in self._targets:
            try:
                while self._carrier.carry_to(target):
                    self._woken(target)
            except Exception as error:
                faults.append(error)
        if faults:
            raise faults[0]
        self._is_held = any(self._told.tellings(target, 1) for target in self._targets)

    def _rest(self) -> None:
        self._awake.wait(HELD_SECONDS if self._is_held else LOOK_SECONDS)
