"""The message node: asks the gate, puts the message into the outbox or withholds it, counts it against caps."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final, final

from msgspec.structs import replace

from loopline.decisions.assign import is_withheld
from loopline.decisions.checks.findings import Findings
from loopline.decisions.context import DecisionContext
from loopline.decisions.goals import expose
from loopline.decisions.nodes.kind import Edge, Kind, policy_edge, until, with_pending
from loopline.decisions.nodes.message.check import check_message
from loopline.decisions.nodes.message.hold import held_until, hold_of
from loopline.decisions.nodes.message.offer import is_asked, offer_fields, with_offer
from loopline.decisions.nodes.sending import message_key, message_outcome, put_into_outbox, record_message
from loopline.decisions.policy import gate
from loopline.decisions.policy.recipient import address_of, traits_of_address
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Hold, Transition, by_policy
from loopline.model.channels import ChannelName, parse_channel
from loopline.model.duration import DAY, parse_duration
from loopline.model.journey import Journey
from loopline.model.message import Sending
from loopline.model.nodes.message import SIDES, WITHHELD, Message
from loopline.model.person import SENDS_MAX, Enrollment, Sent, Waiting
from loopline.model.push.devices import WhichDevices

OUTCOME_WAIT_MS: Final = 2 * DAY
RECKONED_ANEW: Final = ("zone", "rules", "place")
"""Changes by which the time moves for which a message waits, or is over, and which can make nothing worse."""
FORGET_EVERY: Final = 16
"""Old sends are looked for once in so many, so that a message costs the same whatever was sent before it."""


@final
class MessageKind(Kind[Message], of=Message):
    """A message node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """What its channel needs, its topic, its templates and its policies."""
        check_message(found, self.node, at)

    def edges(self) -> tuple[Edge, ...]:
        """On, and where a failure or a refusal leads when that is somewhere else."""
        refused = policy_edge("if_refused", "exit") if self.node.if_refused == "exit" else ()
        return (("then", self.node.then), *policy_edge("if_failed.then", self.node.if_failed.then), *refused)

    def instant(self) -> frozenset[str]:
        """Every way out: the gate may let the message pass at once."""
        return frozenset(target for _, target in self.edges() if target is not None)

    def condition_texts(self) -> tuple[str, ...]:
        """None."""
        return ()

    def sending(self) -> Sending:
        """Its content, on its channel."""
        node = self.node
        return Sending(
            channel=self.channel,
            topic=node.topic,
            content=node.content,
            attempts=node.if_failed.attempts,
            policy=node.if_failed.then,
            track=node.track,
            devices=self.which_devices,
            utm=node.utm,
        )

    def arm_weights(self) -> Mapping[str, float]:
        """The two sides of its own holdout, where it has one: without the message, and with it."""
        share = self.node.holdout.percent / 100
        return dict(zip(SIDES, (share, 1 - share), strict=True)) if share > 0 else {}

    def compile(self) -> None:
        """Its channel, and the longest times to wait."""
        assert self.channel
        assert self.wait_at_most_ms >= 0
        assert self.hold_ms >= 0

    @cached_property
    def channel(self) -> ChannelName:
        """The channel that the document names, as one of ours."""
        return parse_channel(self.node.channel, at=f"nodes.{self.id}.channel")

    @cached_property
    def which_devices(self) -> WhichDevices:
        """The devices of the person that a push goes to."""
        return "latest" if self.node.devices == "latest" else "all"

    @cached_property
    def wait_at_most_ms(self) -> int:
        """How long a refused message waits for the gate to open, in ms."""
        return parse_duration(self.node.wait_at_most, at=f"nodes.{self.id}.wait_at_most")

    @cached_property
    def hold_ms(self) -> int:
        """How long the message is held so that a better one may overtake it, in ms."""
        return hold_of(self.node)

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Hold it back, or ask the gate; then put it into the outbox, withhold it (holdout), wait, or go on."""
        node = self.node
        asked = self._asked(ctx, enrollment)
        if self.hold_ms and (held := self._held(ctx, version, enrollment)) is not None and not asked.transactional:
            self._record_held(ctx, enrollment, held, asked.key)
            return Hold(replace(enrollment, wake_at=held[0], waiting=Waiting()))
        verdict = gate.ask(asked, ctx.person, version, ctx.published, ctx.now)
        for one in verdict.tried:
            ctx.record("capped", enrollment, channel=asked.channel, name=one.experiment, arm=one.arm)
        if not verdict.allowed:
            return self._not_now(ctx, enrollment, verdict, asked.key)
        if not (node.offer and is_asked(ctx, enrollment)):
            expose(ctx, enrollment)
            enrollment, level = self._level(ctx, version, enrollment, asked)
            if level:
                self._withhold(ctx, enrollment, asked.key, level)
                return Advance(enrollment, node.then)
        if node.offer and (elsewhere := with_offer(ctx, version, enrollment, node)) is not None:
            return elsewhere
        record_message(ctx, enrollment, asked, node.content)
        put_into_outbox(ctx, enrollment, asked, offer_fields(ctx, enrollment) if node.offer else None)
        if not asked.transactional:
            count_send(ctx, asked, version.id, version.journey.priority)
        if node.if_failed.then != "go_on":
            return Hold(replace(enrollment, waiting=Waiting(outcome=True), wake_at=ctx.now + OUTCOME_WAIT_MS))
        return Advance(enrollment, node.then)

    def _level(
        self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, asked: gate.Asked
    ) -> tuple[Enrollment, str]:
        """The level that withholds the message from this unit; "": none does. Asked before anything is spent on it."""
        if asked.transactional:
            return enrollment, ""
        if self.node.holdout.percent > 0 and not enrollment.held:
            enrollment, withheld = self._sided(ctx, version, enrollment)
            return enrollment, "message" if withheld else ""
        return enrollment, enrollment.held

    def _sided(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> tuple[Enrollment, bool]:
        """The side of this message's own holdout on which the unit is, remembered as an arm is, and whether it is
        withheld. A side that was given is kept, as an arm is."""
        history, salt = ctx.history_of(version.id), ctx.published.workspace.salt
        side = (history.arms or {}).get(self.id, "")
        if side not in SIDES:
            side = SIDES[not is_withheld(ctx.person, version, self.id, self.node.holdout, salt)]
            ctx.remember(version.id, replace(history, arms={**(history.arms or {}), self.id: side}))
        sided = replace(enrollment, arms={**(enrollment.arms or {}), self.id: side})
        ctx.record("assigned", sided, arm=side, name=side)
        return sided, side == WITHHELD

    def _withhold(self, ctx: DecisionContext, enrollment: Enrollment, key: str, level: str) -> None:
        reason = f"held_out_{level}"
        ctx.record("withheld", enrollment, channel=self.channel, topic=self.node.topic, key=key, reason=reason)

    def _asked(self, ctx: DecisionContext, enrollment: Enrollment) -> gate.Asked:
        node = self.node
        topic = ctx.published.workspace.topics.get(node.topic)
        return gate.Asked(
            channel=self.channel,
            topic=node.topic,
            address=address_of(ctx.person, self.channel, ctx.published, node.content.url, self.which_devices),
            transactional=node.transactional or bool(topic and topic.transactional),
            key=message_key(enrollment),
            enrollment=enrollment.id,
        )

    def _held(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> tuple[int, str] | None:
        return held_until(ctx, version, enrollment, self.node, self.wait_at_most_ms)

    def _record_held(self, ctx: DecisionContext, enrollment: Enrollment, held: tuple[int, str], key: str) -> None:
        until, better = held
        told = {"retry_at": until, **({"better": better} if better else {})}
        node, reason = self.node, "held_for_better"
        ctx.record("deferred", enrollment, channel=self.channel, topic=node.topic, key=key, reason=reason, data=told)

    def _not_now(self, ctx: DecisionContext, enrollment: Enrollment, verdict: gate.Verdict, key: str) -> Transition:
        node = self.node
        rest_until = self._rest_until(ctx, enrollment, verdict)
        ctx.record(
            "refused" if rest_until is None else "deferred",
            enrollment,
            channel=self.channel,
            topic=node.topic,
            key=key,
            reason=verdict.reason,
            data=refusal_data(verdict),
        )
        if rest_until is not None:
            return Hold(replace(enrollment, wake_at=rest_until, waiting=Waiting()))
        policy = "exit" if node.if_refused == "exit" else "go_on"
        return by_policy(enrollment, policy, node.then, f"refused_{verdict.reason}")

    def _rest_until(self, ctx: DecisionContext, enrollment: Enrollment, verdict: gate.Verdict) -> int | None:
        """Until when a message that is refused now waits; None when it does not."""
        deadline = enrollment.arrived_at + self.hold_ms + self.wait_at_most_ms
        if verdict.deferred:
            return verdict.retry_at
        waits = self.node.if_refused == "wait" and ctx.now < deadline
        return min(verdict.retry_at or deadline, deadline) if waits else None

    def _asked_again(
        self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, waiting: Waiting
    ) -> Transition | None:
        """The gate's answer before the time for which the message waits: another time, or now; else all stays."""
        verdict = gate.ask(self._asked(ctx, enrollment), ctx.person, version, ctx.published, ctx.now)
        if verdict.allowed:
            return self.arrive(ctx, version, enrollment)
        rest_until = self._rest_until(ctx, enrollment, verdict)
        if rest_until is None or rest_until == waiting.at:
            return None
        return self._not_now(ctx, enrollment, verdict, message_key(enrollment))

    def resume(
        self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, *, due: bool
    ) -> Transition | None:
        """Go on when the outcome is known or too long in coming; ask the gate again when it may have opened."""
        waiting = enrollment.waiting
        if ctx.change.offer:
            return self.arrive(ctx, version, enrollment) if ctx.change.offer == message_key(enrollment) else None
        if waiting is None or not waiting.outcome:
            opened = "due" if due else self._gate_may_open(ctx)
            if opened and waiting is not None and not due and self.hold_ms and self._held(ctx, version, enrollment):
                return None
            if opened in RECKONED_ANEW and waiting is not None:
                return self._asked_again(ctx, version, enrollment, waiting)
            return self.arrive(ctx, version, enrollment) if opened else None
        result = waiting.pending_reason or message_outcome(ctx, enrollment)
        if result:
            policy = self.node.if_failed.then if result in ("failed", "refused") else "go_on"
            return by_policy(enrollment, policy, self.node.then, f"message_{result}")
        return Advance(enrollment, self.node.then) if due else None

    def suspended(self, ctx: DecisionContext, enrollment: Enrollment) -> Enrollment:
        """The outcome, or what may have opened the gate, counts when the journey goes on."""
        waiting = enrollment.waiting
        if waiting is None or waiting.pending_reason:
            return enrollment
        if ctx.change.offer:
            answered = ctx.change.offer == message_key(enrollment)
            return with_pending(enrollment, "offer", ctx.now) if answered else enrollment
        reason = message_outcome(ctx, enrollment) if waiting.outcome else self._gate_may_open(ctx)
        return with_pending(enrollment, reason, ctx.now)

    def _gate_may_open(self, ctx: DecisionContext) -> str:
        """What changed that a refused message may have waited for, so that the gate is asked again; "": nothing."""
        change = ctx.change
        if change.consent:
            return "consent"
        if not traits_of_address(self.channel, ctx.published).isdisjoint(change.traits):
            return "address"
        if change.zone:
            return "zone"
        if change.rules:
            return "rules"
        freed = change.answered is not None and change.answered.result in ("refused", "failed")
        return "place" if freed else ""

    def migrated(self, ctx: DecisionContext, enrollment: Enrollment) -> Transition | None:
        """A message that was put off is sent as the new version has it, when its time comes."""
        return None

    def awaits_signal(self, enrollment: Enrollment) -> bool:
        """The answer to its attempt, or a consent or an address."""
        return enrollment.waiting is not None

    def waits_at_gate(self, enrollment: Enrollment) -> bool:
        """While it waits for anything but the outcome."""
        return enrollment.waiting is not None and not enrollment.waiting.outcome

    def waiting_for(self, enrollment: Enrollment) -> str:
        """The outcome, or the gate."""
        if enrollment.waiting and enrollment.waiting.outcome:
            return "Waits for the outcome of the message."
        return f"The message is put off{until(enrollment)}."


def refusal_data(verdict: gate.Verdict) -> dict[str, object] | None:
    """What a refusal tells beside its reason: when it may leave, the rule of a country that holds it, the full cap."""
    told: dict[str, object] = {"retry_at": verdict.retry_at} if verdict.retry_at else {}
    if verdict.rule:
        told["values"] = {"rule": verdict.rule}
    if verdict.cap is not None:
        told |= verdict.cap.told()
    return told or None


def count_send(ctx: DecisionContext, asked: gate.Asked, journey: str, priority: int) -> None:
    """Remember a send for the caps, those of today and those that are published later."""
    sends = ctx.person.sends
    if len(sends) % FORGET_EVERY == 0:
        horizon = ctx.now - ctx.published.send_memory_ms
        sends = tuple(sent for sent in sends if sent.at > horizon)
    sent = Sent(ctx.now, asked.channel, asked.topic, asked.key, priority=priority, journey=journey)
    ctx.person = replace(ctx.person, sends=(*sends[1 - SENDS_MAX :], sent))
