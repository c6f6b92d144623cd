"""The policy that is stated next: shares are updated, a better rule is tried, promoted, given up or taken back.

A rule goes on trial when the lower bound of its value beats that of the rule of now (doubly robust, 95 %, one-sided, by
people it was not learned from). Half of all people go by it then. It is promoted when the split of these people agrees,
by an e-value of 20, while the bound still holds. From then on a tenth goes by the rule before, and takes it back when
they do better.
"""

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.choosing.evidence import FOLDS, ChoiceEvidence, choice_evidence
from loopline.learning.choosing.figures import Move, PolicyWeighed, RuleValue, SplitFigures
from loopline.learning.choosing.learned import law_of, learned_rule, mean_of_units, option_values
from loopline.learning.choosing.posterior import best_rule, groups_rule
from loopline.learning.choosing.rows import ChoiceRow
from loopline.learning.choosing.split import E_AGREES, split
from loopline.model.choosing.policy import RANDOM, ChoicePolicy, ChoiceRule, TrialState
from loopline.model.duration import DAY
from loopline.model.nodes.choose import STAGES, Choose, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bits = NDArray[np.bool_]

UNITS_MIN: Final = 200
GOALS_MIN: Final = 20
Z_ONE_SIDED: Final = 1.6448536269514722
TRIAL_MS_MIN: Final = 14 * DAY
TRIAL_MS_MAX: Final = 56 * DAY
REST_MS: Final = 28 * DAY
RELEARN_MS: Final = 7 * DAY
MORE_MIN: Final = 0.01
"""A rule that is better by less than so much of the other's value is not worth a trial."""

SHARE_MOVED: Final = 0.01
"""Shares that moved by less are not stated anew."""


def stages_of(node: Choose) -> tuple[Stage, ...]:
    """The stages that a node's policy can reach: those for which the author names what they go by."""
    last = STAGES.index(node.up_to) if node.up_to in STAGES else 0
    has = {"groups": bool(node.by), "learned": bool(node.by or node.context)}
    return tuple(stage for stage in STAGES[: last + 1] if has.get(stage, True))


def stage_before(node: Choose, stage: Stage) -> Stage:
    """The stage below in those of the node; random for the first."""
    below = [one for one in stages_of(node) if STAGES.index(one) < STAGES.index(stage)]
    return below[-1] if below else "random"


class Weighing(Struct, frozen=True, eq=False):
    """One look: what is known, and the rules of each stage learned from it."""

    node: Choose
    seen: ChoiceEvidence
    worth: "Floats"
    standing: ChoicePolicy
    now: int

    @property
    def money(self) -> bool:
        """Whether the reward is money."""
        return self.node.reward == "value"

    def rule(self, stage: Stage, among: "Bits | None" = None) -> ChoiceRule:
        """The rule of a stage, learned from the choices `among` these, or from all."""
        import numpy as np

        rows = np.ones(self.seen.size, dtype=bool) if among is None else among
        match stage:
            case "random":
                return RANDOM
            case "best":
                return best_rule(self.seen, rows, money=self.money)
            case "groups":
                return groups_rule(self.seen, rows, money=self.money)
            case "learned":
                return learned_rule(self.seen, self.worth, rows)

    def by_choice(self, stage: Stage) -> "Floats":
        """What the rule of a stage is worth for each choice, by a rule that did not learn from its unit."""
        import numpy as np

        found = np.zeros(self.seen.size)
        for fold in range(FOLDS):
            inside = self.seen.fold == fold
            law = law_of(self.rule(stage, ~inside), self.seen)
            found[inside] = (law * self.worth).sum(axis=1)[inside]
        return found

    def values(self, proven: Stage) -> tuple[RuleValue, ...]:
        """The value of each stage, by how much it is better than the stage before it, and whether it may be tried: then
        it is better than the `proven` one as well."""
        by = {stage: self.by_choice(stage) for stage in (*stages_of(self.node), proven)}
        found = []
        for stage in stages_of(self.node):
            below = stage_before(self.node, stage)
            value, error = mean_of_units(self.seen, by[stage])
            more, off = mean_of_units(self.seen, by[stage] - by[below])
            beyond, off_proven = mean_of_units(self.seen, by[stage] - by[proven])
            low = more - Z_ONE_SIDED * off if stage != below else 0.0
            is_more = more >= MORE_MIN * abs(float(by[below].mean()))
            passes = stage != below and low > 0 and is_more and beyond - Z_ONE_SIDED * off_proven > 0
            half = Z_ONE_SIDED * error
            found.append(RuleValue(stage, value, value - half, value + half, more, low, passes))
        return tuple(found)


