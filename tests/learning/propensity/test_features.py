"""Features as columns: numbers as they are, texts by their common categories, and nothing that tells people apart."""

import numpy as np
import pytest

from loopline.learning.propensity import features
from loopline.learning.propensity.features import FeatureRow, columns_of, matrix


def rows(**made: list[object]) -> list[FeatureRow]:
    count = len(next(iter(made.values())))
    return [
        FeatureRow(f"p{n}", {name: values[n] for name, values in made.items() if values[n] is not None})  # type: ignore[misc]
        for n in range(count)
    ]


def test_a_number_keeps_what_is_not_known_and_a_category_is_or_is_not() -> None:
    people = rows(seats=[1, None, 3.5, True], plan=["a", "a", "b", None])
    columns = columns_of(people)
    assert [(one.feature, one.kind, one.category) for one in columns] == [
        ("plan", "category", "a"),
        ("seats", "number", ""),
    ]
    found = matrix(people, columns)
    assert found[:, 0].tolist() == [1, 1, 0, 0]
    assert found[[0, 2, 3], 1].tolist() == [1, 3.5, 1] and np.isnan(found[1, 1])


def test_what_is_rare_or_of_each_person_alone_makes_no_column() -> None:
    people = rows(
        name=[f"n{n}" for n in range(200)],
        rare=["x" if n == 0 else None for n in range(200)],
        plan=[f"plan{n % 3}" for n in range(200)],
    )
    assert {one.feature for one in columns_of(people)} == {"plan"}


def test_columns_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "COLUMNS_MAX", 3)
    people = [FeatureRow(f"p{n}", {f"f{k}": float(k) for k in range(9)}) for n in range(5)]
    assert len(columns_of(people)) == 3
