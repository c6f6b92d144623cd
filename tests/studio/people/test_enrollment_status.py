"""The reason why a person waits, in words."""

from typing import Any

import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.person import Enrollment, Waiting
from loopline.studio.people.enrollment_status import enrollment_status, waiting

AT = 1_800_000_000_000
NODES: dict[str, dict[str, Any]] = {
    "rest": {"kind": "wait", "for": "1d"},
    "click": {"kind": "wait", "until": {"event": "paid", "where": "event.amount > 3"}, "timeout": "2d"},
    "holds": {"kind": "wait", "until": {"when": "seats > 3"}},
    "mail": {"kind": "message", "channel": "email", "content": {"subject": "s", "text": "t"}},
}
DOCUMENT = build_document({"kind": "journey", "id": "j", "entry": {"on": ["x"]}, "start": "rest", "nodes": NODES})
LIVE = publish(PublishedSet(), DOCUMENT, 1)


def enrollment(node: str, wake_at: int | None = None, **more: Any) -> Enrollment:
    return Enrollment("e", "j", 1, node, 1, AT, AT, wake_at=wake_at, **more)


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        (enrollment("rest", AT), "Waits until 2027-01-15 08:00 UTC."),
        (enrollment("click", AT), "Waits for paid with event.amount > 3, at most until 2027-01-15 08:00 UTC."),
        (enrollment("holds"), "Waits until seats > 3 holds."),
        (enrollment("mail", AT, waiting=Waiting()), "The message is put off until 2027-01-15 08:00 UTC."),
        (enrollment("mail", AT, waiting=Waiting(outcome=True)), "Waits for the outcome of the message."),
        (enrollment("gone"), "Stands on a node that is gone."),
    ],
)
def test_one_sentence_for_each_kind_of_wait(stands: Enrollment, said: str) -> None:
    assert waiting(stands, LIVE) == said


def test_a_paused_journey_says_so() -> None:
    assert waiting(enrollment("rest", AT), LIVE.set_state("j", "paused")) == "The journey is paused."


def test_somebody_at_a_node() -> None:
    found = enrollment_status("=@ann", enrollment("rest", AT, held="journey"), LIVE)
    assert (found.person, found.node, found.wake_at, found.held) == ("@ann", "rest", AT, True)