def weigh(node: Choose, rows: Sequence[ChoiceRow], policy: ChoicePolicy, now: int) -> PolicyWeighed:
    """What a look at `now` (ms) leads to, where this policy holds."""
    standing = (
        policy
        if policy.now.stage in stages_of(node)
        else replace(policy, now=RANDOM, before=None, state="none", proven="random")
    )
    seen = choice_evidence(node, rows)
    goals = int(seen.converted.sum()) if seen.size else 0
    live = split(rows, standing, money=node.reward == "value") if standing.before is not None else None
    if seen.units < UNITS_MIN or goals < GOALS_MIN or len(stages_of(node)) < 2:
        words = (
            f"{seen.units:,} people have had the goal's whole time, and {goals:,} of their choices led to it; a rule "
            f"is weighed from {UNITS_MIN} people and {GOALS_MIN} choices on."
        )
        return PolicyWeighed(None, "waits", words, split=live)
    weighing = Weighing(node, seen, option_values(seen), standing, now)
    values = weighing.values(standing.proven)
    if standing.state == "trial" and live is not None:
        found = _of_trial(weighing, values, live)
    elif live is not None and live.e_worse >= E_AGREES and standing.before is not None:
        found = _back(weighing, standing.before.stage, "taken_back", _worse(standing, live))
    else:
        found = _try(weighing, values)
    return replace(found, rules=values, split=live)


def _of_trial(one: Weighing, values: Sequence[RuleValue], live: SplitFigures) -> PolicyWeighed:
    policy = one.standing
    assert policy.before is not None
    stage, before = policy.now.stage, policy.before.stage
    own = next((value for value in values if value.stage == stage), None)
    if live.e_worse >= E_AGREES:
        return _back(one, policy.proven, "given_up", _worse(policy, live))
    if one.now - policy.since > TRIAL_MS_MAX:
        text = f'"{stage}" was on trial for {TRIAL_MS_MAX // DAY} days, and the split did not agree that it is better.'
        return _back(one, policy.proven, "given_up", text)
    if live.e_better >= E_AGREES and own is not None and own.passes:
        words = (
            f'"{stage}" is promoted: by all choices it brings at least {own.more_low:.4g} more a choice than '
            f'"{before}", and the split agrees ({live.difference:+.4g}, e-value {live.e_better:.3g}).'
        )
        stated = _stated(one, words, one.rule(stage), one.rule(before), state="standing", begins=True)
        return PolicyWeighed(replace(stated, proven=stage), "promoted", words)
    if (higher := _next(one, values)) is not None and (own is None or higher.more_low > own.more):
        return _on_trial(one, higher)
    if one.now - policy.since >= TRIAL_MS_MIN and (own is None or not own.passes):
        text = f'"{stage}" is on trial no more: by all choices since, it is not shown any more to be better.'
        return _back(one, policy.proven, "given_up", text)
    if live.e_better >= E_AGREES:
        return _updated(one, f'"{stage}" is on trial; the split agrees, but by all choices its bound does not hold.')
    agrees = f"the split does not agree yet that it is better (e-value {live.e_better:.2g} of {E_AGREES:g})"
    return _updated(one, f'"{stage}" is on trial; {agrees}.')


def _try(one: Weighing, values: Sequence[RuleValue]) -> PolicyWeighed:
    """Put a stage that passes on trial, where one does; else keep the shares up to date."""
    better = _next(one, values)
    return _on_trial(one, better) if better is not None else _updated(one, _why_not(one, values))


