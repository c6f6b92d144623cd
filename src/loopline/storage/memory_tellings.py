"""Tellings kept in plain dicts, as the rest of a MemoryState."""

import threading
from typing import Final

from msgspec.structs import replace

from loopline.model.records import ShardTelling, Transaction


class MemoryTellings:
    """What waits for each target, and how far each source was heard, under the one lock of the state."""

    def __init__(self) -> None:
        self._lock: Final = threading.RLock()
        self._waiting: dict[int, list[ShardTelling]] = {}
        self._told: dict[int, int] = {}
        self._heard: dict[int, int] = {}

    def _tell(self, transaction: Transaction) -> None:
        with self._lock:
            for one in transaction.tellings:
                number = self._told[one.target] = self._told.get(one.target, 0) + 1
                self._waiting.setdefault(one.target, []).append(replace(one, number=number))
            self._heard.update(transaction.heard)

    def tellings(self, target: int, limit: int) -> list[ShardTelling]:
        """What waits for a shard, in its order."""
        with self._lock:
            return self._waiting.get(target, [])[:limit]

    def forget_tellings(self, target: int, up_to: int) -> None:
        """Drop what stands in the log of its target."""
        with self._lock:
            self._waiting[target] = [one for one in self._waiting.get(target, ()) if one.number > up_to]

    def heard(self) -> dict[int, int]:
        """By source, the newest telling that is decided."""
        with self._lock:
            return dict(self._heard)

    def told(self) -> dict[int, int]:
        """By target, the newest telling."""
        with self._lock:
            return dict(self._told)
