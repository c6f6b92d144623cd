"""The handoff node: enters the person into another journey by its own rules of re-entry, then goes on."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final, Literal, final

from msgspec.structs import replace

from loopline.conditions.path import FieldPath
from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.decisions.checks.values import check_duration
from loopline.decisions.context import DecisionContext, encode_json
from loopline.decisions.handing.returned import NOT_ENTERED, TIMED_OUT, awaited_enrollment, has_ended, with_end
from loopline.decisions.narrate import HandoffReason, NotEnteredReason
from loopline.decisions.narration.exits import RETURNED
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.nodes.kind import until as until_words
from loopline.decisions.nodes.stated_values import check_stated, stated_fields, stated_values
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Enter, Transition
from loopline.model.duration import parse_duration
from loopline.model.journey import Journey
from loopline.model.nodes.handoff import Handoff
from loopline.model.person import Enrollment
from loopline.model.signal import JourneyState

GIVEN_MAX: Final = 50
HANDED_MAX: Final = 8
"""So deep may hand-overs lead to hand-overs in one decision: journeys that hand round in a circle end there."""
HANDED: Final[Mapping[JourneyState | Literal["missing"], HandoffReason]] = {
    "live": "handoff",
    "paused": "handoff_paused",
    "stopped": "handoff_stopped",
    "missing": "handoff_missing",
}
CLOSED: Final[Mapping[str, NotEnteredReason]] = {"paused": "journey_paused", "stopped": "journey_stopped"}


@final
class HandoffKind(PassesThrough[Handoff], of=Handoff):
    """A handoff node."""

    keeps_answer = True

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """A journey, not this one, best one that is published; and what it is told can be calculated."""
        known, target = found.context.journeys, self.node.journey
        check_stated(found, self.node.given, f"{at}.with")
        if self.node.wait:
            check_duration(found, self.node.wait, f"{at}.wait")
        if len(self.node.given) > GIVEN_MAX:
            text = f"A journey is told at most {GIVEN_MAX} values; these are {len(self.node.given)}."
            found.error("given_number", text, f"{at}.with")
        if not target:
            found.error("handoff_missing", "Name the journey to hand over to.", f"{at}.journey")
        elif target == journey.id:
            text = "A journey cannot hand over to itself; point `then` back to a node, or choose another journey."
            found.error("handoff_to_itself", text, f"{at}.journey")
        elif known is not None and target not in known:
            wish = nearest(target, known)
            hint = meant(wish, "Publish it first, or nobody is handed over.")
            text = f'There is no journey "{target[:80]}" yet. {hint}'
            found.warn("handoff_unknown", text, f"{at}.journey", suggestion=wish)

    def edges(self) -> tuple[Edge, ...]:
        """On, in this journey."""
        return (("then", self.node.then),)

    def compile(self) -> None:
        """The fields whose values are handed over, and the longest wait."""
        assert self.wait_ms >= 0
        assert self.fields.keys() <= self.node.given.keys()

    @cached_property
    def fields(self) -> Mapping[str, FieldPath]:
        """The field of each value that is handed over."""
        return stated_fields(self.node.given)

    @cached_property
    def wait_ms(self) -> int:
        """How long the end of the other journey is waited for, in ms; 0: it is not."""
        return parse_duration(self.node.wait, at=f"nodes.{self.id}.wait") if self.node.wait else 0

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Ask for the other journey when it is live; whether it lets the person in is its own rule."""
        name, then = self.node.journey, self.node.then
        target = ctx.published.live.get(name)
        state = ctx.published.states.get(target.id, "stopped") if target is not None else "missing"
        ctx.record("stepped", enrollment, name=name, reason=HANDED[state])
        not_in = replace(enrollment, answers=with_end(enrollment, NOT_ENTERED)) if self.wait_ms else enrollment
        if target is None:
            return Advance(not_in, then)
        refusal = CLOSED.get(state)
        if refusal is None and ctx.handed >= HANDED_MAX:
            refusal = "handed_round"
        if refusal is not None:
            ctx.record("not_entered", journey=target.id, version=target.version, reason=refusal)
            return Advance(not_in, then)
        until = ctx.now + self.wait_ms if self.wait_ms else None
        return Enter(enrollment, target, then, self._told(ctx, enrollment), self.node.filter, until)

    def resume(
        self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, *, due: bool
    ) -> Transition | None:
        """Go on when the other journey has ended, or has not in time; where a wait stood here before, arrive."""
        if has_ended(enrollment):
            return self._back(ctx, enrollment)
        if not awaited_enrollment(enrollment):
            return super().resume(ctx, version, enrollment, due=due)
        ended = replace(enrollment, answers=with_end(enrollment, TIMED_OUT))
        return self._back(ctx, ended) if due else None

    def _back(self, ctx: DecisionContext, enrollment: Enrollment) -> Transition:
        told = ctx.object_in((enrollment.answers or {})[enrollment.node])
        ctx.record("stepped", enrollment, name=self.node.journey, reason=RETURNED, data={"ended": told.get("ended")})
        return Advance(enrollment, self.node.then)

    def awaits_signal(self, enrollment: Enrollment) -> bool:
        """The end of the other journey, as long as it goes on."""
        return bool(awaited_enrollment(enrollment))

    def waiting_for(self, enrollment: Enrollment) -> str:
        """The end of the other journey."""
        if not awaited_enrollment(enrollment):
            return super().waiting_for(enrollment)
        return (
            f"Waits for the end of {self.node.journey}{until_words(enrollment).replace(' until ', ', at most until ')}."
        )

    def _told(self, ctx: DecisionContext, enrollment: Enrollment) -> bytes:
        """What the other journey is told: what this one was, and what `with` says in place of it."""
        if not self.node.given:
            return enrollment.entry
        values, unknown = stated_values(ctx, enrollment, self.node.given, self.fields)
        before = {name: value for name, value in ctx.object_in(enrollment.entry).items() if name not in unknown}
        return encode_json(before | values)
