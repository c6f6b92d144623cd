"""The experiment node: weighted arms by a stable hash."""

from collections.abc import Mapping

from msgspec import Struct, field

from loopline.model.nodes.node import Named


class Arm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One arm of an experiment."""

    name: str
    weight: float
    then: str | None = None


class Slot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The part of everybody that an experiment of a group has for itself: from this to that percentage of the units,
    in the order of one hash for the whole group. Experiments whose parts do not overlap have nobody in common.
    """

    group: str
    start: float = field(default=0.0, name="from")
    end: float = field(default=100.0, name="to")


class Experiment(Named, frozen=True, kw_only=True, tag="experiment", tag_field="kind"):
    """Weighted arms by stable hash: a unit keeps its arm on every visit and in every version, until it weighs 0.

    With a `winner` the experiment is over: everybody takes that arm. A unit outside of the slot that it has in an
    `exclusive` group takes the first arm and is not counted.
    """

    arms: tuple[Arm, ...]
    salt: str = ""
    winner: str = ""
    exclusive: Slot | None = None

    @property
    def weights(self) -> dict[str, float]:
        """What each arm weighs in the draw, by its name: the winner alone, once there is one."""
        return {arm.name: _weight(arm, self.winner) for arm in self.arms}


def _weight(arm: Arm, winner: str) -> float:
    return (1.0 if arm.name == winner else 0.0) if winner else arm.weight


def slots_of(journey: str, nodes: Mapping[str, object]) -> dict[tuple[str, str], Slot]:
    """The slots of a journey's experiments, by the journey and the node."""
    return {
        (journey, name): node.exclusive
        for name, node in nodes.items()
        if isinstance(node, Experiment) and node.exclusive is not None and not node.winner
    }
