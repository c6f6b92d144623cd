"""What docs/learning.md promises of the rules in use, and what the worlds of table.py say of each promise."""

from collections.abc import Iterable
from typing import Final, Literal

from msgspec import Struct
from scipy.stats import beta

State = Literal["kept", "not kept", "not enough worlds"]
TOLERANCE: Final = 0.01
"""A bound that is spent to the full errs in 5 %: no number of worlds puts its interval below 5 %, and this shows that
it is not 6 %."""
WORST: Final = 0.001
"""One world breaks a promise where it errs so often that luck does it in one of a thousand, over all worlds asked."""


class Promise(Struct, frozen=True):
    """`groups` are the beginnings of groups of worlds, `counted` the parts of histories that are held against `most`;
    with `least`, at least so many. `only` are words that the name of a world has."""

    name: str
    groups: tuple[str, ...]
    counted: tuple[str, ...]
    most: float = 0.05
    least: float = 0.0
    only: tuple[str, ...] = ()

    def concerns(self, group: str, name: str) -> bool:
        """Whether a world is one of those that this promise is about."""
        return any(group.startswith(one) for one in self.groups) and all(word in name for word in self.only)


class Seen(Struct, frozen=True):
    """Of a world: in how many of its histories the thing happened."""

    world: str
    count: int
    histories: int

    @property
    def interval(self) -> tuple[float, float]:
        """95 % (Clopper & Pearson 1934)."""
        return interval(self.count, self.histories)


PROMISES: Final = (
    Promise("the always-on verdict errs in 5 % at most, looked at daily", ("no effect, always on",), ("claims",)),
    Promise("the same over 90 days", ("no effect, 90 days",), ("claims",)),
    Promise("planned bounds read daily err in 5 % at most", ("no effect, planned",), ("claims",)),
    Promise(
        "planned bounds err so for three times the plan, while people go on to enter", ("life after plan",), ("claims",)
    ),
    Promise("another share than planned is not called an effect", ("off plan",), ("claims",)),
    Promise("units that merge when they buy make no lift", ("merged units",), ("claims",)),
    Promise("an experiment's arms that do the same are told apart in 5 % at most", ("arms",), ("claims",)),
    Promise("a share that is changed in a season makes no lift", ("changed share",), ("claims",)),
    Promise(
        "intervals of conversions hold at every look",
        ("no effect, always on", "no effect, 90 days", "value, always on"),
        ("conversion",),
    ),
    Promise("intervals of conversions hold, planned", ("no effect, planned", "value, planned"), ("conversion",)),
    Promise("intervals of value hold at every look", ("value, always on",), ("value", "value_ratio")),
    Promise("intervals of value hold, planned", ("value, planned",), ("value", "value_ratio")),
    Promise(
        "always on sees 44 % of what one fixed test sees 80 % of, at base rates of 40 and 60 %",
        ("power, always on, high",),
        ("claims",),
        least=0.44,
    ),
    Promise("planned bounds see about 77 % of it", ("power, planned",), ("claims",), least=0.75),
)


def interval(count: int, histories: int) -> tuple[float, float]:
    """The exact 95 % interval of a rate."""
    if not histories:
        return 0.0, 1.0
    low = 0.0 if not count else float(beta.ppf(0.025, count, histories - count + 1))
    high = 1.0 if count == histories else float(beta.ppf(0.975, count + 1, histories - count))
    return low, high


def state_of(promise: Promise, seen: Iterable[Seen], missing: int = 0) -> State:
    """Not kept where all worlds together, or one of them beyond luck, err more than promised; kept where all worlds
    together are shown to err in no more than that and `TOLERANCE`. `missing` worlds were not played at all."""
    found = list(seen)
    count, histories = sum(one.count for one in found), sum(one.histories for one in found)
    low, high = interval(count, histories)
    if promise.least:
        if high < promise.least:
            return "not kept"
        return "kept" if not missing and low >= promise.least - 5 * TOLERANCE else "not enough worlds"
    if low > promise.most or any(_beyond_luck(one, promise.most, len(found)) for one in found):
        return "not kept"
    return "kept" if not missing and high <= promise.most + TOLERANCE else "not enough worlds"


def _beyond_luck(one: Seen, most: float, worlds: int) -> bool:
    if not one.count:
        return False
    return float(beta.ppf(WORST / worlds, one.count, one.histories - one.count + 1)) > most
