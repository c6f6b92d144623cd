"""The policy of a choose node: stated probabilities and coefficients, in numbered versions, and nothing that learns."""

from math import isfinite
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from loopline.model.errors import Invalid
from loopline.model.nodes.choose import Stage

EXPLORE: Final = 0.05
"""The share that is chosen at random for ever, so that it can always be learned what other options would do."""

BEFORE_STANDING: Final = 0.10
"""The share of people who go by the rule before, once a rule is promoted; where that is chance, exploration does."""

BEFORE_TRIAL: Final = 0.50
"""The same while a rule is on trial."""

OPTIONS_MAX: Final = 10
GROUPS_MAX: Final = 12
FEATURES_MAX: Final = 16
CLIP: Final = 4.0
"""A feature counts up to so many standard deviations from its mean."""

NUMBER_MAX: Final = 1e15
"""A number of the context beyond this is not known: with one of 1e308 no mean of that field could be reckoned."""

AMOUNT_MAX: Final = 1e12
"""What a choice brought counts up to so much money, for the same reason."""

Lane = Literal["explore", "before", "now"]
"""The part of everybody by which a choice was made: at random, by the rule before, by the rule of now."""

TrialState = Literal["none", "trial", "standing"]
"""Whether the rule of now has one before it: not, on trial against it, or promoted over it."""

Share = Annotated[float, Meta(ge=0, le=1)]


class Feature(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field as the policy knows it: its mean and its standard deviation when the policy was learned."""

    name: str
    mean: float
    scale: float


class ChoiceRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One way to choose.

    `shares` are probabilities of options by the name of a group; "" is the whole, and stands for groups without their
    own. `scores` are, by option, the constant, then a coefficient for each feature and for each of `groups`; the option
    with the highest sum is chosen.
    """

    stage: Stage = "random"
    shares: dict[str, dict[str, Share]] = {}
    features: tuple[Feature, ...] = ()
    groups: tuple[str, ...] = ()
    scores: dict[str, tuple[float, ...]] = {}

    def knows(self, option: str) -> bool:
        """Whether the rule says anything of an option; one that it does not know is tried at random beside it."""
        return option in (self.scores or self.shares.get("", {}))


RANDOM: Final = ChoiceRule()


class ChoicePolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A version of the policy of a node. `round` counts rules that were tried: with each, everybody's part is drawn
    anew. It was stated `at` (ms); `since` is when the rule of now began, whatever its shares became since then.
    `proven` is the last stage that was promoted, to which people go back. Until `rested_until` no stage from `rested`
    on is tried. `words` says why it is so.
    """

    journey: str
    node: str
    version: int
    now: ChoiceRule = RANDOM
    before: ChoiceRule | None = None
    state: TrialState = "none"
    round: int = 0
    at: int = 0
    since: int = 0
    proven: Stage = "random"
    rested: Stage = "random"
    rested_until: int = 0
    words: str = ""

    @property
    def before_share(self) -> float:
        """The share of people outside of exploration that go by the rule before."""
        if self.before is None:
            return 0.0
        if self.state == "trial":
            return BEFORE_TRIAL
        return BEFORE_STANDING if self.before.stage != "random" else 0.0

    @property
    def before_lanes(self) -> tuple[Lane, ...]:
        """The lanes that go by the rule before: exploration does, where that rule is chance."""
        return ("before", "explore") if self.before is not None and self.before.stage == "random" else ("before",)


def check_policy(policy: ChoicePolicy) -> None:
    """Raises Invalid `policy_unsound` where a policy is too large, or its numbers cannot be drawn by."""
    for rule in (policy.now, policy.before):
        if rule is not None and not _is_sound(rule):
            text = f'The policy of "{policy.node[:64]}" has shares or coefficients that nobody can be drawn by.'
            raise Invalid("policy_unsound", text)


def _is_sound(rule: ChoiceRule) -> bool:
    width = 1 + len(rule.features) + len(rule.groups)
    sizes = (len(rule.shares) <= GROUPS_MAX + 1, len(rule.features) <= FEATURES_MAX, len(rule.groups) <= GROUPS_MAX)
    numbers = [one for coefficients in rule.scores.values() for one in coefficients]
    numbers += [part for one in rule.features for part in (one.mean, one.scale)]
    return (
        all(sizes)
        and (not rule.shares or "" in rule.shares)
        and len(rule.scores) <= OPTIONS_MAX + 1
        and all(len(one) <= OPTIONS_MAX + 1 and _adds_up(one) for one in rule.shares.values())
        and all(len(one) == width for one in rule.scores.values())
        and all(map(isfinite, numbers))
        and all(one.scale > 0 for one in rule.features)
    )


def _adds_up(shares: dict[str, float]) -> bool:
    return all(0 <= one <= 1 for one in shares.values()) and abs(sum(shares.values()) - 1) < 1e-6
