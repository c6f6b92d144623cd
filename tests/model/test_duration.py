"""Durations: read as written, shown as short as they can be, and refused when they mean nothing."""

import pytest

from loopline.model.duration import DAY, DURATION_MAX, MINUTE, WEEK, parse_duration
from loopline.model.errors import Invalid


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("10s", 10_000),
        ("45m", 45 * MINUTE),
        ("1.5h", 90 * MINUTE),
        (" 30 d ", 30 * DAY),
        ("2w", 2 * WEEK),
        ("0d", 0),
        ("250ms", 250),
        ("3660d", DURATION_MAX),
    ],
)
def test_read(text: str, ms: int) -> None:
    assert parse_duration(text) == ms


def test_a_sign_only_where_it_may_stand() -> None:
    assert parse_duration("-3d", signed=True) == -3 * DAY
    assert parse_duration("+3d", signed=True) == 3 * DAY
    with pytest.raises(Invalid):
        parse_duration("-3d")


@pytest.mark.parametrize(
    "text", ["", "d", "3", "three days", "3 days", "1.2.3d", ".d", "1e3d", "--3d", "-+3d", "9" * 13 + "s"]
)
def test_nonsense_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_duration(text, at="entry.lateness", signed=text.startswith("-"))
    assert caught.value.at == "entry.lateness"
    assert caught.value.code == "duration_invalid"


def test_ten_years_are_enough() -> None:
    with pytest.raises(Invalid) as caught:
        parse_duration("3661d")
    assert caught.value.code == "duration_too_long"
