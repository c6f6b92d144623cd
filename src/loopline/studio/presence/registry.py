"""The windows in which journeys are open, remembered in this process for as long as they are told anew."""

import threading
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from loopline.model.errors import Conflict
from loopline.ports import Clock
from loopline.studio.presence.schemas import PresenceBody, PresentAuthor, PresentAuthors

OPEN_MS: Final = 30_000
LISTED_MAX: Final = 20
WINDOWS_MAX: Final = 2_000
OWN_MAX: Final = 50
"""So many windows one author has; beyond, the one that was silent longest is forgotten."""


class _Window(Struct):
    name: str
    step: str
    seen_at: int


class Presence:
    """The windows in which journeys are open. Safe from any thread.

    `changed` is called with a journey and its authors whenever somebody comes, goes or selects another step.
    """

    def __init__(self, clock: Clock, changed: Callable[[str, PresentAuthors], None]) -> None:
        self._clock, self._changed = clock, changed
        self._windows: dict[tuple[str, str, str], _Window] = {}  # by journey, window and author
        self._lock = threading.Lock()

    def tell(self, journey: str, told: PresenceBody, name: str) -> PresentAuthors:
        """Note that this window is open, or closed; everybody who is there. Raises Conflict `presence_full`."""
        with self._lock:
            gone = self._forget_silent()
            key = (journey, told.window, name)
            before = self._windows.get(key)
            if before is None and not told.leaves:
                gone |= self._make_room(name)
            if told.leaves:
                self._windows.pop(key, None)
            elif before is None and len(self._windows) >= WINDOWS_MAX:
                raise Conflict("presence_full", f"{WINDOWS_MAX:,} windows are open already; close one of them.")
            else:
                self._windows[key] = _Window(name, told.step, self._clock.now())
            there = self._there(journey)
            others = {one: self._there(one) for one in gone - {journey}}
        if journey in gone or _differs(before, told, name):
            others[journey] = there
        for one, authors in others.items():
            self._changed(one, authors)
        return there

    def _forget_silent(self) -> set[str]:
        """The journeys in which a window was forgotten."""
        now = self._clock.now()
        silent = [key for key, window in self._windows.items() if not 0 <= now - window.seen_at < OPEN_MS]
        for key in silent:
            del self._windows[key]
        return {journey for journey, _, _ in silent}

    def _make_room(self, author: str) -> set[str]:
        """The journeys in which a window of this author was forgotten: nobody fills the room of all."""
        own = [key for key in self._windows if key[2] == author]
        if len(own) < OWN_MAX:
            return set()
        oldest = min(own, key=lambda key: self._windows[key].seen_at)
        del self._windows[oldest]
        return {oldest[0]}

    def _there(self, journey: str) -> PresentAuthors:
        found = [
            PresentAuthor(window, kept.name, kept.step)
            for (name, window, _), kept in self._windows.items()
            if name == journey
        ]
        return PresentAuthors(tuple(found[:LISTED_MAX]), max(0, len(found) - LISTED_MAX))


def _differs(before: _Window | None, told: PresenceBody, name: str) -> bool:
    """Whether the others see something else now."""
    if before is None or told.leaves:
        return before is not None or not told.leaves
    return (before.name, before.step) != (name, told.step)
