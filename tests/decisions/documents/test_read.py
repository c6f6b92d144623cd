"""Documents: what is written reads back, what is wrong is named by code and place, hostile text is refused."""

import json
import re
import time
import types
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import (
    BYTES_MAX,
    NODES_MAX,
    build_document,
    read_document,
    schema,
    to_plain,
    without_pins,
    write_document,
)
from loopline.model import journey as journey_model
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.entry import cap as cap_model
from loopline.model.errors import Invalid
from loopline.model.journey import Journey, Segment, Workspace
from loopline.model.nodes import NODE_KINDS
from loopline.model.nodes.exit import Exit
from loopline.model.nodes.message import Message
from loopline.model.nodes.node import Named
from loopline.model.nodes.wait import Wait

JOURNEY = """\
kind: journey
id: welcome
entry:
  on: [signed_up]
start: hello
nodes:
  hello:
    kind: message
    channel: email
    content: {subject: Hello, text: Hi}
    then: pause
  pause:
    kind: wait
    for: 1d
"""
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "yes",
        "on",
        "null",
        "~",
        "",
        "1e5",
        "0x1F",
        "1_000",
        "2026-01-31",
        "12:30",
        " lead",
        "a\n\nb\n",
        "\ttab",
        "a: b",
        "# no",
    ]
)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(["on", "1", "", "<<", "true"])
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """A strategy for one field type of the document structs."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is Any:
        return PLAIN
    if kind is str:
        return TEXTS
    if kind is int:
        return st.integers(-(2**63), 2**63 - 1)
    if kind is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    if kind is bool:
        return st.booleans()
    if kind is type(None):
        return st.none()
    if origin is Annotated:
        bounds: Any = next((one for one in args[1:] if isinstance(one, msgspec.Meta) and one.ge is not None), None)
        return st.integers(bounds.ge, bounds.le) if bounds and args[0] is int else of_type(args[0])
    if origin in (Union, types.UnionType):
        return st.one_of([of_type(arg) for arg in args])
    if origin is dict:
        return st.dictionaries(KEYS, of_type(args[1]), max_size=3)
    if origin is tuple and args[-1] is Ellipsis:
        return st.lists(of_type(args[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*[of_type(arg) for arg in args])
    return struct_of(kind)


def struct_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any struct of this kind, with and without its optional fields."""
    fields = msgspec.structs.fields(kind)
    needed = {field.name: of_type(field.type) for field in fields if field.required}
    optional = {field.name: of_type(field.type) for field in fields if not field.required}
    return st.fixed_dictionaries(needed, optional=optional).map(lambda values: kind(**values))


DOCUMENTS = (
    struct_of(Journey)
    | struct_of(Segment)
    | struct_of(Workspace)
    | struct_of(Template)
    | struct_of(Block)
    | struct_of(Brand)
).map(without_pins)


def refused(text: str | bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        read_document(text)
    return caught.value


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_every_document_reads_back_from_yaml_and_from_json(document: Any) -> None:
    assert read_document(write_document(document)) == document
    assert read_document(json.dumps(to_plain(document))) == document
    assert build_document(to_plain(document)) == document


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS)
def test_canonical_yaml_is_stable(document: Any) -> None:
    once = write_document(document)
    assert write_document(read_document(once)) == once


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z]{2}_[a-z]+", fullmatch=True), PLAIN, max_size=4))
def test_values_mean_the_same_to_a_reader_of_yaml_1_1(values: dict[str, Any]) -> None:
    segment = Workspace(consent={key: str(value) for key, value in values.items()})
    assert yaml.safe_load(write_document(segment))["kind"] == "workspace"
    assert yaml.safe_load(write_document(segment)).get("consent", {}) == segment.consent


def test_the_words_that_yaml_1_1_takes_for_booleans_stay_texts() -> None:
    journey = read_document(
        JOURNEY.replace("text: Hi", "text: yes, preheader: off").replace("[signed_up]", "[no, 2026-01-01]")
    )
    assert isinstance(journey, Journey)
    hello = journey.nodes["hello"]
    assert isinstance(hello, Message) and (hello.content.text, hello.content.preheader) == ("yes", "off")
    assert journey.entry.on == ("no", "2026-01-01")


def test_defaults_are_left_out_and_the_reading_order_is_for_people() -> None:
    journey = read_document(JOURNEY + "holdout: {percent: 0}\npriority: 50\nname: Welcome\n")
    keys = list(to_plain(journey))
    assert keys == ["kind", "id", "name", "entry", "start", "nodes"]
    assert "on: [signed_up]" in write_document(journey)


