"""The choose node: one of the options that somebody may have, or nothing, drawn by the policy of the node."""

from functools import cached_property
from typing import Any, Final, final

from msgspec.structs import replace

from loopline.conditions.language import Condition, Scope, compile_condition
from loopline.conditions.path import FieldPath, compile_path
from loopline.decisions.assign import unit_of
from loopline.decisions.checks.findings import Findings
from loopline.decisions.choosing.draw import Drawn, draw_option
from loopline.decisions.choosing.law import UNSTATED, KnownPerson, Laws, laws
from loopline.decisions.choosing.words import CHOICE, CHOICE_KEPT
from loopline.decisions.context import DecisionContext
from loopline.decisions.goals import watch_choice
from loopline.decisions.nodes.choose.check import check_choose
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Transition
from loopline.model.choosing.policy import NUMBER_MAX, ChoicePolicy
from loopline.model.journey import Journey
from loopline.model.nodes.choose import NOTHING, STAGES, Choose
from loopline.model.person import Enrollment
from loopline.model.traits import storable

DIGITS: Final = 9


@final
class ChooseKind(PassesThrough[Choose], of=Choose):
    """A choose node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """Options, groups and fields that can be told apart, and a goal to learn from."""
        check_choose(found, journey, self.node, at)

    def edges(self) -> tuple[Edge, ...]:
        """One an option, then `otherwise`."""
        options = [(f"options[{index}].then", option.then) for index, option in enumerate(self.node.options)]
        return (*options, ("otherwise", self.node.otherwise))

    def condition_texts(self) -> tuple[str, ...]:
        """Those of options, then those of groups."""
        return (*(one.when for one in self.node.options), *(one.when for one in self.node.by))

    def compile(self) -> None:
        """Conditions and fields."""
        self.conditions()
        _ = self._fields

    @cached_property
    def _when(self) -> tuple[Condition | None, ...]:
        return tuple(compile_condition(one.when) if one.when else None for one in self.node.options)

    @cached_property
    def _groups(self) -> tuple[tuple[str, Condition], ...]:
        return tuple((one.name, compile_condition(one.when)) for one in self.node.by)

    @cached_property
    def _fields(self) -> tuple[FieldPath, ...]:
        return tuple(map(compile_path, self.node.context))

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Draw an option and remember it; a passage that comes back keeps its own, while it may have it."""
        scope = ctx.enrollment_scope(enrollment)
        eligible = [
            option.name
            for option, when in zip(self.node.options, self._when, strict=True)
            if when is None or when.evaluate(scope) is True
        ]
        given = (enrollment.arms or {}).get(self.id)
        if given is not None:
            kept = given if given in eligible else NOTHING
            ctx.record("stepped", enrollment, name=kept, reason=CHOICE_KEPT)
            return Advance(enrollment, self._way(kept))
        known = self._known(ctx, enrollment, scope)
        policy = self._policy(ctx, version)
        law = laws(policy, eligible, known, self.node.nothing / 100)
        unit, salt = unit_of(ctx.person, version), ctx.published.workspace.salt
        drawn = draw_option(law, salt, f"{version.id}/{self.id}", round=policy.round, unit=unit, passage=enrollment.id)
        chosen = replace(enrollment, arms={**(enrollment.arms or {}), self.id: drawn.option})
        watch_choice(ctx, chosen)
        told = self._told(policy, drawn, law, known)
        ctx.record(
            "stepped", chosen, name=drawn.option, reason=CHOICE, value=round(drawn.propensity, DIGITS), data=told
        )
        return Advance(chosen, self._way(drawn.option))

    def _policy(self, ctx: DecisionContext, version: JourneyVersion) -> ChoicePolicy:
        """The one that holds; none where it has gone further than the author lets it."""
        policy = ctx.published.policies.get((version.id, self.id), UNSTATED)
        return policy if STAGES.index(policy.now.stage) <= STAGES.index(self.node.up_to) else UNSTATED

    def _known(self, ctx: DecisionContext, enrollment: Enrollment, scope: Scope) -> KnownPerson:
        group = next((name for name, when in self._groups if when.evaluate(scope) is True), "")
        return KnownPerson(group, {field.text: _number(ctx.field(field, enrollment)) for field in self._fields})

    def _told(self, policy: ChoicePolicy, drawn: Drawn, law: Laws, known: KnownPerson) -> dict[str, Any]:
        """What learning needs of a choice, and what "why" shows."""
        rule = policy.before if drawn.lane == "before" and policy.before is not None else policy.now
        told: dict[str, Any] = {
            "stage": rule.stage,
            "policy": policy.version,
            "round": policy.round,
            "lane": drawn.lane,
            "shares": {name: round(share, DIGITS) for name, share in law.overall.items()},
        }
        if refused := [one.name for one in self.node.options if one.name not in law.overall]:
            told["refused"] = refused
        if known.group:
            told["group"] = known.group
        if known.numbers:
            told["context"] = dict(known.numbers)
        return told

    def _way(self, option: str) -> str | None:
        return next((one.then for one in self.node.options if one.name == option), self.node.otherwise)


def _number(value: Any) -> float | None:  # JSON of the customer's shape
    """A number that a policy can go by; yes is 1, no is 0, anything else is not known."""
    value = storable(value)
    if isinstance(value, bool | int | float) and abs(value) <= NUMBER_MAX:
        return float(value)
    return None
