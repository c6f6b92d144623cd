"""What an operator found out about messages of unknown fate: one, or many in one call."""

import asyncio
import time
from typing import Final, assert_never

from loopline.model.errors import Conflict, Missing, Unavailable
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.studio.context import StudioContext
from loopline.studio.messages import schemas as shape

OPEN_QUESTIONS: Final = ("unknown", "held")
RESOLVED_MAX: Final = 10_000
PAGE: Final = 1_000
LATEST: Final = 2**62
DECIDED_SECONDS: Final = 30.0
LOOK_SECONDS: Final = 0.005


class Resolutions:
    """Coroutines of the app's event loop. One at a time, so that what two people say of a message counts once."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._one = asyncio.Lock()
        self._last = 0

    async def resolve(self, key: str, found_out: shape.FoundOut) -> str:
        """Write what an operator found out to the log; the status now.

        Raises Missing `message_unknown`, Conflict `message_settled`, Unavailable `resolve_busy`.
        """
        async with self._one:
            self._check_decided()
            row = await asyncio.to_thread(self._row, key)
            if row.status not in OPEN_QUESTIONS:
                text = f"The outcome of this message is known: {row.status}. Nothing is left to resolve."
                raise Conflict("message_settled", text)
            await self._submit([_answer(row, found_out, self._ctx.clock.now())])
        return (await asyncio.to_thread(self._row, key)).status

    async def resolve_all(self, asked: shape.ResolveManyBody) -> shape.Resolved:
        """The same for every message that is asked for, oldest first, up to a bound; `left` says that there are more.

        What was asked for is looked up first and answered then, so no message is answered twice. Raises Unavailable
        `resolve_busy`.
        """
        async with self._one:
            self._check_decided()
            rows = await asyncio.to_thread(self._matching, asked)
            found, now = rows[:RESOLVED_MAX], self._ctx.clock.now()
            for first in range(0, len(found), PAGE):
                await self._submit([_answer(row, asked.answer, now) for row in found[first : first + PAGE]])
        return shape.Resolved(len(found), len(rows) > RESOLVED_MAX)

    def _check_decided(self) -> None:
        """What was said before must be decided: else a message could be sent again that was sent again just now."""
        if self._ctx.position() < self._last:
            raise Unavailable("resolve_busy", "What was resolved before is still being decided: try again in a moment.")

    async def _submit(self, signals: list[AttemptAnswered]) -> None:
        self._last = await self._ctx.accept(signals) + len(signals) - 1
        ends = time.monotonic() + DECIDED_SECONDS
        while self._ctx.position() < self._last and time.monotonic() < ends:
            await asyncio.sleep(LOOK_SECONDS)

    def _matching(self, asked: shape.ResolveManyBody) -> list[OutboxRow]:
        """What is asked for, and one more than may be answered at once where there are more."""
        found: list[OutboxRow] = []
        after = ""
        while len(found) <= RESOLVED_MAX:
            rows = self._ctx.state.outbox((asked.status,), LATEST, PAGE, after)
            found += [row for row in rows if _is_asked_for(row, asked)]
            if len(rows) < PAGE:
                break
            after = rows[-1].message.key
        return found[: RESOLVED_MAX + 1]

    def _row(self, key: str) -> OutboxRow:
        row = self._ctx.state.messages([key]).get(key)
        if row is None:
            raise Missing("message_unknown", f'There is no message "{key[:80]}" in the outbox; look it up in the list.')
        return row


def _is_asked_for(row: OutboxRow, asked: shape.ResolveManyBody) -> bool:
    m = row.message
    return (
        asked.channel in ("", m.channel)
        and asked.journey in ("", m.journey)
        and (asked.since is None or m.created_at >= asked.since)
        and (asked.before is None or m.created_at < asked.before)
    )


def _answer(row: OutboxRow, found_out: shape.FoundOut, now: int) -> AttemptAnswered:
    match found_out:
        case "sent":
            return attempt_answered(row, now, "sent", "resolved_sent", attempt=row.attempt)
        case "failed":
            return attempt_answered(row, now, "failed", "resolved_failed", attempt=row.attempt)
        case "resend":
            return attempt_answered(
                row, now, "retry", "resolved_resend", attempt=row.attempt, next_at=now, provider=row.provider
            )
        case _:
            assert_never(found_out)
