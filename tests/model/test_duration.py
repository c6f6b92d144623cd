"""Durations: read as written, shown as short as they can be, and refused when they mean nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.duration import DAY, DURATION_MAX, HOUR, MINUTE, WEEK, parse_duration, show_duration
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


@given(ms=st.integers(0, DURATION_MAX))
def test_what_is_shown_reads_back(ms: int) -> None:
    assert parse_duration(show_duration(ms)) == ms


@pytest.mark.parametrize(("ms", "text"), [(WEEK, "1w"), (8 * DAY, "8d"), (36 * HOUR, "36h"), (1, "1ms"), (0, "0ms")])
def test_shown_as_short_as_can_be(ms: int, text: str) -> None:
    assert show_duration(ms) == text
