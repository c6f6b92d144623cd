"""The end of a membership as it is written."""

import pytest

from loopline.model.errors import Invalid
from loopline.signals.lists.until import YEARS_MS_MAX, read_until

NOW = 1_790_000_000_000


@pytest.mark.parametrize(
    ("given", "at"),
    [
        (None, 0),
        ("", 0),
        (NOW + 1, NOW + 1),
        (str(NOW + 1), NOW + 1),
        ("2026-12-01T00:00:00Z", 1_796_083_200_000),
        ("2026-12-01T01:00:00+01:00", 1_796_083_200_000),
        ("2026-12-01", 1_796_083_200_000),
    ],
)
def test_an_end_is_a_time_that_is_ahead(given: object, at: int) -> None:
    assert read_until(given, NOW) == at


@pytest.mark.parametrize(
    "given", [NOW, NOW - 1, "soon", "2020-01-01", True, 1.5, [], NOW + YEARS_MS_MAX + 1, "9" * 40, "٣" * 13]
)
def test_anything_else_is_refused(given: object) -> None:
    with pytest.raises(Invalid) as refused:
        read_until(given, NOW)
    assert refused.value.code == "list_until"
