"""The wait node: holds people for a duration, until a time of day, until a date, or until something happens."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final, final

from msgspec.structs import replace

from loopline.conditions.language import Condition
from loopline.decisions.checks.findings import Findings
from loopline.decisions.context import DecisionContext, record_wait, version_of
from loopline.decisions.nodes.kind import Edge, Kind, policy_edge, until, with_pending
from loopline.decisions.nodes.wait.best_hour import told_hour, with_hour_arm
from loopline.decisions.nodes.wait.check import check_wait
from loopline.decisions.nodes.wait.compiled import CompiledWait, compile_wait
from loopline.decisions.nodes.wait.ends import (
    KEPT,
    WAY,
    Over,
    StillWaiting,
    follows_date,
    may_end,
    on_arrival,
    on_change,
    rescheduled,
)
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Hold, Transition, by_policy
from loopline.model.duration import parse_duration
from loopline.model.errors import Invalid
from loopline.model.journey import Journey
from loopline.model.nodes.wait import HOUR_ARMS, Wait
from loopline.model.person import Enrollment, Waiting

MOVED: Final = "moved"


@final
class WaitKind(Kind[Wait], of=Wait):
    """A wait node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """One way to end, that can be read and will happen."""
        check_wait(found, journey, self.node, at)

    def edges(self) -> tuple[Edge, ...]:
        """On, by the time-out, and by the policies of a date."""
        node = self.node
        found: list[Edge] = [(f"ways[{index}].then", way.then) for index, way in enumerate(node.ways)]
        if not node.ways or (node.timeout and node.on_timeout is None):
            found.append(("then", node.then))
        if node.on_timeout is not None:
            found.append(("on_timeout", node.on_timeout))
        if node.until_date is not None:
            found += policy_edge("until_date.if_past", node.until_date.if_past)
            found += policy_edge("until_date.if_unreadable", node.until_date.if_unreadable)
        return tuple(found)

    def instant(self) -> frozenset[str]:
        """Where a condition that is true already, a past date or a wait of no time leads."""
        node, targets = self.node, set[str | None]()
        if node.until is not None or node.ways:
            targets |= {way.then for way in node.ways if way.when or way.date is not None}
            if node.until is not None and node.until.when:
                targets.add(node.then)
            if node.timeout and not _lasts(node.timeout):
                targets |= {node.on_timeout, node.then}
        elif node.until_date is not None:
            policies = (node.until_date.if_past, node.until_date.if_unreadable)
            targets |= {node.then if policy == "go_on" else policy for policy in policies} - {"exit"}
        elif not node.until_time and not _lasts(node.duration):
            targets.add(node.then)
        return frozenset(target for target in targets if target is not None)

    def arm_weights(self) -> Mapping[str, float]:
        """The fixed hour and the best hour, where some wait for theirs."""
        share = self.node.best_hour.share / 100 if self.node.best_hour else 0.0
        return dict(zip(HOUR_ARMS, (1 - share, share), strict=True)) if share > 0 else {}

    def condition_texts(self) -> tuple[str, ...]:
        """The filters of events, and the conditions."""
        ways = (self.node.until,) if self.node.until else self.node.ways
        return tuple(text for way in ways for text in (way.where, way.when))

    def compile(self) -> None:
        """Durations, times and conditions."""
        self.conditions()

    @cached_property
    def wait(self) -> CompiledWait:
        """The wait, compiled."""
        return compile_wait(self.node, f"nodes.{self.id}")

    def conditions(self) -> tuple[Condition, ...]:
        """Those of the compiled wait."""
        asked = (condition for way in self.wait.ways for condition in (way.where, way.when))
        return tuple(condition for condition in asked if condition is not None)

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Wait, or go on at once when the wait is over already."""
        enrollment = self._drawn(ctx, version, enrollment)
        answer = on_arrival(ctx, enrollment, self.node, self.wait)
        if isinstance(answer, StillWaiting):
            self._record(ctx, enrollment, answer.wake_at)
        return self._settled(ctx, enrollment, answer)

    def _drawn(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Enrollment:
        """With the arm of a wait for the best hour."""
        best = self.node.best_hour
        return enrollment if best is None else with_hour_arm(ctx, version, enrollment, self.id, best)

    def _record(self, ctx: DecisionContext, enrollment: Enrollment, wake_at: int | None, reason: str = "") -> None:
        hour = told_hour(ctx, enrollment, self.node, self.wait, wake_at) if wake_at is not None else {}
        record_wait(ctx, enrollment, wake_at, reason, hour)

    def resume(
        self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, *, due: bool
    ) -> Transition | None:
        """Follow a date that has moved, or end."""
        answer = self._answer(ctx, enrollment, due=due)
        return None if answer is None else self._settled(ctx, enrollment, answer)

    def _answer(self, ctx: DecisionContext, enrollment: Enrollment, *, due: bool) -> StillWaiting | Over | None:
        if (again := rescheduled(ctx, enrollment, self.node, self.wait)) is not None:
            if isinstance(again, StillWaiting):
                self._record(ctx, enrollment, again.wake_at, MOVED)
            return again
        if enrollment.waiting and (reason := enrollment.waiting.pending_reason):
            return Over(KEPT.get(reason, "over"), reason)
        if not due and not may_end(self.wait, ctx.change, enrollment):
            return None
        answer = on_change(ctx, enrollment, self.wait)
        if isinstance(answer, StillWaiting) and follows_date(self.wait, ctx.change):
            record_wait(ctx, enrollment, answer.wake_at, MOVED)
        return answer

    def _settled(self, ctx: DecisionContext, enrollment: Enrollment, answer: StillWaiting | Over) -> Transition:
        """Where the answer leads: on, by the time-out, by the policy of a date, or nowhere yet."""
        node = self.node
        if isinstance(answer, StillWaiting):
            waiting = Waiting(until=bool(self.wait.ways))
            return Hold(replace(enrollment, wake_at=answer.wake_at, waiting=waiting))
        ctx.record("stepped", enrollment, reason=answer.reason, data=answer.data)
        if answer.how == "timed_out":
            return Advance(enrollment, node.on_timeout if node.on_timeout is not None else node.then)
        if answer.reason.startswith(WAY) and node.ways:
            return Advance(enrollment, self._target(answer.reason.removeprefix(WAY)))
        policy = "go_on"
        if node.until_date and answer.how == "past":
            policy = node.until_date.if_past
        elif node.until_date and answer.how == "unreadable":
            policy = node.until_date.if_unreadable
        return by_policy(enrollment, policy, node.then, answer.reason)

    def _target(self, name: str) -> str | None:
        """Where a way leads; one that a new version of the journey has no more leads on by `then`."""
        return next((way.then for way in self.node.ways if way.name == name), self.node.then)

    def suspended(self, ctx: DecisionContext, enrollment: Enrollment) -> Enrollment:
        """A date that moves is followed; what would have ended the wait counts when the journey goes on."""
        waiting, reason = enrollment.waiting, ""
        if waiting is None:
            return enrollment
        match rescheduled(ctx, enrollment, self.node, self.wait):
            case StillWaiting(wake_at):
                self._record(ctx, enrollment, wake_at, MOVED)
                moved = replace(waiting, at=wake_at, pending_reason="")
                return replace(enrollment, waiting=moved, wake_at=ctx.now)
            case Over(_, reason):
                pass
            case _ if not waiting.pending_reason and may_end(self.wait, ctx.change, enrollment):
                answer = on_change(ctx, enrollment, self.wait)
                reason = answer.reason if isinstance(answer, Over) and answer.how == "over" else ""
            case _:
                pass
        return with_pending(enrollment, reason, ctx.now)

    def migrated(self, ctx: DecisionContext, enrollment: Enrollment) -> Transition | None:
        """A changed wait counts from when the enrollment came to it; over in a pause, it ends when the pause does.

        What happened in the pause still counts where the new wait has such a way.
        """
        if enrollment.waiting and enrollment.waiting.pending_reason in self._openings():
            return None
        if (version := version_of(ctx, enrollment)) is not None:
            enrollment = self._drawn(ctx, version, enrollment)
        now, ctx.now = ctx.now, enrollment.arrived_at
        answer = on_arrival(ctx, enrollment, self.node, self.wait)
        ctx.now = now
        if isinstance(answer, Over) and ctx.is_paused(enrollment):
            return Hold(replace(enrollment, wake_at=None, waiting=Waiting(pending_arrival=True)))
        return self._settled(ctx, enrollment, answer)

    def _openings(self) -> frozenset[str]:
        """The reasons with which something that happens ends this wait."""
        ways = self.wait.ways
        if self.node.ways:
            return frozenset(f"{WAY}{way.name}" for way in ways)
        events = {f"event {way.event}" for way in ways if way.event}
        return frozenset(events | ({"condition"} if any(way.when for way in ways) else set()))

    def awaits_signal(self, enrollment: Enrollment) -> bool:
        """The events, or whatever a condition or a date names."""
        return any(way.event or way.date is not None or _is_told(way.when) for way in self.wait.ways)

    def waiting_for(self, enrollment: Enrollment) -> str:
        """The event, the condition, the ways, or the time."""
        awaited, latest = self.node.until, until(enrollment)
        at_most = f", at most{latest}" if latest else ""
        if self.node.ways:
            return f"Waits for the first of {', '.join(way.name for way in self.node.ways)}{at_most}."
        if awaited is not None and awaited.event:
            where = f" with {awaited.where}" if awaited.where else ""
            return f"Waits for {awaited.event}{where}{at_most}."
        if awaited is not None:
            return f"Waits until {awaited.when} holds{at_most}."
        return f"Waits{latest}."


def _is_told(when: Condition | None) -> bool:
    """Whether a signal could make a condition true; one of time alone has its wake-up."""
    if when is None:
        return False
    names = (when.traits, when.account_traits, when.events, when.lists, when.receipt_nodes, when.segments)
    return not when.uses_time or any(names)


def _lasts(duration: str) -> bool:
    try:
        return parse_duration(duration) > 0
    except Invalid:
        return True  # reported where durations are checked