def test_a_duration_is_a_text_and_a_number_a_number() -> None:
    journey = read_document(JOURNEY + "holdout: {percent: 10}\n")
    assert isinstance(journey, Journey) and journey.holdout.percent == 10.0
    pause = journey.nodes["pause"]
    assert isinstance(pause, Wait) and pause.duration == "1d"


@pytest.mark.parametrize(
    ("change", "code", "at", "words"),
    [
        (("then: pause", "thn: pause"), "field_unknown", "nodes.hello.thn", 'Did you mean "then"? (line 11)'),
        (("kind: wait", "kind: wiat"), "node_kind_unknown", "nodes.pause.kind", 'Did you mean "wait"? (line 13)'),
        (("    kind: wait\n", ""), "field_missing", "nodes.pause.kind", "Say what the node"),
        (("for: 1d", "for: 1"), "field_type", "nodes.pause.for", "Put it in quotes. (line 14)"),
        (("[signed_up]", "signed_up"), "field_type", "entry.on", "Write it as [a, b]"),
        (("start: hello\n", ""), "field_missing", "start", 'A journey needs the field "start"'),
        (
            ("kind: journey", "kind: campain"),
            "document_kind",
            "kind",
            "use journey, segment, workspace, template, block, brand",
        ),
        (("for: 1d", "for: 1d\n    for: 2d"), "key_duplicate", "nodes.pause.for", "line 15"),
        (("subject: Hello", "headers: {X-A: 1}"), "field_type", "nodes.hello.content.headers.X-A", "line 10"),
        (("subject: Hello", "subject: {{name}}"), "key_unreadable", "", "must stand in quotes"),
        (("for: 1d", 'for: "1d" or so'), "document_syntax", "", "line 14"),
        (("  pause:", "\tpause:"), "document_syntax", "", "spaces, not tabs"),
        (("for: 1d", "for: &x 1d\n    timeout: *x"), "yaml_alias", "", "line 15"),
        (("for: 1d", "for: !!python/name:os.system"), "yaml_tag", "", "line 14"),
        (("for: 1d", "set: {a: .inf}"), "field_unknown", "nodes.pause.set", "Its fields are: kind, name, note, for"),
    ],
)
def test_a_fault_names_its_code_its_place_and_the_next_step(
    change: tuple[str, str], code: str, at: str, words: str
) -> None:
    assert change[0] in JOURNEY
    fault = refused(JOURNEY.replace(*change))
    assert (fault.code, fault.at) == (code, at)
    assert words in fault.text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "document_empty"),
        (b" \n", "document_empty"),
        (b"\xff\xfe", "document_encoding"),
        (b"a" * (BYTES_MAX + 1), "document_too_large"),
        (b"- a", "document_kind"),
        (b"just words", "document_kind"),
        (b"kind: segment\n---\nkind: segment", "document_several"),
        (b"kind: \x00", "document_syntax"),
        (b"[" * 200_000, "document_too_deep"),
        (b'{"kind":' * 50_000, "document_too_deep"),
        (b"kind: journey\nid:\n" + b"".join(b" " * n + b"a:\n" for n in range(1, 60)), "document_too_deep"),
        (b'{"kind":"segment","id":"a","id":"b"}', "key_duplicate"),
        (b'{"kind":"segment","id":"a","when":NaN}', "number_out_of_range"),
        (b'{"kind":"segment","id":"a","when":1e999}', "number_out_of_range"),
        (b'{"kind":"segment","id":"a","when":' + b"1" * 5_000 + b"}", "number_out_of_range"),
        (b'{"kind":"segment","id":"a","when":99999999999999999999}', "number_out_of_range"),
        (b'{"kind":"segment","id":"a","when":"\\ud800"}', "text_unreadable"),
        (b'{"kind":"segment",\n"id":}', "document_syntax"),
        (b'{"kind":"segment","' + b"k" * 300 + b'":1}', "key_too_long"),
        (b"kind: segment\n" + b"k" * 300 + b": 1", "key_too_long"),
    ],
)
def test_hostile_and_broken_texts_are_refused_by_code(text: bytes, code: str) -> None:
    assert refused(text).code == code


def test_a_billion_laughs_cost_nothing() -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert refused(laughs).code == "yaml_alias"


