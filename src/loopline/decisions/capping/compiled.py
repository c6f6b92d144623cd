"""A frequency cap as it is asked, with the limit of the arm that somebody is drawn into."""

from dataclasses import dataclass, replace
from typing import Literal

from loopline.model.channels import ChannelName
from loopline.model.entry.cap import CapArm, CapExperiment
from loopline.model.ids import bucket


@dataclass(frozen=True, slots=True)
class CompiledCap:
    """A frequency cap in ms, by the calendar where it says `per`; `places` are kept for a priority or more.

    `arm` is the arm whose limit it has, "" for the cap's own.
    """

    limit: int
    within_ms: int
    channel: ChannelName | Literal[""]
    topic: str
    per: str = ""
    journey: str = ""
    programme: str = ""
    places: int = 0
    priority: int = 0
    experiment: CapExperiment | None = None
    arm: str = ""

    def of_arm(self, arm: CapArm) -> "CompiledCap":
        """The cap with the limit of this arm."""
        return replace(self, limit=arm.limit, arm=arm.name)


def arm_of_unit(experiment: CapExperiment, salt: str, unit: str) -> CapArm:
    """The arm of a unit: by a hash over the experiment's id, so that anyone can compute it again. `salt` is the
    workspace's, for an experiment without one."""
    weights = sum(arm.weight for arm in experiment.arms)
    point = bucket(experiment.salt or salt, f"cap:{experiment.id}", unit) * weights
    for arm in experiment.arms:
        point -= arm.weight
        if point < 0:
            return arm
    return experiment.arms[-1]
