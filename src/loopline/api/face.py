"""What the HTTP face needs from the application behind it; `app.py` keeps these promises."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from loopline.model.journey import Document
from loopline.model.signal import Signal
from loopline.ports import Clock


class AppFace(Protocol):
    """The application as the HTTP face sees it."""

    @property
    def clock(self) -> Clock: ...

    async def accept(self, signals: Sequence[Signal]) -> int:
        """Write the signals to the log, in this order, and return their number once they are safe on disk.

        Raises Unavailable when that cannot be done now, whatever the cause.
        """
        ...

    def check_write_key(self, key: str) -> bool:
        """True when this key may send signals. Asked on every request, so it answers from memory."""
        ...

    def check_admin_key(self, key: str) -> bool:
        """True when this key may read and change everything."""
        ...

    def check_session(self, token: str) -> bool:
        """True when this cookie belongs to somebody who is signed in to the studio."""
        ...

    def health(self) -> Mapping[str, object]:
        """What GET /api/health answers: at least status, version, lag_signals and lag_seconds."""
        ...

    def metrics(self) -> bytes:
        """The Prometheus text of GET /metrics."""
        ...


class OfficeFace(Protocol):
    """What people do with the house, as the rooms see it; `office.py` keeps it. Answers are structs."""

    async def push(self, document: Document, *, publish: bool, reason: str = "", by: str = "") -> object: ...

    async def report(self, journey: str) -> object: ...

    def why(self, person: str, journey: str = "") -> object: ...


class HouseFace(AppFace, Protocol):
    """The application as the rooms see it."""

    @property
    def office(self) -> OfficeFace: ...
