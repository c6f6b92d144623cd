"""The providers of a world: those of each channel, their order, weights, policies and outages."""

from random import Random
from typing import Final

from msgspec import Struct

from loopline.model.channels import CHANNEL_NAMES, ChannelName
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.message import UnknownPolicy

WORLDS: Final = 0.4
"""So many worlds have several providers; the others have one for everything."""

SEVERAL: Final[tuple[ChannelName, ...]] = ("email", "sms", "push")
POLICIES: Final[tuple[UnknownPolicy, ...]] = ("ask", "hold", "resend")
OUTAGE_MS: Final = (2_000, 40_000, 10 * MINUTE, 2 * HOUR)


class CarrierPlan(Struct, frozen=True):
    """One provider as it is set up, and when it takes nothing at all (pairs of ms)."""

    name: str
    channel: ChannelName
    weight: int
    unknown_policy: UnknownPolicy
    outages: tuple[tuple[int, int], ...] = ()

    def is_away(self, now: int) -> bool:
        """Whether it takes nothing just now."""
        return any(begin <= now < end for begin, end in self.outages)


def carriers_of(seed: int, start: int, days: int, busy: tuple[int, ...]) -> tuple[CarrierPlan, ...]:
    """The providers of the world with this seed; none: one carries everything. `busy`: when something happens (ms)."""
    rng = Random(f"carriers/{seed}")
    if rng.random() >= WORLDS:
        return ()
    made: list[CarrierPlan] = []
    for channel in CHANNEL_NAMES:
        for number in range(rng.choice((1, 2, 2, 3)) if channel in SEVERAL else 1):
            outages = _outages(rng, start, days, busy) if channel in SEVERAL else ()
            weight = rng.choice((0, 1, 1, 3))
            made.append(CarrierPlan(f"{channel}-{number}", channel, weight, rng.choice(POLICIES), outages))
    return tuple(made)


def _outages(rng: Random, start: int, days: int, busy: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Most of them begin just before something happens, as nobody would see them else."""
    made = []
    for _ in range(rng.choice((0, 8, 25))):
        begin = rng.choice(busy) - rng.randrange(MINUTE) if rng.random() < 0.7 else start + rng.randrange(days * DAY)
        begin += rng.choice((0, 0, HOUR, DAY))
        made.append((begin, begin + rng.choice(OUTAGE_MS)))
    return tuple(sorted(made))
