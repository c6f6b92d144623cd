"""Sufficient statistics of an arm: counts, sums and sums of squares, which add up and are all that is needed."""

from collections.abc import Iterable
from math import sqrt

from msgspec import Struct

from loopline.model.errors import Invalid


class Moments(Struct, frozen=True):
    """Count, sum and sum of squares of one number a unit (money, mostly); two of them add to the moments of both."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, values: Iterable[float]) -> "Moments":
        """The moments of these values, one for each unit, zeros included."""
        held = list(values)
        return cls(len(held), float(sum(held)), float(sum(v * v for v in held)))

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        """The mean; 0 when there is nobody."""
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """The sample variance (n - 1); 0 below two units."""
        if self.n < 2:
            return 0.0
        return max(0.0, (self.squares - self.total * self.total / self.n) / (self.n - 1))

    @property
    def standard_error(self) -> float:
        """Of the mean; 0 when there is nobody."""
        return sqrt(self.variance / self.n) if self.n else 0.0


class ArmCounts(Struct, frozen=True):
    """One side of a comparison. Only units whose outcome window has closed are in `units` and in what they did; the
    others are `pending`. `conversions` are units that converted (first conversion only), never orders."""

    units: int
    conversions: int
    value_sum: float = 0.0
    value_squares: float = 0.0
    pending: int = 0

    def __add__(self, other: "ArmCounts") -> "ArmCounts":
        return ArmCounts(
            self.units + other.units,
            self.conversions + other.conversions,
            self.value_sum + other.value_sum,
            self.value_squares + other.value_squares,
            self.pending + other.pending,
        )

    @property
    def rate(self) -> float:
        """Conversions a unit; 0 when there is nobody."""
        return self.conversions / self.units if self.units else 0.0

    @property
    def value(self) -> Moments:
        """The moments of the value a unit."""
        return Moments(self.units, self.value_sum, self.value_squares)


def check_arm(arm: ArmCounts, name: str) -> None:
    """Raise Invalid where an arm's counts contradict each other."""
    if arm.units < 0 or arm.pending < 0 or not 0 <= arm.conversions <= arm.units:
        raise Invalid(
            "arm_counts_wrong",
            f"The {name} arm has {arm.conversions} conversions of {arm.units} closed units: "
            "count each unit once, its first conversion only, and no unit whose window is still open.",
            at=name,
        )
    if arm.value_squares < 0:
        raise Invalid(
            "arm_counts_wrong", f"The {name} arm's sum of squares is negative: sum the squares a unit.", at=name
        )
