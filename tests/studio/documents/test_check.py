"""Many documents are checked in the light of each other, and each is refused for its own faults alone."""

from typing import Any

from loopline.conditions.language import KnownNames
from loopline.decisions.checks.findings import no_template_faults
from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.journey import Document
from loopline.studio.documents.check import beside, check_all, context_of, refused


def segment(name: str, when: str = "seats > 1") -> Document:
    return build_document({"kind": "segment", "id": name, "when": when})


def journey(name: str, where: str = "", **fields: Any) -> Document:
    nodes = {"rest": {"kind": "wait", "for": "1d"}}
    entry = {"on": ["go"], "where": where}
    return build_document({"kind": "journey", "id": name, "entry": entry, "start": "rest", "nodes": nodes, **fields})


CONTEXT = context_of(publish(PublishedSet(), segment("live"), 1), KnownNames(), no_template_faults)


def codes(*documents: Document) -> tuple[list[int], dict[int, str]]:
    """The order in which they can be published, and the first fault of each that cannot."""
    found = check_all(dict(enumerate(documents)), CONTEXT)
    bad = {number: why.faults[0].code for number, why in found.items() if why is not None}
    return [number for number, why in found.items() if why is None], bad


def test_what_another_asks_for_comes_before_it() -> None:
    exits = [{"when": 'in_segment("keen")'}]
    workspace = build_document({"kind": "workspace", "zone": "Europe/Berlin", "exits": exits})
    asks = journey("a", 'in_segment("keen") and in_segment("live")')
    assert codes(asks, workspace, segment("keen")) == ([2, 1, 0], {})


def test_whoever_asks_for_what_is_refused_is_refused_too_and_nobody_else() -> None:
    documents = (
        journey("a", 'in_segment("keen")'),
        journey("b"),
        segment("keen", 'in_segment("odd")'),
        segment("odd", "seats >"),
        segment("fine"),
    )
    order, bad = codes(*documents)
    assert order == [4, 1]
    assert sorted(bad) == [0, 2, 3]


def test_journeys_that_hand_over_to_each_other_know_each_other() -> None:
    handing = [
        journey(one, nodes={"rest": {"kind": "handoff", "journey": other}}) for one, other in (("a", "b"), ("b", "a"))
    ]
    assert codes(*handing) == ([0, 1], {})


def test_a_refusal_says_what_is_to_be_mended_and_where() -> None:
    why = refused(journey("a", start="nowhere"), CONTEXT)
    assert why is not None and [line.at for line in why.lines] == ["start"]
    assert refused(journey("a"), CONTEXT) is None


def test_what_is_beside_replaces_what_was_published() -> None:
    workspace = build_document({"kind": "workspace", "topics": {"news": {}}})
    after = beside(CONTEXT, [workspace, segment("live", "seats > 2"), journey("a")])
    assert (after.topics, after.journeys) == (frozenset({"news"}), frozenset({"a"}))
    assert dict(after.segments or {}) == {"live": "seats > 2"}
