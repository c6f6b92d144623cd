"""What the A/A proof says; it loads no mathematics."""

from typing import Literal

from msgspec import Struct

RuleName = Literal["looks", "always_on", "none"]


class RuleProof(Struct, frozen=True):
    """How often the rule of a journey would have claimed an effect on its own past, with no effect at all.

    Of `redraws` random assignments of the same people `claims` would have had a verdict (lift or harm) at one of
    `looks` looks. `rate` is their share, `low` to `high` its exact 95 % interval (Clopper & Pearson, Biometrika 1934),
    and `level` the share that the rule promises not to pass. `rule` is "looks" for a plan with an end, "always_on"
    without one, and "none" where nobody can be compared. `units` and `conversions` are those that were redrawn.
    `is_kept` is false where the interval lies wholly above the level. `text` says it in words.
    """

    journey: str
    comparison: str
    rule: RuleName
    redraws: int
    claims: int
    rate: float
    low: float
    high: float
    level: float
    looks: int
    units: int
    conversions: int
    is_kept: bool
    text: str


class Proofs(Struct, frozen=True):
    """The proofs of all journeys with a holdout, in the order of their ids."""

    proofs: tuple[RuleProof, ...]
