"""A draft against the live version: every change is told once, in words, and drawings are no change."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.documents.diff import DocumentChange, diff_documents
from loopline.decisions.documents.read import build_document, to_plain
from loopline.model.journey import Canvas, Journey, Segment
from loopline.model.nodes.exit import Exit
from loopline.model.nodes.message import Message
from loopline.model.nodes.wait import Wait
from loopline.studio.gallery import read as templates


def upsell() -> Journey:
    document = templates.load("upsell")
    assert isinstance(document, Journey)
    return document


def test_nothing_changed_says_nothing() -> None:
    assert diff_documents(upsell(), upsell()) == ()
    moved = replace(upsell(), canvas=Canvas(positions={"mark": (1.0, 2.0)}))
    assert diff_documents(upsell(), moved) == ()


def test_a_changed_node_names_the_field_and_both_values() -> None:
    old = upsell()
    push = old.nodes["push_a"]
    assert isinstance(push, Message)
    new = replace(old, nodes={**old.nodes, "push_a": replace(push, content=replace(push.content, title="Hello"))})
    assert diff_documents(old, new) == (
        DocumentChange(
            "push_a",
            "changed",
            'Message "Push A, day 0" (push_a): content.title from "That one is on Starter" to "Hello".',
        ),
    )


def test_a_default_that_is_written_out_is_told_as_new() -> None:
    old = replace(upsell(), nodes={"a": Wait(duration="1d")})
    new = replace(old, nodes={"a": Wait(duration="1d", then="b"), "b": Exit()})
    first, second = diff_documents(old, new)
    assert first.text == 'Wait (a): then is now "b".'
    assert second == DocumentChange("b", "added", "New: exit (b).")


def test_a_deleted_node_asks_where_its_people_go() -> None:
    old = upsell()
    new = replace(old, nodes={name: node for name, node in old.nodes.items() if name != "told"})
    (change,) = diff_documents(old, new)
    assert (change.node, change.kind) == ("told", "deleted")
    assert "where people who stand here go on" in change.text


def test_entry_and_settings_are_told_apart() -> None:
    old = upsell()
    new = replace(old, entry=replace(old.entry, on=("paywall_encountered",)), priority=10, exits=())
    changes = diff_documents(old, new)
    assert {(change.kind, change.node) for change in changes} == {("entry", ""), ("settings", "")}
    texts = " ".join(change.text for change in changes)
    assert "Entry.on from feature_limit_reached, usage_threshold_hit to paywall_encountered." in texts
    assert "Priority from 70 to 10." in texts
    assert 'Exits[0].change is no longer "current_plan"' in texts


def test_long_texts_and_long_lists_are_cut() -> None:
    old = Segment(id="a", when="x == 1")
    new = Segment(id="a", when=" or ".join(f"x == {n}" for n in range(100)))
    (change,) = diff_documents(old, new)
    assert len(change.text) < 200


KINDS = st.sampled_from(["added", "changed", "deleted", "untouched"])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), KINDS, min_size=1))
def test_each_touched_node_is_told_exactly_once(fates: dict[str, str]) -> None:
    def journey(nodes: dict[str, Any]) -> Any:
        return build_document({"kind": "journey", "id": "x", "entry": {"on": ["e"]}, "start": "a", "nodes": nodes})

    old = {name: {"kind": "wait", "for": "1d"} for name, fate in fates.items() if fate != "added"}
    new = {
        name: {"kind": "wait", "for": "2d" if fate == "changed" else "1d"}
        for name, fate in fates.items()
        if fate != "deleted"
    }
    told = {change.node: change.kind for change in diff_documents(journey(old), journey(new))}
    assert told == {name: fate for name, fate in fates.items() if fate != "untouched"}
    assert to_plain(journey(old))["id"] == "x"
