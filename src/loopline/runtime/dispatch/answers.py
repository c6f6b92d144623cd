"""Gets the answers of providers, and writes them to the log: what was sent must never look unsent."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from loopline.model.message import Accepted, Dispatch, Outcome, Unknown
from loopline.model.signal import Signal
from loopline.pipeline.isolate import WEATHER
from loopline.ports import Provider
from loopline.runtime.supervise import OnError, Watch

TRIES_ALONE: Final = 4
"""So often an answer is written alone, when it is not the weather that keeps it from the log."""


class Answers(Watch):
    """Writes answers, as often as it takes; `written_at` is when it last did, on the monotonic clock."""

    def __init__(self, accept: Callable[[Sequence[Signal]], Awaitable[int]], on_error: OnError) -> None:
        super().__init__("answers", on_error)
        self._accept = accept
        self.written_at = time.monotonic()
        self.well()

    async def write(self, answers: Sequence[Signal]) -> bool:
        """Write these, and raise nothing. False when one was given up.

        Weather is waited out. Else each is written alone; one that the log does not take even so, after a few times, is
        given up, so that it holds up nobody: its message is called `sending`, and settled by the next start.
        """
        tries = 0
        while answers:
            try:
                await self._accept(answers)
            except WEATHER as error:
                await asyncio.sleep(self.failed(error))
            except Exception as error:
                pause, tries = self.failed(error), tries + 1
                if len(answers) > 1:
                    return all([await self.write([one]) for one in answers])
                if tries == TRIES_ALONE:
                    self.well()
                    self.rested()
                    return False
                await asyncio.sleep(pause)
            else:
                self.well()
                self.rested()
                self.written_at = time.monotonic()
                break
        return True


async def hand_over(
    channel: Provider,
    dispatches: Sequence[Dispatch],
    on_sent: Callable[[str, Sequence[Dispatch]], None],
    on_error: OnError,
) -> tuple[list[Outcome], Exception | None]:
    """The provider's answers; one that breaks its promise and raises leaves every outcome unknown."""
    broken = None
    try:
        outcomes = await channel.send(dispatches)
        pairs = list(zip(dispatches, outcomes, strict=True))
    except Exception as error:
        broken = error
        unknown = Unknown(f"the channel failed: {type(error).__name__}")
        pairs = [(dispatch, unknown) for dispatch in dispatches]
    sent = [dispatch for dispatch, outcome in pairs if isinstance(outcome, Accepted | Unknown)]
    try:
        on_sent(channel.name, sent)
    except Exception as error:  # a copy less; what was sent is settled all the same
        on_error(error)
    return [outcome for _, outcome in pairs], broken