def test_the_largest_hostile_document_is_read_within_seconds() -> None:
    deep = "".join(f"{' ' * n}{'k' * 190}:\n" for n in range(38))
    text = deep + " " * 38 + "x: [" + "1," * ((BYTES_MAX - len(deep) - 100) // 2) + "]"
    before = time.process_time()
    assert refused(text).code == "document_kind"
    assert time.process_time() - before < 10


def test_a_journey_has_at_most_a_thousand_nodes() -> None:
    nodes = {f"n{index}": {"kind": "exit"} for index in range(NODES_MAX + 1)}
    raw = {"kind": "journey", "id": "a", "start": "n0", "entry": {"on": ["x"]}, "nodes": nodes}
    assert refused(json.dumps(raw)).code == "nodes_too_many"
    del nodes["n1"]
    journey = read_document(json.dumps(raw))
    assert isinstance(journey, Journey) and len(journey.nodes) == NODES_MAX


def test_the_name_of_the_file_stands_in_the_text() -> None:
    with pytest.raises(Invalid) as caught:
        read_document("kind: jorney", "journeys/a.yaml")
    assert caught.value.text.startswith("journeys/a.yaml: ")


def test_plain_values_are_built_like_texts() -> None:
    assert build_document({"kind": "segment", "id": "a", "when": "x == 1"}) == Segment(id="a", when="x == 1")
    wrong: list[object] = [[], None, {"kind": 1}, {1: 2, "kind": "segment"}]
    for raw in wrong:
        with pytest.raises(Invalid):
            build_document(raw)


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_document(b"\xef\xbb\xbfkind: segment\nid: a\nwhen: x == 1") == Segment(id="a", when="x == 1")


def test_the_schema_knows_every_kind_and_is_the_published_one() -> None:
    text = json.dumps(schema())
    assert all(f'"{kind}"' in text for kind in ("journey", "segment", "workspace", "message", "experiment"))
    schema_file = Path(__file__).parents[3] / "docs" / "reference" / "schema" / "document.schema.json"
    assert json.loads(schema_file.read_text()) == schema()


def test_an_exit_needs_nothing_but_its_kind() -> None:
    journey = read_document(JOURNEY.replace("kind: wait\n    for: 1d", "kind: exit"))
    assert isinstance(journey, Journey) and journey.nodes["pause"] == Exit()


PAGES = Path(__file__).parents[3] / "docs" / "reference"
REFERENCE = PAGES / "journeys.md"


def sections() -> dict[str, str]:
    """The text under each heading of the page of documents; of the page of nodes, with the mark of a kind."""
    parts = re.split(r"^##? (.+)$", REFERENCE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kinds = re.split(r"^## (.+)$", (PAGES / "nodes.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    return told | {f"node {kind}": text for kind, text in zip(kinds[1::2], kinds[2::2], strict=True)}


HEADINGS = {
    "PageBrand": "workspace",
    "ExitRule": "exits",
    "SharedExit": "workspace",
    "GoalRule": "goal",
    "QuietHours": "quiet_hours",
    "Cap": "workspace",
    "CapArm": "workspace",
    "CapExperiment": "workspace",
    "Topic": "workspace",
    "Reserve": "workspace",
    "Trigger": "triggers",
    "DoubleOptIn": "workspace",
    "KeywordAnswers": "workspace",
}


def structs(module: ModuleType) -> Iterator[type[msgspec.Struct]]:
    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__:
            yield kind


def spelled() -> Iterator[tuple[str, str]]:
    """Each heading, with a field that stands under it."""
    for struct in (*structs(journey_model), *structs(cap_model)):
        for field in msgspec.structs.fields(struct):
            yield HEADINGS.get(struct.__name__, struct.__name__.lower()), field.encode_name
    for kind in NODE_KINDS:
        for struct in structs(import_module(f"loopline.model.nodes.{kind}")):
            for field in msgspec.structs.fields(struct):
                heading = "nodes" if issubclass(struct, Named) and field.name in ("name", "note") else f"node {kind}"
                yield heading, field.encode_name


@pytest.mark.parametrize(("heading", "field"), sorted(set(spelled())))
def test_every_field_is_told_in_the_reference(heading: str, field: str) -> None:
    assert f"`{field}`" in sections()[heading], f"docs/reference does not tell `{field}` under {heading}"


def test_the_examples_of_the_reference_are_whole_and_free_of_faults() -> None:
    examples = re.findall(r"```yaml\n(.+?)```", REFERENCE.read_text(encoding="utf-8"), flags=re.DOTALL)
    documents = [read_document(example) for example in examples]
    assert [type(document) for document in documents] == [
        *(Journey, Workspace, Segment, Workspace, Workspace, Journey, Workspace, Workspace)
    ]
    assert [check_document(document) for document in documents] == [()] * len(documents)
