"""The experiment node: weighted arms by a stable hash."""

from msgspec import Struct

from loopline.model.nodes.node import Named


class Arm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One arm of an experiment."""

    name: str
    weight: float
    then: str | None = None


class Experiment(Named, frozen=True, kw_only=True, tag="experiment", tag_field="kind"):
    """Weighted arms by stable hash: a unit keeps its arm on every visit and in every version, until it weighs 0."""

    arms: tuple[Arm, ...]
    salt: str = ""
