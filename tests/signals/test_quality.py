"""The checks of ids and names say what is wrong."""

import msgspec
import pytest

from loopline.model.ids import ID_CHARACTERS_MAX
from loopline.signals.dialects.segment_wire import FIELD_CODES
from loopline.signals.quality import PLACEHOLDERS, BadMessage, bad_field, checked_id, checked_message_id, checked_name


def code_of(given: str | int | None) -> str:
    with pytest.raises(BadMessage) as caught:
        checked_id(given, "userId")
    assert "userId" in caught.value.text
    return caught.value.code


def test_ids() -> None:
    assert checked_id(None, "userId") == ""
    assert checked_id(7, "userId") == "7"
    assert code_of(0) == code_of("-1") == "id_invalid"
    assert checked_id("x" * ID_CHARACTERS_MAX, "userId") == "x" * ID_CHARACTERS_MAX
    assert code_of("x" * (ID_CHARACTERS_MAX + 1)) == "id_too_long"
    assert {code_of(placeholder) for placeholder in PLACEHOLDERS} == {"id_invalid"}


def test_a_message_may_be_the_first_that_was_counted() -> None:
    assert [checked_message_id(given, "messageId") for given in (0, "-1", 7, None)] == ["0", "-1", "7", ""]
    for given in ("undefined", "x" * (ID_CHARACTERS_MAX + 1), 0.5):
        with pytest.raises(BadMessage):
            checked_message_id(given, "messageId")


def test_names() -> None:
    assert checked_name("x" * 256, "event") == "x" * 256
    for given, code in ((None, "name_missing"), ("", "name_missing"), ("x" * 257, "name_invalid")):
        with pytest.raises(BadMessage) as caught:
            checked_name(given, "event")
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("$.timestamp", "timestamp_invalid"),
        ("$.groupId", "id_invalid"),
        ("$.event", "name_invalid"),
        ("$.context", "message_invalid"),
        ("$", "message_invalid"),
    ],
)
def test_a_complaint_of_the_parser_gets_the_code_of_its_field(path: str, code: str) -> None:
    assert bad_field(msgspec.ValidationError(f"Expected `x`, got `y` - at `{path}`"), FIELD_CODES).code == code
