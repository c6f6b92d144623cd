"""Sends the outbox at once and in one thread: the same decisions as dispatcher.py, for virtual time."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Protocol

from loopline.decisions.published import PublishedSet
from loopline.delivery.redact import UNSUBSCRIBE_ANCHOR
from loopline.delivery.tracking import template_context
from loopline.model.message import Outcome, Refusal, Sending, UnknownPolicy
from loopline.model.records import OutboxRow
from loopline.model.signal import Signal
from loopline.pipeline.attempts import Engine, Handed, attempt_answered, gate_batch, settle, started
from loopline.pipeline.outgoing import outgoing_of, sending_of
from loopline.pipeline.take_up import recover
from loopline.ports import Clock, Log, State
from loopline.runtime.engine.people import People

AT_ONCE = 10_000
FOR_EVER = 2**62


class InstantProvider(Protocol):
    """A provider that answers at once. `unknown_policy`: ask, hold or resend."""

    unknown_policy: UnknownPolicy

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]: ...

    def ask(self, key: str) -> Outcome: ...


class InlineDispatcher:
    """Sends what is due. What it learns goes into the log; only the loop writes the outbox."""

    def __init__(
        self,
        log: Log,
        state: State,
        clock: Clock,
        provider: InstantProvider,
        published: Callable[[], PublishedSet],
        people: People,
        engine: Engine | None = None,
    ) -> None:
        """With an `engine` each message is rendered before it is sent, and refused when it cannot be."""
        self._log, self._state, self._clock, self._provider = log, state, clock, provider
        self._published, self._people, self._engine = published, people, engine

    def dispatch_next(self) -> bool:
        """Send the due messages of one node; False when there was none.

        Call it when the loop is level, and again after it has processed the answers: they may forbid the next message.
        """
        rows = self._state.outbox(("pending",), self._clock.now(), AT_ONCE)
        for _, group in groupby(rows, key=_place):
            self._dispatch(list(group))
            return True
        return False

    def reconcile(self) -> bool:
        """Settle what a crash left unanswered, as the provider's policy says; False when there was nothing."""
        now, policy = self._clock.now(), self._provider.unknown_policy
        rows = self._state.outbox(("sending",), FOR_EVER, AT_ONCE)
        told = [self._provider.ask(row.message.key) if policy == "ask" else None for row in rows]
        self._append([recover(row, policy, outcome, now) for row, outcome in zip(rows, told, strict=True)])
        return bool(rows)

    def next_due(self) -> int | None:
        """When the next pending message is due (ms); None when there is none."""
        rows = self._state.outbox(("pending",), FOR_EVER, 1)
        return rows[0].due_at if rows else None

    def _dispatch(self, rows: list[OutboxRow]) -> None:
        now, published = self._clock.now(), self._published()
        found = sending_of(rows[0].message, published)
        if found is None:
            self._append([attempt_answered(row, now, "refused", "node_missing") for row in rows])
            return
        version, sending = found
        people = self._people.get([row.message.person for row in rows])
        allowed, told = gate_batch(rows, version, published, people, now)
        allowed, unrendered = _renderable(allowed, sending, self._engine, now) if self._engine else (allowed, [])
        self._append([*told, *unrendered, *started(allowed, now)])
        if allowed:
            outcomes = self._provider.send(allowed, now)
            pairs = zip(allowed, outcomes, strict=True)
            by = Handed("", self._provider.unknown_policy)
            self._append([settle(row, outcome, sending, by, now) for row, outcome in pairs])

    def _append(self, signals: Sequence[Signal]) -> None:
        if signals:
            self._log.append([signals])


def _place(row: OutboxRow) -> tuple[str, int, str, bytes]:
    return row.message.journey, row.message.version, row.message.node, row.message.sending


def _renderable(
    rows: Sequence[OutboxRow], sending: Sending, engine: Engine, now: int
) -> tuple[list[OutboxRow], list[Signal]]:
    """The messages that can be rendered, and a signal for each that cannot: as `render_batch`, where nothing leaves."""
    contexts = [template_context(outgoing_of(row, sending), UNSUBSCRIBE_ANCHOR) for row in rows]
    pairs = list(zip(rows, engine.render(sending.content, contexts), strict=True))
    refused: list[Signal] = [
        attempt_answered(row, now, "refused", part.code, words=part.reason)
        for row, part in pairs
        if isinstance(part, Refusal)
    ]
    return [row for row, part in pairs if not isinstance(part, Refusal)], refused
