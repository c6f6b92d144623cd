"""A publish is a signal: stored in its transaction, and a restart reads the same published set back."""

import msgspec
import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.published import PublishedSet
from loopline.model.choosing.policy import ChoicePolicy, ChoiceRule
from loopline.model.errors import Invalid
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.journey import Document
from loopline.model.records import SetAside, StoredDocument, document_kind
from loopline.model.signal import (
    DocumentPublished,
    FanOutCompleted,
    JourneyState,
    JourneyStateChanged,
    ObservationStarted,
    PublicationSignal,
)
from loopline.model.signals.policies import PolicyStated
from loopline.runtime.engine import publication as module
from loopline.runtime.engine.publication import announce, boot
from loopline.runtime.engine.transaction import TransactionBuilder

AT = 1_772_366_400_000
REST = {"start": "rest", "nodes": {"rest": {"kind": "wait", "for": "1d"}}}
JOURNEY = build_document({"kind": "journey", "id": "j", "entry": {"on": ["go"]}, **REST})


def publish(document: Document, version: int) -> DocumentPublished:
    kind, text = document_kind(document), msgspec.json.encode(document)
    return DocumentPublished(
        key=PUBLISHED_KEY,
        id=f"{version}",
        at=AT,
        received_at=AT,
        kind=kind,
        name=document.id,
        version=version,
        document=text,
        reason="because",
        by="ann",
    )


def state(value: JourneyState) -> JourneyStateChanged:
    return JourneyStateChanged(key=PUBLISHED_KEY, id=value, at=AT, received_at=AT, journey="j", state=value)


def told(*signals: PublicationSignal) -> tuple[PublishedSet, list[StoredDocument], TransactionBuilder]:
    published, builder, stored = PublishedSet(), TransactionBuilder(0), list[StoredDocument]()
    for signal in signals:
        builder.position += 1
        published = announce(published, signal, builder)
    stored += builder.documents
    return published, stored, builder


def test_a_version_is_published_once() -> None:
    published, stored, builder = told(publish(JOURNEY, 1), publish(JOURNEY, 1))
    assert [(d.name, d.version, d.reason, d.by) for d in stored] == [("j", 1, "because", "ann")]
    assert [(fact.kind, fact.journey, fact.version) for fact in builder.facts] == [("published", "j", 1)]
    assert published.live["j"].journey == JOURNEY


def test_a_restart_reads_the_same_program_back() -> None:
    segment = build_document({"kind": "segment", "id": "s", "when": 'count("seen") >= 1'})
    workspace = build_document({"kind": "workspace", "zone": "Europe/Berlin"})
    names = ObservationStarted(key=PUBLISHED_KEY, id="o", at=AT, received_at=AT, names=("ahead",))
    published, stored, _ = told(
        publish(workspace, 1), publish(segment, 1), names, publish(JOURNEY, 1), state("paused"), publish(JOURNEY, 2)
    )
    again = boot(stored)
    assert (again.states, again.observed, again.workspace) == (
        published.states,
        published.observed,
        published.workspace,
    )
    assert set(again.versions) == {("j", 1), ("j", 2)} and again.segments == published.segments
    assert again.states["j"] == "paused", "a new version does not open what somebody closed"


def test_a_change_that_comes_again_later_changes_nothing() -> None:
    first, second = publish(JOURNEY, 1), publish(JOURNEY, 2)
    pause, resume = (
        state("paused"),
        JourneyStateChanged(key=PUBLISHED_KEY, id="back", at=AT, received_at=AT, journey="j", state="live"),
    )
    segment = publish(build_document({"kind": "segment", "id": "s", "when": "seats > 1"}), 1)
    workspace = publish(build_document({"kind": "workspace", "zone": "Europe/Berlin"}), 1)
    names = ObservationStarted(key=PUBLISHED_KEY, id="o", at=AT, received_at=AT, names=("ahead",))
    once = (workspace, segment, names, first, pause, resume, second)
    published, stored, builder = told(*once)
    again, stored_again, draft_again = told(*once, *once, *reversed(once))
    assert (again.states, again.live["j"].version) == (published.states, 2) == ({"j": "live"}, 2)
    assert stored_again == stored and len(draft_again.facts) == len(builder.facts) == len(once)
    rebooted, other = boot(stored), TransactionBuilder(99)
    for signal in once:
        assert announce(rebooted, signal, other) is rebooted, "nor after a restart"
    assert (other.documents, other.facts) == ([], [])


def test_a_pause_survives_a_restart() -> None:
    published, stored, _ = told(publish(JOURNEY, 1), state("paused"))
    assert boot(stored).states == published.states == {"j": "paused"}
    assert boot(stored).triggers == {}


def test_a_stop_is_ended_by_a_new_version_alone() -> None:
    published, stored, builder = told(publish(JOURNEY, 1), state("stopped"), state("live"), state("paused"))
    assert (published.states, published.stopped) == ({"j": "stopped"}, {"j": 1})
    assert [(fact.kind, fact.name) for fact in builder.facts] == [("published", "journey"), ("state", "stopped")]
    assert boot(stored).stopped == {"j": 1}
    published, stored, _ = told(publish(JOURNEY, 1), state("stopped"), publish(JOURNEY, 2))
    assert [boot(stored).state_of("j", version) for version in (1, 2)] == ["stopped", "live"]


def again(signal: JourneyStateChanged, name: str) -> JourneyStateChanged:
    return msgspec.structs.replace(signal, id=name)


