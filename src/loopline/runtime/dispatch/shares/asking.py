"""Asks a ledger for a purse, while there is something to say to it."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Generic, Protocol, TypeVar

from loopline.runtime.supervise import OnError, begin

RENEW_SECONDS: Final = 1.0
GAP_SECONDS: Final = 0.01
VAIN_SECONDS: Final = 0.04
"""After an ask that brought nothing; others go first meanwhile."""

FAULT_SECONDS: Final = 1.0

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")
Asked = TypeVar("Asked")
Got = TypeVar("Got", contravariant=True)


class Asks(Protocol[Asked, Got]):
    """What is held of a bound. Times are seconds of a monotonic clock."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        ...

    def ask(self, now: float) -> Asked:
        """What to say."""
        ...

    def answered(self, ask: Asked, answer: Got, asked_at: float) -> bool:
        """What was answered; False where something was wanted and nothing was given."""
        ...

    def give_back(self) -> None:
        """What is not on its way is the others' again."""
        ...


class ShareAsking(Generic[Ask, Answer]):
    """Belongs to the event loop. `lend` is one turn of the ledger, in any thread."""

    def __init__(self, purse: Asks[Ask, Answer], lend: Callable[[Ask], Answer], on_error: OnError) -> None:
        self._purse, self._lend, self._on_error = purse, lend, on_error
        self._awake: Final = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_over = False

    def wake(self) -> None:
        """There is something to say."""
        self._awake.set()
        if not self._is_over and (self._task is None or self._task.done()):
            self._task = begin("shares", self._go(), self._on_error)

    async def close(self) -> None:
        """Give back what is not used."""
        self._is_over = True
        if self._task is not None:
            self._awake.set()
            await asyncio.wait((self._task,))
        self._purse.give_back()
        if not self._purse.is_empty:
            with suppress(Exception):  # the lease ends by itself
                await self._ask()

    async def _go(self) -> None:
        while not (self._is_over or self._purse.is_empty):
            self._awake.clear()
            try:
                pause = GAP_SECONDS if await self._ask() else VAIN_SECONDS
            except Exception as error:  # the record's weather: what is held lapses, and nothing is spent twice
                self._on_error(error)
                pause = FAULT_SECONDS
            await asyncio.sleep(pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(RENEW_SECONDS):
                    await self._awake.wait()

    async def _ask(self) -> bool:
        asked_at = time.monotonic()
        ask = self._purse.ask(asked_at)
        answer = await asyncio.to_thread(self._lend, ask)
        return self._purse.answered(ask, answer, asked_at)
