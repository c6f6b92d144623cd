"""A publish is a signal: stored in its step, and a restart reads the same program back."""

import msgspec
import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.program import Program
from loopline.model.ids import PROGRAM_KEY
from loopline.model.journey import Document
from loopline.model.records import StoredDocument
from loopline.model.signal import (
    DocumentPublished,
    EverybodyTold,
    JourneyStateChanged,
    ObservationStarted,
    ProgramSignal,
)
from loopline.runtime.engine import program_signals as module
from loopline.runtime.engine.program_signals import announce, boot
from loopline.runtime.engine.transaction import Draft

AT = 1_772_366_400_000
REST = {"start": "rest", "nodes": {"rest": {"kind": "wait", "for": "1d"}}}
JOURNEY = build_document({"kind": "journey", "id": "j", "entry": {"on": ["go"]}, **REST})


def publish(document: Document, version: int) -> DocumentPublished:
    kind, text = type(document).__name__.lower(), msgspec.json.encode(document)
    return DocumentPublished(PROGRAM_KEY, f"{version}", AT, AT, kind, document.id, version, text, "because", "ann")


def state(value: str) -> JourneyStateChanged:
    return JourneyStateChanged(PROGRAM_KEY, value, AT, AT, "j", value)


def told(*signals: ProgramSignal) -> tuple[Program, list[StoredDocument], Draft]:
    program, draft, stored = Program(), Draft(0), list[StoredDocument]()
    for signal in signals:
        draft.position += 1
        program = announce(program, signal, draft)
    stored += draft.documents
    return program, stored, draft


def test_a_version_is_published_once() -> None:
    program, stored, draft = told(publish(JOURNEY, 1), publish(JOURNEY, 1))
    assert [(d.name, d.version, d.reason, d.by) for d in stored] == [("j", 1, "because", "ann")]
    assert [(fact.kind, fact.journey, fact.version) for fact in draft.facts] == [("published", "j", 1)]
    assert program.live["j"].journey == JOURNEY


def test_a_restart_reads_the_same_program_back() -> None:
    segment = build_document({"kind": "segment", "id": "s", "when": 'count("seen") >= 1'})
    workspace = build_document({"kind": "workspace", "zone": "Europe/Berlin"})
    names = ObservationStarted(PROGRAM_KEY, "o", AT, AT, ("ahead",))
    program, stored, _ = told(
        publish(workspace, 1), publish(segment, 1), names, publish(JOURNEY, 1), state("paused"), publish(JOURNEY, 2)
    )
    again = boot(stored)
    assert (again.states, again.observed, again.workspace) == (program.states, program.observed, program.workspace)
    assert set(again.versions) == {("j", 1), ("j", 2)} and again.segments == program.segments
    assert again.states["j"] == "paused", "a new version does not open what somebody closed"


def test_what_is_told_again_later_changes_nothing() -> None:
    first, second = publish(JOURNEY, 1), publish(JOURNEY, 2)
    pause, resume = state("paused"), JourneyStateChanged(PROGRAM_KEY, "back", AT, AT, "j", "live")
    segment = publish(build_document({"kind": "segment", "id": "s", "when": "seats > 1"}), 1)
    workspace = publish(build_document({"kind": "workspace", "zone": "Europe/Berlin"}), 1)
    names = ObservationStarted(PROGRAM_KEY, "o", AT, AT, ("ahead",))
    once = (workspace, segment, names, first, pause, resume, second)
    program, stored, draft = told(*once)
    again, stored_again, draft_again = told(*once, *once, *reversed(once))
    assert (again.states, again.live["j"].version) == (program.states, 2) == ({"j": "live"}, 2)
    assert stored_again == stored and len(draft_again.facts) == len(draft.facts) == len(once)
    rebooted, other = boot(stored), Draft(99)
    for signal in once:
        assert announce(rebooted, signal, other) is rebooted, "nor after a restart"
    assert (other.documents, other.facts) == ([], [])


def test_a_pause_survives_a_restart() -> None:
    program, stored, _ = told(publish(JOURNEY, 1), state("paused"))
    assert boot(stored).states == program.states == {"j": "paused"}
    assert boot(stored).entrances == {}


def test_a_stop_is_ended_by_a_new_version_alone() -> None:
    program, stored, draft = told(publish(JOURNEY, 1), state("stopped"), state("live"), state("paused"))
    assert (program.states, program.stopped) == ({"j": "stopped"}, {"j": 1})
    assert [(fact.kind, fact.name) for fact in draft.facts] == [("published", "journey"), ("state", "stopped")]
    assert boot(stored).stopped == {"j": 1}
    program, stored, _ = told(publish(JOURNEY, 1), state("stopped"), publish(JOURNEY, 2))
    assert [boot(stored).state_of("j", version) for version in (1, 2)] == ["stopped", "live"]


def test_a_new_version_of_a_paused_journey_waits_behind_the_closed_door() -> None:
    program, stored, _ = told(publish(JOURNEY, 1), state("paused"), publish(JOURNEY, 2))
    for one in (program, boot(stored)):
        assert (one.states, one.live["j"].version, dict(one.entrances)) == ({"j": "paused"}, 2, {})
    opened, stored, _ = told(publish(JOURNEY, 1), state("paused"), publish(JOURNEY, 2), state("live"))
    assert [v.version for v in opened.entrances["go"]] == [v.version for v in boot(stored).entrances["go"]] == [2]


def test_it_is_owed_to_the_people_inside_until_everybody_was_told() -> None:
    heard = EverybodyTold(PROGRAM_KEY, "t", AT, AT, "j", 2)
    program, stored, _ = told(publish(JOURNEY, 1), state("stopped"))
    assert program.owed == boot(stored).owed == {"j": 2}
    program, stored, draft = told(publish(JOURNEY, 1), state("stopped"), heard, heard)
    assert program.owed == boot(stored).owed == {} and len(stored) == 3
    assert "told" not in {fact.kind for fact in draft.facts}
    late = told(publish(JOURNEY, 1), state("paused"), state("live"), heard)
    assert late[0].owed == {"j": 3}, "a later change is still owed"


def test_changes_of_state_are_remembered_up_to_a_bound_of_each_journey() -> None:
    """A double is known though its journey, or any other one, has changed many times since; not for ever."""
    bound = 6
    other = build_document({"kind": "journey", "id": "k", "entry": {"on": ["go"]}, **REST})
    changes = [
        JourneyStateChanged(PROGRAM_KEY, f"{name}{n}", AT, AT, name, "live" if n % 2 else "paused")
        for name, many in (("k", bound), ("j", 3 * bound))
        for n in range(many)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "HEARD_MAX", bound)
        program, stored, _ = told(publish(JOURNEY, 1), publish(other, 1), *changes)
        rebooted = boot(stored)
    assert program.heard == rebooted.heard
    assert {name: len(ids) for name, ids in program.heard.items()} == {"j": bound, "k": bound}
    draft = Draft(99)
    for known in (program, rebooted):
        for change in (*changes[:bound], *changes[-bound:]):
            assert announce(known, change, draft) is known
    assert draft.documents == []
