"""Every kind of node keeps the contract of `Kind`: its examples have no faults, every question has an answer."""

from typing import Any, get_args

import msgspec
import pytest

from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document
from loopline.decisions.nodes import kind_of
from loopline.decisions.nodes.kind import KINDS, Kind, PassesThrough
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.lab.examples import NEXT, OTHER, node_examples, placed
from loopline.model.journey import Journey
from loopline.model.nodes import NODE_KINDS, Node, kind_name
from loopline.model.nodes.goal import Goal
from loopline.model.person import Enrollment, Person, Waiting
from loopline.model.signal import EventReceived
from loopline.pipeline.advance import advance

NOW = 1_767_225_600_000
EXAMPLES = [(kind, number) for kind, examples in node_examples().items() for number in range(len(examples))]
ENDS: dict[str, Any] = {NEXT: {"kind": "exit", "reason": "next"}, OTHER: {"kind": "exit", "reason": "other"}}


def journey(kind: str, number: int) -> Journey:
    """The example between an entry and two exits."""
    raw = {
        "kind": "journey",
        "id": "j",
        "entry": {"on": ["go"]},
        "start": "first",
        "nodes": {"first": node_examples()[kind][number], **ENDS},
    }
    document = build_document(raw)
    assert isinstance(document, Journey)
    return document


def test_the_register_holds_exactly_the_kinds_of_the_union() -> None:
    assert set(KINDS) == set(get_args(Node))
    assert set(node_examples()) == set(NODE_KINDS)


@pytest.mark.parametrize("kind", NODE_KINDS)
def test_a_kind_has_examples_and_a_page(kind: str) -> None:
    assert node_examples()[kind], f"decisions/nodes/{kind}/examples.yaml is empty"
    assert all(example["kind"] == kind for example in node_examples()[kind])


@pytest.mark.parametrize(("kind", "number"), EXAMPLES)
def test_an_example_has_no_error_and_can_be_published(kind: str, number: int) -> None:
    document = journey(kind, number)
    errors = [fault for fault in check_document(document) if fault.severity == "error"]
    assert errors == []
    assert publish(PublishedSet(), document, 1).live["j"].nodes["first"].node == document.nodes["first"]


@pytest.mark.parametrize(("kind", "number"), EXAMPLES)
def test_the_ways_out_are_those_that_are_written_and_can_be_led_elsewhere(kind: str, number: int) -> None:
    example = node_examples()[kind][number]
    node = msgspec.convert(example, Node)
    targets = [target for _, target in kind_of("first", node).edges()]
    assert set(targets) <= {NEXT, OTHER, None}
    assert kind_of("first", node).instant() <= {target for target in targets if target}
    led = msgspec.convert(placed(example, {NEXT: "a", OTHER: "b"}), Node)
    renamed = {NEXT: "a", OTHER: "b", None: None}
    assert [target for _, target in kind_of("first", led).edges()] == [renamed[target] for target in targets]


@pytest.mark.parametrize(("kind", "number"), EXAMPLES)
def test_a_person_arrives_and_is_not_stranded(kind: str, number: int) -> None:
    published = publish(PublishedSet(), journey(kind, number), 1)
    ann = Person(key="ann", traits={"email": "ann@example.test", "push_token": "t", "renews_on": "2026-03-01"})
    signal = EventReceived(key="ann", id="e1", name="go", at=NOW, received_at=NOW, properties=b'{"order_id": 7}')
    after, effects = advance(ann, signal, published, NOW)
    assert any(getattr(effect, "kind", "") == "entered" for effect in effects)
    for enrollment in after.enrollments:
        at = published.live["j"].nodes[enrollment.node]
        assert enrollment.wake_at is not None or at.awaits_signal(enrollment)  # type: ignore[attr-defined]
        assert at.waiting_for(enrollment).endswith(".")  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", NODE_KINDS)
def test_every_kind_says_what_somebody_waits_for(kind: str) -> None:
    known = kind_of("first", msgspec.convert(node_examples()[kind][0], Node))
    known.compile()
    enrollment = Enrollment("e", "j", 1, "first", 1, NOW, NOW, wake_at=NOW, waiting=Waiting())
    assert known.waiting_for(enrollment).endswith(".")
    assert kind_name(known.node) == kind


def test_a_kind_that_forgets_a_question_cannot_be_made() -> None:
    class Forgetful(Kind[Goal]):
        pass

    class Halfway(PassesThrough[Goal]):
        pass

    for made in (Forgetful, Halfway):
        with pytest.raises(TypeError, match="abstract"):
            made("goal", Goal())  # type: ignore[abstract]  # the very fault that is looked for
