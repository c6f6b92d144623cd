"""Sends the outbox at once and in one thread: the same decisions as dispatcher.py, for virtual time."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.delivery.redact import UNSUBSCRIBE_ANCHOR
from loopline.delivery.tracking import template_context
from loopline.model.message import Refusal, Sending
from loopline.model.records import OutboxRow
from loopline.model.signal import Signal
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.pipeline.attempts import Engine, gate_batch, not_rendered, started
from loopline.pipeline.outgoing import outgoing_of, sending_of
from loopline.pipeline.take_up import recover
from loopline.ports import Clock, Log, State
from loopline.runtime.dispatch.carriers import Carriers
from loopline.runtime.engine.people import People

AT_ONCE = 10_000
FOR_EVER = 2**62


class InlineDispatcher:
    """Sends what is due. What it learns goes into the log; only the loop writes the outbox."""

    def __init__(
        self,
        log: Log,
        state: State,
        clock: Clock,
        carriers: Carriers,
        published: Callable[[], PublishedSet],
        people: People,
        engine: Engine | None = None,
    ) -> None:
        """With an `engine` each message is rendered before it is sent, and refused when it cannot be."""
        self._log, self._state, self._clock, self._carriers = log, state, clock, carriers
        self._published, self._people, self._engine = published, people, engine

    def dispatch_next(self) -> bool:
        """Send the due messages of one node; False when there was none.

        Call it when the loop is level, and again after it has processed the answers: they may forbid the next message.
        """
        now = self._clock.now()
        due = self._state.outbox(("pending",), now, AT_ONCE)
        name, rows = self._carriers.next_batch(due, now) if due else ("", [])
        if not rows:
            return False
        self._dispatch(rows, name)
        self._carriers.put_back(rows, name)
        return True

    def reconcile(self) -> bool:
        """Settle what a crash left unanswered, as the provider's policy says; False when there was nothing."""
        rows = self._state.outbox(("sending",), FOR_EVER, AT_ONCE)
        self._append([self._recovered(row) for row in rows])
        return bool(rows)

    def next_due(self) -> int | None:
        """When the next pending message may go (ms); None when there is none."""
        return self._carriers.next_due(self._state.outbox(("pending",), FOR_EVER, AT_ONCE), self._clock.now())

    def _recovered(self, row: OutboxRow) -> Signal:
        provider = self._carriers.named(row, row.provider)
        policy = provider.unknown_policy if provider else "hold"
        told = provider.ask(row.message.key) if provider and policy == "ask" else None
        return recover(row, policy, told, self._clock.now())

    def _dispatch(self, rows: list[OutboxRow], name: str) -> None:
        now, published = self._clock.now(), self._published()
        found = sending_of(rows[0].message, published)
        if found is None:
            self._append([attempt_answered(row, now, "refused", "node_missing") for row in rows])
            return
        version, sending = found
        people = self._people.get([row.message.person for row in rows])
        allowed, told = gate_batch(rows, version, published, people, now)
        allowed, unrendered = _renderable(allowed, sending, self._engine, now) if self._engine else (allowed, [])
        said = self._append([*told, *unrendered, *started(allowed, now, name)])
        provider = self._carriers.named(rows[0], name)
        if allowed and provider is not None:
            outcomes = provider.send(allowed, now)
            answers = self._carriers.judge(name, allowed, outcomes, sending, now)
            # Here no time goes by, so one provider may answer a message twice in one millisecond with the same words.
            self._append([replace(one, id=f"{one.id}/{said}") for one in answers])

    def _append(self, signals: Sequence[Signal]) -> int:
        """Where they stand in the log."""
        return self._log.append([signals])[0] if signals else 0


def _renderable(
    rows: Sequence[OutboxRow], sending: Sending, engine: Engine, now: int
) -> tuple[list[OutboxRow], list[Signal]]:
    """The messages that can be rendered, and a signal for each that cannot: as `render_batch`, where nothing leaves."""
    contexts = [template_context(outgoing_of(row, sending), UNSUBSCRIBE_ANCHOR) for row in rows]
    pairs = list(zip(rows, engine.render(sending.content, contexts), strict=True))
    refused: list[Signal] = [not_rendered(row, part, now) for row, part in pairs if isinstance(part, Refusal)]
    return [row for row, part in pairs if not isinstance(part, Refusal)], refused