def _next(one: Weighing, values: Sequence[RuleValue]) -> RuleValue | None:
    """The first stage above that of now which may be tried; a later one where it surely adds more than this one."""
    policy = one.standing
    last = STAGES.index(policy.rested) if one.now < policy.rested_until else len(STAGES)
    found = None
    for value in values:
        if value.passes and STAGES.index(policy.now.stage) < STAGES.index(value.stage) < last:
            found = value if found is None or value.more_low > found.more else found
    return found


def _is_above(stage: Stage, other: Stage) -> bool:
    return STAGES.index(stage) > STAGES.index(other)


def _on_trial(one: Weighing, better: RuleValue) -> PolicyWeighed:
    below = stage_before(one.node, better.stage)
    words = (
        f'"{better.stage}" is on trial: by choices that it was not learned from it brings {better.more:.4g} more a '
        f'choice than "{below}", at least {better.more_low:.4g}. Half of all people go by it until the split agrees.'
    )
    stated = _stated(one, words, one.rule(better.stage), one.rule(below), state="trial", begins=True)
    return PolicyWeighed(stated, "on_trial", words)


def _why_not(one: Weighing, values: Sequence[RuleValue]) -> str:
    stage = one.standing.now.stage
    later = [value for value in values if _is_above(value.stage, stage)]
    if not later:
        return f'"{stage}" is the last stage that this node may reach.'
    if one.now < one.standing.rested_until and any(value.passes for value in later):
        return f'"{one.standing.rested}" was tried and was not better, so it is tried again later.'
    best = max(later, key=lambda value: value.more_low)
    return (
        f'"{stage}" stays: "{best.stage}" brings {best.more:+.4g} a choice beside the stage before it, at least '
        f"{best.more_low:+.4g}; a trial needs more than nothing, and 1 % of what there is."
    )


def _worse(policy: ChoicePolicy, live: SplitFigures) -> str:
    before = policy.before.stage if policy.before else "random"
    return (
        f'"{policy.now.stage}" did worse than "{before}" beside it ({live.difference:+.4g} a person, e-value '
        f'{live.e_worse:.3g}), so people go by "{before}" again.'
    )


def _back(one: Weighing, stage: Stage, move: Move, words: str) -> PolicyWeighed:
    below = stage_before(one.node, stage)
    before = one.rule(below) if stage != "random" else None
    state: TrialState = "standing" if before is not None else "none"
    stated = _stated(one, words, one.rule(stage), before, state=state, begins=True)
    rested = replace(stated, proven=stage, rested=one.standing.now.stage, rested_until=one.now + REST_MS)
    return PolicyWeighed(rested, move, words)


def _updated(one: Weighing, words: str) -> PolicyWeighed:
    """The same rules with the shares of today, where these have moved."""
    policy = one.standing
    fresh = one.rule(policy.now.stage)
    before = one.rule(policy.before.stage) if policy.before is not None else None
    old = [policy.now, *([policy.before] if policy.before else [])]
    new = [fresh, *([before] if before else [])]
    if not any(_moved(a, b, one.now - policy.at) for a, b in zip(old, new, strict=True)):
        return PolicyWeighed(None, "kept", words)
    return PolicyWeighed(_stated(one, words, fresh, before, state=policy.state), "updated", words)


def _moved(old: ChoiceRule, new: ChoiceRule, age: int) -> bool:
    if old.scores or new.scores:
        return old != new and age >= RELEARN_MS
    if old.shares.keys() != new.shares.keys():
        return True
    return max((_most(old.shares[group], shares) for group, shares in new.shares.items()), default=0.0) > SHARE_MOVED


def _most(old: dict[str, float], new: dict[str, float]) -> float:
    return max((abs(old.get(name, inf) - share) for name, share in new.items()), default=0.0)


def _stated(
    one: Weighing,
    words: str,
    now: ChoiceRule,
    before: ChoiceRule | None,
    *,
    state: TrialState,
    begins: bool = False,
) -> ChoicePolicy:
    policy = one.standing
    return ChoicePolicy(
        journey=policy.journey,
        node=policy.node,
        version=policy.version + 1,
        now=now,
        before=before,
        state=state,
        round=policy.round + begins,
        at=one.now,
        since=one.now if begins else policy.since,
        proven=policy.proven,
        rested=policy.rested,
        rested_until=policy.rested_until,
        words=words,
    )
