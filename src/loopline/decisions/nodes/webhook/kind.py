"""The webhook node: calls an endpoint as a step, waits for its answer, then goes on or takes the road of failures."""

from functools import cached_property
from typing import Final, final

from msgspec.structs import replace

from loopline.decisions.checks.findings import Findings
from loopline.decisions.context import DecisionContext
from loopline.decisions.goals import expose
from loopline.decisions.nodes.kind import Edge, Kind, policy_edge, until, with_pending
from loopline.decisions.nodes.sending import message_key, message_outcome, put_into_outbox, record_call, was_put_off
from loopline.decisions.nodes.webhook.check import check_webhook
from loopline.decisions.policy import gate
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Hold, Transition, by_policy
from loopline.model.duration import parse_duration
from loopline.model.journey import Journey
from loopline.model.message import Sending
from loopline.model.nodes.message import Content
from loopline.model.nodes.webhook import WebhookCall
from loopline.model.person import Enrollment, Waiting

CHANNEL: Final = "webhook"
PUT_OFF: Final = "put_off"
"""What a pause leaves behind for a call that it kept back: the time to answer begins when the journey goes on."""


@final
class WebhookKind(Kind[WebhookCall], of=WebhookCall):
    """A webhook node."""

    keeps_answer = True

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """An address, headers that can be sent, templates that can be rendered, and how long to wait."""
        check_webhook(found, self.node, self._content(), at)

    def edges(self) -> tuple[Edge, ...]:
        """On, and where a failure leads when that is somewhere else."""
        return (("then", self.node.then), *policy_edge("if_failed.then", self.node.if_failed.then))

    def instant(self) -> frozenset[str]:
        """Every way out: people who are held out go on at once."""
        return frozenset(target for _, target in self.edges() if target is not None)

    def condition_texts(self) -> tuple[str, ...]:
        """None."""
        return ()

    def sending(self) -> Sending:
        """One call, whose answer is kept."""
        failed = self.node.if_failed
        return Sending(
            channel=CHANNEL,
            content=self._content(),
            attempts=failed.attempts,
            policy=failed.then,
            wants_answer=True,
        )

    def _content(self) -> Content:
        node = self.node
        return Content(url=node.url, method=node.method, payload=node.payload, body=node.body, headers=node.headers)

    def compile(self) -> None:
        """The longest time to wait."""
        assert self.timeout_ms >= 0

    @cached_property
    def timeout_ms(self) -> int:
        """How long the answer is waited for, in ms."""
        return parse_duration(self.node.timeout, at=f"nodes.{self.id}.timeout")

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Put the call into the outbox and wait; people who are held out are not called unless the node says so."""
        enrollment = _without_answer(enrollment)
        skips = self.node.held_out != "call"
        key = message_key(enrollment)
        if enrollment.held and skips:
            expose(ctx, enrollment)
            reason = f"held_out_{enrollment.held}"
            ctx.record("withheld", enrollment, channel=CHANNEL, key=key, reason=reason)
            return Advance(enrollment, self.node.then)
        asked = gate.Asked(CHANNEL, "", self.node.url, transactional=True, key=key, enrollment=enrollment.id)
        verdict = gate.ask(asked, ctx.person, version, ctx.published, ctx.now)
        if not verdict.allowed:
            ctx.record("refused", enrollment, channel=CHANNEL, key=key, reason=verdict.reason)
            return self._failed(enrollment, f"refused_{verdict.reason}")
        if skips:
            expose(ctx, enrollment)
        record_call(ctx, enrollment, asked, looks_up=not skips)
        put_into_outbox(ctx, enrollment, asked)
        return self._wait(enrollment, enrollment.arrived_at)

    def _wait(self, enrollment: Enrollment, since: int) -> Transition:
        return Hold(replace(enrollment, waiting=Waiting(outcome=True), wake_at=since + self.timeout_ms))

    def resume(
        self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, *, due: bool
    ) -> Transition | None:
        """Go on with the answer; a refusal, a failure, or no answer in time takes the road of failures."""
        waiting = enrollment.waiting
        if waiting is None or not waiting.outcome:
            return self.arrive(ctx, version, enrollment) if due else None
        result = message_outcome(ctx, enrollment) or waiting.pending_reason
        if result == PUT_OFF:
            return self._wait(enrollment, ctx.now)
        if result == "sent":
            return Advance(enrollment, self.node.then)
        if result:
            return self._failed(enrollment, f"webhook_{result}")
        return self._failed(enrollment, "webhook_timed_out") if due else None

    def _failed(self, enrollment: Enrollment, reason: str) -> Transition:
        return by_policy(enrollment, self.node.if_failed.then, self.node.then, reason)

    def suspended(self, ctx: DecisionContext, enrollment: Enrollment) -> Enrollment:
        """The outcome counts when the journey goes on; a call that the pause kept back has its whole time then."""
        waiting = enrollment.waiting
        if waiting is None or waiting.pending_reason not in ("", PUT_OFF) or not waiting.outcome:
            return enrollment
        reason = message_outcome(ctx, enrollment) or (PUT_OFF if was_put_off(ctx, enrollment) else "")
        return with_pending(enrollment, reason, ctx.now)

    def migrated(self, ctx: DecisionContext, enrollment: Enrollment) -> Transition | None:
        """A call that is on its way stays: its answer is waited for as before."""
        return None

    def awaits_signal(self, enrollment: Enrollment) -> bool:
        """The answer."""
        return enrollment.waiting is not None

    def waiting_for(self, enrollment: Enrollment) -> str:
        """The endpoint's answer."""
        return f"Waits for the endpoint to answer{until(enrollment).replace(' until ', ', at most until ')}."


def _without_answer(enrollment: Enrollment) -> Enrollment:
    """A new call begins without the answer of the visit before: should it fail, that one would pass for its own."""
    if enrollment.node not in (enrollment.answers or {}):
        return enrollment
    rest = {node: text for node, text in (enrollment.answers or {}).items() if node != enrollment.node}
    return replace(enrollment, answers=rest or None)
