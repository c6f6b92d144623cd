"""The settled choices of a node as arrays: who could have had what, what was chosen, and what it brought."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from zlib import crc32

from msgspec import Struct

from loopline.learning.choosing.rows import ChoiceRow
from loopline.model.choosing.policy import CLIP, NUMBER_MAX, Feature
from loopline.model.nodes.choose import NOTHING, Choose

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Bits = NDArray[np.bool_]

FOLDS: Final = 5
"""A rule is judged by choices of units that it was not learned from, in so many parts."""


class ChoiceEvidence(Struct, frozen=True, eq=False):
    """Arrays of one row a choice, in the order of time.

    `options` are those of the node, then nothing. `inputs` are the features in standard deviations (0: not known), then
    one column a group of the node. `shares` are the probabilities of all options, `policy` is the version by which one
    was chosen. `fold` and `unit` tell units apart.
    """

    options: tuple[str, ...]
    features: tuple[Feature, ...]
    groups: tuple[str, ...]
    chosen: "Whole"
    propensity: "Floats"
    reward: "Floats"
    converted: "Bits"
    shares: "Floats"
    allowed: "Bits"
    policy: "Whole"
    inputs: "Floats"
    group: "Whole"
    unit: "Whole"
    fold: "Whole"

    @property
    def size(self) -> int:
        """How many choices there are."""
        return len(self.chosen)

    @property
    def units(self) -> int:
        """Of how many units they are."""
        return int(self.unit.max()) + 1 if self.size else 0


def choice_evidence(node: Choose, rows: Sequence[ChoiceRow]) -> ChoiceEvidence:
    """The settled choices of options that the node still has."""
    import numpy as np

    names = (*(option.name for option in node.options), NOTHING)
    place = {name: at for at, name in enumerate(names)}
    kept = [row for row in rows if not row.pending and row.option in place]
    groups = tuple(one.name for one in node.by)
    of_group = {name: at for at, name in enumerate(groups)}
    units: dict[str, int] = {}
    for row in kept:
        units.setdefault(row.unit, len(units))
    raw = np.array([[_number(row, name) for name in node.context] for row in kept], dtype=float)
    features, numbers = _standardised(node.context, raw.reshape(len(kept), len(node.context)))
    group = np.array([of_group.get(row.told.group, -1) for row in kept], dtype=np.int64)
    ones = (group[:, None] == np.arange(len(groups))[None, :]).astype(float)
    shares = np.array([[row.told.shares.get(name, 0.0) for name in names] for row in kept], dtype=float)
    shares = shares.reshape(len(kept), len(names))
    goals = np.array([row.goals > 0 for row in kept], dtype=bool)
    value = np.array([row.value for row in kept], dtype=float)
    return ChoiceEvidence(
        names,
        features,
        groups,
        chosen=np.array([place[row.option] for row in kept], dtype=np.int64),
        propensity=np.array([row.propensity for row in kept], dtype=float),
        reward=value if node.reward == "value" else goals.astype(float),
        converted=goals,
        shares=shares,
        allowed=shares > 0,
        policy=np.array([row.told.policy for row in kept], dtype=np.int64),
        inputs=np.hstack([numbers, ones]),
        group=group,
        unit=np.array([units[row.unit] for row in kept], dtype=np.int64),
        fold=np.array([crc32(row.unit.encode()) % FOLDS for row in kept], dtype=np.int64),
    )


def _number(row: ChoiceRow, name: str) -> float:
    found = row.told.context.get(name)
    return float("nan") if found is None or abs(found) > NUMBER_MAX else found


def _standardised(names: Sequence[str], raw: "Floats") -> "tuple[tuple[Feature, ...], Floats]":
    """Each field in standard deviations from its mean, as decisions read it; one that never differs says nothing."""
    import numpy as np

    known = ~np.isnan(raw)
    counts = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, raw, 0.0).sum(axis=0) / counts
    spread = np.sqrt(np.where(known, (raw - mean) ** 2, 0.0).sum(axis=0) / counts)
    scale = np.where(spread > 1e-12, spread, 1.0)
    features = tuple(
        Feature(name=name, mean=float(m), scale=float(s)) for name, m, s in zip(names, mean, scale, strict=True)
    )
    return features, np.clip(np.where(known, (raw - mean) / scale, 0.0), -CLIP, CLIP)
