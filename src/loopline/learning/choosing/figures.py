"""What is said of a choose node: its options, the rules that were weighed, the live split; no mathematics is loaded."""

from typing import Literal

from msgspec import Struct

from loopline.model.choosing.policy import ChoicePolicy, TrialState
from loopline.model.nodes.choose import Reward, Stage

Move = Literal["waits", "kept", "updated", "on_trial", "promoted", "given_up", "taken_back"]
"""What a look led to: too few data, nothing to change, new shares of the same rule, a trial that begins, that is won,
that is lost; a promoted rule that did worse than the one before."""


class SplitSide(Struct, frozen=True):
    """One side of the live split: units whose time is over, those that converted, mean and variance of the reward."""

    units: int
    converted: int
    mean: float
    variance: float


class SplitFigures(Struct, frozen=True):
    """Both sides, the difference with its 95 % interval, and the e-values of better and of worse; 20 is enough."""

    now: SplitSide
    before: SplitSide
    difference: float
    low: float
    high: float
    e_better: float
    e_worse: float
    enough: bool = False


class RuleValue(Struct, frozen=True, omit_defaults=True):
    """What a rule is worth a choice (doubly robust, by people it was not learned from), and by how much it is better
    than the rule of the stage before: the estimate, and the bound that it exceeds with 95 % (one-sided).

    It passes where the bound is above zero and the rest of what a trial needs is there, too.
    """

    stage: Stage
    value: float
    low: float
    high: float
    more: float = 0.0
    more_low: float = 0.0
    passes: bool = False


class OptionLine(Struct, frozen=True):
    """An option: its share of late, units and choices, those whose time is over, and what they brought a choice,
    weighted by propensity, with its 95 % interval (None: nothing is settled yet)."""

    option: str
    share: float
    units: int
    choices: int
    settled: int
    pending: int
    converted: int
    mean: float | None
    low: float | None
    high: float | None


class StatedLine(Struct, frozen=True):
    """A version of the policy: when it was stated (ms), the stage of its rule, whether it is on trial, and why."""

    version: int
    at: int
    stage: str
    state: str
    words: str


class ChoiceReport(Struct, frozen=True):
    """All that is said of a node: its policy, in words why it is so, options, rules, the split, and its history."""

    journey: str
    node: str
    name: str
    reward: Reward
    stage: Stage
    state: TrialState
    version: int
    words: str
    options: tuple[OptionLine, ...]
    rules: tuple[RuleValue, ...]
    split: SplitFigures | None
    stated: tuple[StatedLine, ...]
    choices: int
    settled: int
    next_at: int
    counted_at: int


class PolicyWeighed(Struct, frozen=True):
    """What a look found: the policy that is to be stated (None: none), what it led to, why, and the rules' values."""

    policy: ChoicePolicy | None
    move: Move
    words: str
    rules: tuple[RuleValue, ...] = ()
    split: SplitFigures | None = None
