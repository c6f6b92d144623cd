"""What clients send though JSON forbids it is repaired; what is no JSON, or JSON of another shape, is told apart."""

from typing import Any

import msgspec
import pytest

from loopline.model.errors import Invalid
from loopline.signals.lenient_json import BRACKETS_CUT_MAX, DEPTH_KEPT, decode_leniently

decode_map = msgspec.json.Decoder(dict[str, Any]).decode


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"a":1}', {"a": 1}),
        (b'{"a":NaN,"b":-Infinity,"c":"NaN"}', {"a": None, "b": None, "c": "NaN"}),
        (rb'{"a":"\ud83d x \ud83d\ude00"}', {"a": "� x \U0001f600"}),
        (b'{"a":"caf\xe9"}', {"a": "caf�"}),
        (b'{"a":"caf\xe9","b":NaN}', {"a": "caf�", "b": None}),
    ],
)
def test_what_json_forbids_is_repaired(body: bytes, read: dict[str, Any]) -> None:
    assert decode_leniently(body, decode_map) == read


def test_a_body_too_deep_to_be_parsed_is_cut_so_that_its_culprit_can_be_named() -> None:
    beyond_any_python = BRACKETS_CUT_MAX - 1_000
    deep = b'{"good":1,"deep":' + b"[" * beyond_any_python + b"]" * beyond_any_python + b"}"
    read = decode_leniently(deep, decode_map)
    levels, value = 1, read["deep"]
    while value:
        levels, value = levels + 1, value[0]
    assert (read["good"], levels) == (1, DEPTH_KEPT - 1)


def test_a_body_with_more_brackets_than_any_honest_one_is_not_worth_the_time() -> None:
    assert code_of(b'{"a":' + b"[" * (BRACKETS_CUT_MAX + 1)) == "body_not_json"


@pytest.mark.parametrize("body", [b"", b"hello", b'{"a":', b'"' + rb"\"" * 100_000])
def test_what_is_no_json_says_so(body: bytes) -> None:
    assert code_of(body) == "body_not_json"


@pytest.mark.parametrize("body", [b"[]", b"null", b"[NaN]", b'"caf\xe9"'])
def test_json_of_another_shape_is_for_the_dialect_to_tell(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_leniently(body, decode_map)


def code_of(body: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        decode_leniently(body, decode_map)
    return caught.value.code
