"""Features of people as columns of numbers: what they did and were as of a moment, never after it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from loopline.learning.propensity.figures import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CATEGORIES_MAX: Final = 12
COLUMNS_MAX: Final = 200
COMMON: Final = 0.02
"""A category, or a trait, that fewer than this part of the people have is left out."""

Value = str | float | bool | None


class FeatureRow(Struct, frozen=True):
    """A person's features by name; what is not there is not known."""

    id: str
    features: Mapping[str, Value]


def columns_of(people: Sequence[FeatureRow]) -> tuple[Column, ...]:
    """The columns that these people's features make: numbers as they are, texts by their common categories."""
    seen: dict[str, Counter[str]] = {}
    numbers: Counter[str] = Counter()
    for one in people:
        for name, value in one.features.items():
            if isinstance(value, str):
                seen.setdefault(name, Counter())[value] += 1
            elif value is not None:
                numbers[name] += 1
    least = max(2.0, COMMON * len(people))
    made: list[Column] = []
    for name in sorted({*seen, *numbers}):
        categories = seen.get(name, Counter())
        if numbers[name] >= least and numbers[name] >= categories.total():
            made.append(Column(name, "number"))
            continue
        common = [(text, count) for text, count in sorted(categories.items()) if count >= least]
        if len(categories) > CATEGORIES_MAX and sum(count for _, count in common) < categories.total() / 2:
            continue  # a name, an id, an address: it tells people apart, and nothing about them
        common.sort(key=lambda one: (-one[1], one[0]))
        made += [Column(name, "category", text) for text, _ in common[:CATEGORIES_MAX]]
    return tuple(made[:COLUMNS_MAX])


def matrix(people: Sequence[FeatureRow], columns: Sequence[Column]) -> "Floats":
    """A row a person, a column a column; NaN for what is not known; a category is this one or it is not."""
    import numpy as np

    found: Floats = np.full((len(people), len(columns)), np.nan)
    for place, column in enumerate(columns):
        name = column.feature
        if column.kind == "category":
            found[:, place] = [1.0 if one.features.get(name) == column.category else 0.0 for one in people]
        else:
            found[:, place] = [_number(one.features.get(name)) for one in people]
    return found


def _number(value: Value) -> float:
    return float(value) if isinstance(value, bool | int | float) else float("nan")
