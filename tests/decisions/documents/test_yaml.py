"""YAML as documents use it: what an unquoted word means, where things stand, and what is written stays readable."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.decisions.documents.yaml import DEPTH_MAX, parse_scalar, read_yaml, write_yaml
from loopline.model.errors import Invalid

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("", None),
        ("~", None),
        ("null", None),
        ("7", 7),
        ("-7", -7),
        ("7.5", 7.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("yes", "yes"),
        ("on", "on"),
        ("True", "True"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("1d", "1d"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
    ],
)
def test_what_an_unquoted_word_means(text: str, value: Any) -> None:
    assert parse_scalar(text) == value and type(parse_scalar(text)) is type(value)
    assert read_yaml(f"a: {text}")[0] == {"a": value}
    assert read_yaml(f"a: '{text}'")[0] == {"a": text}


def test_every_key_is_a_text() -> None:
    assert read_yaml("on: 1\n1: 2\ntrue: 3\n<<: {a: 5}")[0] == {"on": 1, "1": 2, "true": 3, "<<": {"a": 5}}


def test_the_line_of_every_place() -> None:
    _value, lines = read_yaml("a:\n  b: 1\n  c:\n    - 2\n    - d: 3\n")
    assert (lines["a.b"], lines["a.c"], lines["a.c[1].d"]) == (2, 4, 5)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    assert read_yaml(write_yaml(value))[0] == value


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS | st.booleans() | st.integers(-99, 99), max_size=5))
def test_another_reader_reads_the_same(values: list[Any]) -> None:
    assert yaml.safe_load(write_yaml({"values": values})) == {"values": values}


@pytest.mark.parametrize("flow", [True, False])
def test_the_depth_is_bounded_before_it_costs_anything(flow: bool) -> None:
    def nested(depth: int) -> str:
        return (
            "[" * depth + "]" * depth if flow else "".join(f"{' ' * n}a:\n" for n in range(depth)) + " " * depth + "x"
        )

    assert read_yaml(nested(DEPTH_MAX))[0]
    with pytest.raises(Invalid) as caught:
        read_yaml(nested(DEPTH_MAX + 1))
    assert caught.value.code == "document_too_deep"


def test_long_texts_stay_readable_blocks() -> None:
    text = write_yaml({"html": "<p>one</p>\n<p>two</p>\n", "on": ["a", "b"]})
    assert text == "html: |\n  <p>one</p>\n  <p>two</p>\non: [a, b]\n"
