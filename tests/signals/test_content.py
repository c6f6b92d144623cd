"""What a message may carry: nothing that somebody after us could stumble over."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from loopline.signals.content import all_sound, is_sound, narrowed, object_in, traits_in
from loopline.signals.quality import BadMessage

GOOD = b'{"a":1.5,"b":[true,false,null],"c":"5e123"}'

MANY = 8
"""Enough texts to be looked through together."""


def among(text: bytes) -> list[bytes]:
    return [GOOD] * MANY + [text] + [GOOD] * MANY


@pytest.mark.parametrize("text", [b"", b"null", b"{}"])
def test_null_and_nothing_are_the_empty_object(text: bytes) -> None:
    assert object_in(Raw(text), "traits_invalid") == (b"{}", {})


@pytest.mark.parametrize(
    "number",
    [
        *("1e999", "-1e999", "1E999", "1e+999", "1.5e400", "0.1e310", " 1e999 "),
        *("9" * 310 + ".5", "9" * 400 + "e-10", "9" * 320 + "E0", "-" + "9" * 5000),
    ],
)
@pytest.mark.parametrize("around", ["@", "[@]", "[1,@]", "[1, @,2]", '{"b":@}', '[[],{"b": @}]'])
def test_a_number_that_no_computer_holds_is_seen_wherever_it_stands(number: str, around: str) -> None:
    text = f'{{"a":{around.replace("@", number)}}}'.encode()
    assert not is_sound(text)
    assert not all_sound(among(text))


@pytest.mark.parametrize("lead", range(16))
def test_a_number_of_very_many_digits_is_seen_at_any_offset(lead: int) -> None:
    assert not all_sound(among(b'{"a":' + b" " * lead + b"9" * 309 + b".0}"))


@pytest.mark.parametrize(("depth", "sound"), [(32, True), (33, False)])
@pytest.mark.parametrize("pair", ["{}", "[]"])
def test_depth_is_counted_for_each_text(depth: int, sound: bool, pair: str) -> None:
    inner = '{"a":' * (depth - 1) + "1" + "}" * (depth - 1) if pair == "{}" else "[" * (depth - 1) + "]" * (depth - 1)
    text = f'{{"a":{inner}}}'.encode()
    assert is_sound(text) is sound
    assert all_sound(among(text)) is sound


@pytest.mark.parametrize(
    "value",
    [
        "text, e and more",
        "1e999",
        5e22,
        "deadbeef12e345",
        "1, 2e500",
        True,
        ["true", False],
        {"e": {"e": [1, 2.5]}},
        2**64,
    ],
)
def test_ordinary_content_is_sound(value: object) -> None:
    assert is_sound(json.dumps({"a": value}).encode())


@pytest.mark.parametrize(
    "value", ["deadbeef12e345", "1e999", "the end", True, [False, True], None, {"e": [1, 2.5, "e"]}]
)
def test_ordinary_content_needs_no_second_look(value: object) -> None:
    assert all_sound(among(json.dumps({"a": value, "b": value}).encode()))


OBJECTS = st.dictionaries(
    st.text(max_size=6),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)
TAILS = st.text(alphabet='{}[]",:\\u0dD8 truefalsn1e+-E.9\n', max_size=20)
_pass_over = msgspec.json.Decoder(Raw).decode


@given(OBJECTS, TAILS, st.integers(0, 60))
def test_what_the_parser_passes_over_and_we_find_sound_can_be_decoded(value: Any, noise: str, at: int) -> None:
    """Holds the parser to it too: should a release of it check less of what it passes over, this fails."""
    written = json.dumps(value)
    text = (written[:at] + noise + written[at:]).encode()
    try:
        passed = bytes(_pass_over(text))
    except (msgspec.DecodeError, RecursionError):
        return
    if passed[:1] == b"{" and all_sound(among(passed)):
        assert is_sound(passed)
        msgspec.json.decode(passed)


@pytest.mark.parametrize(
    "text",
    [
        *(b'{"a":"\x01"}', rb'{"a":"\x"}', rb'{"a":"\ud83d"}', rb'{"a":"\udc00"}', rb'{"a":"\u00"}'),
        *(b'{"a":01}', b'{"a":1.}', b'{"a":.5}', b'{"a":-}', b'{"a":1e}', b'{"a":+1}', b'{"a":NaN}'),
        *(b'{"a":tru}', b"{a:1}", b'{"a":1,}', b'{"a" 1}'),
    ],
)
def test_the_parser_refuses_what_is_not_json_even_where_it_passes_over(text: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        _pass_over(text)


@pytest.mark.parametrize("digits", [18, 19, 20, 25])
def test_traits_hold_no_number_beyond_the_log(digits: int) -> None:
    number = int("9" * digits)
    traits = traits_in(Raw(json.dumps({"n": [number, -number]}).encode()))
    assert traits == narrowed({"n": [number, -number]})
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(traits)) == traits


def test_a_trait_beyond_every_number_is_refused() -> None:
    with pytest.raises(BadMessage, match="send it as text"):
        traits_in(Raw(b'{"n":' + b"9" * 400 + b"}"))
