"""The draw of an option: by stable hashes, so that a replay and a crash choose the same."""

from collections.abc import Mapping
from typing import TypeVar

from msgspec import Struct

from loopline.decisions.choosing.law import Laws
from loopline.model.choosing.policy import Lane
from loopline.model.ids import bucket

_Name = TypeVar("_Name", bound=str)


class Drawn(Struct, frozen=True):
    """What was drawn, in which lane, and how probable it was before anybody knew the lane."""

    option: str
    lane: Lane
    propensity: float


def draw_option(laws: Laws, salt: str, place: str, *, round: int, unit: str, passage: str) -> Drawn:
    """The option for a passage at a place ("journey/node"). The lane is the unit's for one round of the policy."""
    lane = _at(laws.lanes, bucket(salt, f"choose-lane:{place}:{round}", unit))
    option = _at(laws.of[lane], bucket(salt, f"choose:{place}", passage))
    return Drawn(option, lane, laws.overall[option])


def _at(shares: Mapping[_Name, float], point: float) -> _Name:
    """The name at a point in [0, 1) of the shares, one behind the other."""
    last = next(iter(shares))
    for name, share in shares.items():
        point -= share
        if share > 0:
            last = name
            if point < 0:
                break
    return last  # what is left over by rounding belongs to the last that has a share
