"""Whatever stands in a document, reading and checking it ends in a list of faults, and in nothing else."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document, read_document
from loopline.model.errors import Invalid
from loopline.model.journey import Document

JOURNEY: dict[str, Any] = {
    "kind": "journey",
    "id": "welcome",
    "name": "Welcome",
    "entry": {"on": ["signed_up"], "where": 'plan != "x"', "reentry": {"policy": "always"}},
    "goal": {"event": "bought", "value": "amount", "within": "14d"},
    "exits": [{"on": "left", "reason": "gone"}],
    "holdout": {"percent": 5},
    "start": "hello",
    "nodes": {
        "hello": {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hi"}, "then": "pause"},
        "pause": {"kind": "wait", "for": "3d", "then": "ways"},
        "ways": {"kind": "split", "branches": [{"when": "plan == 1", "then": "end"}], "otherwise": "end"},
        "end": {"kind": "exit"},
    },
}
SEGMENT: dict[str, Any] = {"kind": "segment", "id": "vip", "when": "plan == 1"}
WORKSPACE: dict[str, Any] = {"kind": "workspace", "topics": ["news"], "caps": [{"limit": 3, "within": "7d"}]}
ODD = (
    "e'",
    "e`",
    "`",
    "''",
    'a"b',
    "a - at `$.nodes.hello`",
    "x` - at `$.nodes[...]`",
    "x` - at `key in `$.nodes",
    "\n",
    "a\nb",
    "\u2028",
    "😀",
    "}{",
    "%s {0}",
    "[...]",
    "key in `$",
    "x" * 5_000,
    "`" * 300,
    "",
    "object",
    "`str`, got `int`",
    "Expected `str`, got `int`",
)


def problems_of(raw: dict[str, Any]) -> list[str]:
    """The codes of all faults, by text and by value; any other exception fails the test."""
    codes: list[str] = []
    reads: list[Callable[[], Document]] = [lambda: build_document(raw), lambda: read_document(json.dumps(raw))]
    for read in reads:
        try:
            codes += [fault.code for fault in check_document(read())]
        except Invalid as fault:
            assert fault.text
            codes.append(fault.code)
    assert not {"check_failed", "document_unreadable"} & set(codes), "a fault of ours"
    return codes


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_kind_is_named_as_it_was_written(odd: str) -> None:
    raw = JOURNEY | {"nodes": {"hello": {"kind": odd}}}
    with pytest.raises(Invalid) as found:
        build_document(raw)
    assert (found.value.code, found.value.at) == ("node_kind_unknown", "nodes.hello.kind")
    assert f'"{odd[:40]}" is no kind of node' in found.value.text


@pytest.mark.parametrize("odd", [one for one in ODD if one])
def test_an_odd_field_is_named_as_it_was_written(odd: str) -> None:
    raw = copy.deepcopy(JOURNEY)
    raw["nodes"]["end"][odd[:200]] = 1
    with pytest.raises(Invalid) as found:
        build_document(raw)
    assert found.value.code == "field_unknown"
    assert f'"{odd[:80]}" is no field of the exit node "end"' in found.value.text


@pytest.mark.parametrize("kind", [[], {}, None, 5, True, 1.5, ["exit"], {"kind": "exit"}])
def test_a_kind_of_another_shape_is_a_fault(kind: object) -> None:
    assert problems_of(JOURNEY | {"nodes": {"hello": {"kind": kind, "zz": 1}}})


places = st.lists(st.integers(0, 40), min_size=1, max_size=5)
odd_values = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.none(),
    st.booleans(),
    st.lists(st.sampled_from(ODD), max_size=2),
    st.dictionaries(st.sampled_from(ODD), st.sampled_from(ODD), max_size=2),
    st.just("\ud800"),
)


@settings(max_examples=400, deadline=None)
@given(
    document=st.sampled_from([JOURNEY, SEGMENT, WORKSPACE]),
    place=places,
    how=st.sampled_from(["value", "key", "drop", "add"]),
    value=odd_values,
    name=st.one_of(st.sampled_from(ODD), st.text(max_size=20)),
)
def test_a_mutated_document_makes_faults_and_nothing_else(
    document: dict[str, Any], place: list[int], how: str, value: object, name: str
) -> None:
    raw = copy.deepcopy(document)
    inside: Any = raw
    for step in place[:-1]:
        values = list(inside.values()) if isinstance(inside, dict) else list(inside)
        deeper = [one for one in values if isinstance(one, dict | list) and one]
        if not deeper:
            break
        inside = deeper[step % len(deeper)]
    key = list(inside)[place[-1] % len(inside)] if isinstance(inside, dict) else place[-1] % len(inside)
    if isinstance(inside, list) or how == "value":
        inside[key] = value
    elif how == "key":
        inside[name] = inside.pop(key)
    elif how == "drop":
        del inside[key]
    else:
        inside[name] = value
    problems_of(raw)
