"""Marks of pages: read back as they were made, and refused in words when they were not made here."""

from base64 import urlsafe_b64encode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from loopline.api.paging import CURSOR_CHARACTERS_MAX
from loopline.model.errors import Invalid
from loopline.model.ids import ID_CHARACTERS_MAX
from loopline.studio.cursor import NUMBER_MAX, mark, place_of

NUMBERS = some.integers(min_value=0, max_value=NUMBER_MAX)


@given(NUMBERS, some.text(max_size=ID_CHARACTERS_MAX))
def test_a_mark_is_read_back_as_it_was_made(at: int, person: str) -> None:
    assert place_of(mark("standing", at, person), "standing", tuple[int, str]) == (at, person)


def test_the_longest_mark_is_within_the_bound_of_the_query() -> None:
    assert len(mark("people", NUMBER_MAX, NUMBER_MAX, "\U0001f600" * (ID_CHARACTERS_MAX + 1))) < CURSOR_CHARACTERS_MAX


def packed(value: object) -> str:
    return urlsafe_b64encode(msgspec.msgpack.encode(value)).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!!",
        "\u00e4\u00f6",
        "\0",
        "' OR 1=1 --",
        mark("messages", 1, 2),
        mark("standing", 1),
        mark("standing", "ann", 1),
        mark("standing", 1, "ann", 3),
        mark("standing", NUMBER_MAX + 1, "ann"),
        mark("standing", -NUMBER_MAX - 1, "ann"),
        mark("standing", 1, "ann")[:-4],
        packed(["standing", [1.5, "ann"]]),
        packed(["standing", [None, "ann"]]),
        packed(["standing", [True, "ann"]]),
        packed({"standing": 1}),
        packed(7),
        urlsafe_b64encode(b"\x91" * 3_000).decode(),
    ],
)
def test_a_mark_that_was_not_made_here_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        place_of(cursor, "standing", tuple[int, str])
    assert (caught.value.code, caught.value.at) == ("cursor_invalid", "cursor")


@given(some.text(max_size=100))
def test_no_text_does_more_than_to_be_refused(cursor: str) -> None:
    try:
        place_of(cursor, "standing", tuple[int, str])
    except Invalid as fault:
        assert fault.code == "cursor_invalid"
