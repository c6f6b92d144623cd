"""The application as HTTP itself needs it: the log's door, the keys, health and metrics. `app.py` keeps the promise."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from loopline.api.auth import Writer
from loopline.api.rates import Rates
from loopline.model.hook import HookChallenge, HookRefusal, HookRequest
from loopline.model.signal import Signal, Trust
from loopline.ports import Clock
from loopline.signals.batch import Taken


class AppFace(Protocol):
    """The application as the server and the dialects see it."""

    @property
    def clock(self) -> Clock: ...

    async def accept(self, signals: Sequence[Signal]) -> int:
        """Write the signals to the log, in this order, and return their number once they are safe on disk.

        Raises Unavailable when that cannot be done now, whatever the cause.
        """
        ...

    async def take(self, dialect: str, body: bytes, hint: str = "", *, trust: Trust) -> Taken:
        """Read a request by the reader of this dialect and write what it holds to the log, as `accept` does.

        `hint` goes to the reader as it is; `trust` says who speaks, as `check_write_key` found out. Raises Invalid
        when the body as a whole cannot be read.
        """
        ...

    @property
    def rates(self) -> Rates:
        """How much browsers' keys may send."""
        ...

    def writer(self, key: str) -> Writer | None:
        """The one whom this key lets send signals, None for nobody. Answers from memory, for every request asks."""
        ...

    def check_admin_key(self, key: str) -> bool:
        """True when this key may read and change everything."""
        ...

    def check_session(self, cookies: Mapping[str, str], method: str, path: str) -> bool:
        """True when one of these cookies belongs to somebody who is signed in to the studio. Raises Forbidden where
        their role may not ask the route at this path."""
        ...

    def health(self) -> Mapping[str, object]:
        """The answer of GET /api/health: at least status, version, lag_signals and lag_seconds. May take a while."""
        ...

    def not_ready(self) -> str:
        """Why the server is not ready, in a sentence; "" when it is. Answers from memory."""
        ...

    def metrics(self) -> bytes:
        """The Prometheus text of GET /metrics. May take a while."""
        ...


class HooksFace(Protocol):
    """The way in for providers."""

    async def take(self, scheme: str, request: HookRequest) -> HookChallenge | HookRefusal | None:
        """None once what the call reports is in the log, on disk. Raises Missing `hook_unknown`, Unavailable."""
        ...

    async def take_by_token(self, name: str, token: str, request: HookRequest) -> HookChallenge | HookRefusal | None:
        """As `take`, of the provider with this name, which the secret token proves."""
        ...