@pytest.mark.parametrize(
    ("before", "idle", "after"),
    [
        ([state("stopped")], again(state("stopped"), "idle"), [publish(JOURNEY, 2)]),
        ([state("stopped")], again(state("live"), "idle"), [publish(JOURNEY, 2), state("paused")]),
        ([state("paused")], again(state("paused"), "idle"), [state("live")]),
    ],
    ids=[
        "a second stop, then a new version",
        "a resume of what is stopped, then a pause",
        "a second pause, then a resume",
    ],
)
def test_a_change_that_changed_nothing_changes_nothing_by_its_double_either(
    before: list[PublicationSignal], idle: JourneyStateChanged, after: list[PublicationSignal]
) -> None:
    once, _, lucky = told(publish(JOURNEY, 1), *before, idle, *after)
    twice, stored, unlucky = told(publish(JOURNEY, 1), *before, idle, *after, idle)
    assert unlucky.facts == lucky.facts
    assert twice.states == once.states == boot(stored).states
    assert boot(stored).pending_fan_outs == twice.pending_fan_outs == once.pending_fan_outs
    assert announce(boot(stored), idle, TransactionBuilder(99)).states == once.states, "nor after a restart"


def test_a_new_version_of_a_paused_journey_waits_behind_the_closed_door() -> None:
    published, stored, _ = told(publish(JOURNEY, 1), state("paused"), publish(JOURNEY, 2))
    for one in (published, boot(stored)):
        assert (one.states, one.live["j"].version, dict(one.triggers)) == ({"j": "paused"}, 2, {})
    opened, stored, _ = told(publish(JOURNEY, 1), state("paused"), publish(JOURNEY, 2), state("live"))
    assert [v.version for v in opened.triggers["go"]] == [v.version for v in boot(stored).triggers["go"]] == [2]


def test_its_fan_out_is_pending_until_it_has_reached_all_people_inside() -> None:
    recent_state_changes = FanOutCompleted(key=PUBLISHED_KEY, id="t", at=AT, received_at=AT, journey="j", position=2)
    published, stored, _ = told(publish(JOURNEY, 1), state("stopped"))
    assert published.pending_fan_outs == boot(stored).pending_fan_outs == {"j": 2}
    published, stored, builder = told(publish(JOURNEY, 1), state("stopped"), recent_state_changes, recent_state_changes)
    assert published.pending_fan_outs == boot(stored).pending_fan_outs == {} and len(stored) == 3
    assert "told" not in {fact.kind for fact in builder.facts}
    late = told(publish(JOURNEY, 1), state("paused"), state("live"), recent_state_changes)
    assert late[0].pending_fan_outs == {"j": 3}, "a later change is still owed"


def test_changes_of_state_are_remembered_up_to_a_bound_of_each_journey() -> None:
    """A double is known though its journey, or any other one, has changed many times since; not for ever."""
    bound = 6
    other = build_document({"kind": "journey", "id": "k", "entry": {"on": ["go"]}, **REST})
    changes = [
        JourneyStateChanged(
            key=PUBLISHED_KEY, id=f"{name}{n}", at=AT, received_at=AT, journey=name, state="live" if n % 2 else "paused"
        )
        for name, many in (("k", bound), ("j", 3 * bound))
        for n in range(many)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "STATE_CHANGES_MAX", bound)
        published, stored, _ = told(publish(JOURNEY, 1), publish(other, 1), *changes)
        rebooted = boot(stored)
    assert published.recent_state_changes == rebooted.recent_state_changes
    assert {name: len(ids) for name, ids in published.recent_state_changes.items()} == {"j": bound, "k": bound}
    builder = TransactionBuilder(99)
    for known in (published, rebooted):
        for change in (*changes[:bound], *changes[-bound:]):
            assert announce(known, change, builder) is known
    assert builder.documents == []


POLICY = ChoicePolicy(
    journey="j",
    node="pick",
    version=1,
    now=ChoiceRule(stage="best", shares={"": {"a": 0.9, "nothing": 0.1}}),
    words="w",
)


def stated(policy: ChoicePolicy) -> PolicyStated:
    return PolicyStated(key=PUBLISHED_KEY, id=f"p{policy.version}", at=AT, received_at=AT, policy=policy, by="ann")


def test_a_policy_is_stored_told_and_read_back_after_a_restart() -> None:
    builder = TransactionBuilder(1, 1)
    published = announce(PublishedSet(), stated(POLICY), builder)
    published = announce(published, stated(msgspec.structs.replace(POLICY, version=2)), builder)
    assert published.policies["j", "pick"].version == 2
    assert announce(published, stated(POLICY), builder) is published
    assert [(one.kind, one.name, one.version) for one in builder.documents] == [
        ("policy", "j/pick", 1),
        ("policy", "j/pick", 2),
    ]
    assert boot(builder.documents).policies == published.policies


def test_an_unsound_policy_never_holds_and_one_that_cannot_be_read_is_set_aside() -> None:
    broken = msgspec.structs.replace(POLICY, now=ChoiceRule(stage="best", shares={"": {"a": 0.5}}))
    with pytest.raises(Invalid):
        announce(PublishedSet(), stated(broken), TransactionBuilder(1, 1))
    builder = TransactionBuilder(1, 1)
    announce(PublishedSet(), stated(POLICY), builder)
    aside: list[SetAside] = []
    torn = msgspec.structs.replace(builder.documents[0], document=b"{")
    assert boot([torn], aside.append).policies == {}
    assert [one.name for one in aside] == ["policy/j/pick/1"]
