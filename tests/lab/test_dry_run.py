"""Dry runs: every decision of the engine, in virtual time, for somebody who does not exist."""

from collections.abc import Mapping
from typing import Any

import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.lab.dry_run import DryRun, DryRunPerson, DryRunSignal, dry_run, preview_program
from loopline.model.duration import HOUR
from loopline.model.entry.holdout import GlobalHoldout
from loopline.model.errors import Invalid
from loopline.model.journey import Journey, Workspace
from loopline.model.message import Refusal, Rendered
from loopline.model.nodes.message import Content

NOW = 1_800_000_000_000
DAY = 86_400_000


def journey(**fields: Any) -> Journey:
    document = build_document(
        {
            "kind": "journey",
            "id": "trial",
            "entry": {"on": ["limit_reached"]},
            "start": "push",
            "nodes": {
                "push": {"kind": "message", "channel": "push", "content": {"title": "t", "body": "b"}, "then": "rest"},
                "rest": {"kind": "wait", "until": {"when": 'clicked("push")'}, "timeout": "1d", "then": "paid"},
                "paid": {
                    "kind": "split",
                    "branches": [{"when": 'clicked("push")', "then": "thanks", "name": "clicked"}],
                    "otherwise": "mail",
                },
                "thanks": {"kind": "message", "channel": "in_app", "content": {"body": "thanks"}},
                "mail": {"kind": "message", "channel": "email", "content": {"subject": "s", "text": "t"}},
            },
            **fields,
        }
    )
    assert isinstance(document, Journey)
    return document


def render(content: Content, context: Mapping[str, Any]) -> Rendered | Refusal:
    if content.subject == "fails":
        return Refusal("template_failed", "It failed.")
    return Rendered(subject=content.subject, title=content.title, body=content.body, text=content.text)


NOTHING_LIVE = PublishedSet()


def tried(
    *signals: DryRunSignal, document: Journey | None = None, live: PublishedSet = NOTHING_LIVE, **person: Any
) -> DryRun:
    traits = {"email": "ann@example.test", "push_token": "t"}
    given = DryRunPerson(**{"traits": traits, **person})
    return dry_run(preview_program(live, document or journey()), given, signals, "30d", NOW, render)


def sent(found: DryRun) -> list[tuple[str, int]]:
    return [(message.node, (message.at - NOW) // DAY) for message in found.messages]


ENTER = DryRunSignal(event="limit_reached")


def test_a_receipt_decides_and_time_does() -> None:
    assert sent(tried(ENTER)) == [("push", 0), ("mail", 1)]
    clicked = DryRunSignal(after="2h", receipt="clicked", node="push")
    found = tried(ENTER, clicked)
    assert sent(found) == [("push", 0), ("thanks", 0)]
    assert found.messages[1].at == NOW + 2 * 3_600_000
    assert any(step.kind == "receipt" and step.node == "push" for step in found.steps)


def test_a_receipt_for_a_message_never_sent_is_shown_and_does_nothing() -> None:
    found = tried(DryRunSignal(receipt="clicked", node="mail"), ENTER)
    assert found.steps[0].kind == "nothing" and "had left" in found.steps[0].text


def test_signals_happen_in_the_order_of_their_times() -> None:
    late, early = DryRunSignal(after="5d", event="limit_reached"), DryRunSignal(at=NOW + DAY, traits={"plan": "pro"})
    found = tried(late, early)
    assert [step.kind for step in found.steps][:2] == ["traits", "event"]
    assert [step.at for step in found.steps] == sorted(step.at for step in found.steps)


def test_nobody_is_held_out_of_a_dry_run() -> None:
    live = publish(PublishedSet(), Workspace(holdout=GlobalHoldout(percent=100)), 1)
    assert sent(tried(ENTER, document=journey(holdout={"percent": 100}), live=live))


def test_the_workspace_and_consent_hold() -> None:
    caps = build_document({"kind": "workspace", "caps": [{"limit": 1, "within": "7d"}]})
    found = tried(ENTER, live=publish(PublishedSet(), caps, 1))
    assert sent(found) == [("push", 0)]
    assert any("frequency cap" in step.text for step in found.steps)
    found = tried(ENTER, consent={"push": False})
    assert sent(found) == [("mail", 1)] and any("refused this channel" in step.text for step in found.steps)


def test_a_template_that_fails_is_a_step() -> None:
    nodes = {"push": {"kind": "message", "channel": "email", "content": {"subject": "fails", "text": "t"}}}
    found = tried(ENTER, document=journey(nodes=nodes, start="push"))
    assert found.messages[0].rendered == Refusal("template_failed", "It failed.")
    assert any(step.kind == "refused" and "It failed." in step.text for step in found.steps)


def test_the_account_and_the_zone_are_the_persons() -> None:
    nodes = {
        "at": {"kind": "wait", "until_time": "09:00", "then": "if"},
        "if": {"kind": "split", "branches": [{"when": "account.size > 5", "then": "mail"}]},
        "mail": {"kind": "message", "channel": "email", "content": {"subject": "s", "text": "t"}},
    }
    found = tried(ENTER, document=journey(nodes=nodes, start="at"), account={"size": 9}, zone="Asia/Tokyo")
    assert len(found.messages) == 1 and (found.messages[0].at // 3_600_000) % 24 == 0


def test_a_membership_ends_in_a_dry_run_as_it_does_in_life() -> None:
    document = journey(exits=[{"when": 'not in_list("trial")', "reason": "over"}])
    ends = {"trial": NOW + HOUR, "other": NOW + 1}
    found = tried(ENTER, document=document, lists=("trial",), list_ends=ends)
    assert sent(found) == [("push", 0)]
    assert [step.at for step in found.steps if "ended by itself" in step.text] == [NOW + HOUR]


def test_an_enrollment_without_end_is_cut() -> None:
    nodes = {
        "a": {"kind": "wait", "for": "1m", "then": "b"},
        "b": {"kind": "wait", "for": "1m", "then": "a"},
    }
    found = tried(ENTER, document=journey(nodes=nodes, start="a"))
    assert found.cut and len(found.steps) <= 2_000


def test_the_same_dry_run_says_the_same() -> None:
    assert tried(ENTER) == tried(ENTER)


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ([DryRunSignal()], "signal_empty"),
        ([DryRunSignal(at=NOW - 1, event="x")], "signal_time"),
        ([DryRunSignal(after="soon", event="x")], "duration_invalid"),
        ([DryRunSignal(receipt="eaten", node="push")], "receipt_unknown"),
        ([ENTER] * 201, "signals_too_many"),
    ],
)
def test_what_cannot_happen_is_refused(signals: list[DryRunSignal], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        tried(*signals)
    assert refused.value.code == code
