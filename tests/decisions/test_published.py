"""The published set: triggers by event name, frozen versions, events worth remembering."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Invalid
from loopline.model.signal import JourneyState
from tests.decisions.played import DAY, MAIL, published

REST = {"nodes": {"rest": {"kind": "wait", "for": "1d"}}}


def test_triggers_stand_by_event_name_the_highest_priority_first() -> None:
    rules = published({"id": "low", "priority": 10, **REST}, {"id": "high", "priority": 90, **REST})
    assert [door.id for door in rules.triggers["go"]] == ["high", "low"]
    assert "other" not in rules.triggers


def test_a_pause_takes_the_trigger_away_and_a_resume_brings_it_back() -> None:
    rules = published(REST)
    assert "go" not in rules.set_state("j", "paused").triggers
    assert [door.id for door in rules.set_state("j", "paused").set_state("j", "live").triggers["go"]] == ["j"]


def test_a_new_version_leaves_the_old_one_as_it_was() -> None:
    first = published(REST)
    whole = {"kind": "journey", "id": "j", "entry": {"on": ["come"]}, "start": "mail", "nodes": {"mail": MAIL}}
    second = publish(first, build_document(whole), 2)
    assert second.versions["j", 1] is first.versions["j", 1]
    assert (second.live["j"].version, list(second.triggers)) == (2, ["come"])
    assert first.live["j"].version == 1, "publishing makes a new program, it does not change the one in hand"


def test_people_remember_what_conditions_count_as_long_as_the_longest_window() -> None:
    rules = published(
        {"id": "a", **REST, "exits": [{"when": 'count("seen", within="2d") >= 2'}]},
        {"id": "b", **REST, "exits": [{"when": 'count("seen", within="7d") >= 2'}]},
        {"id": "c", **REST, "exits": [{"when": 'count("ever") >= 2'}]},
    )
    assert dict(rules.observed) == {"seen": 7 * DAY, "ever": None}
    assert rules.observe(("seen",)).observed["seen"] is None


def test_the_workspace_brings_caps_in_milliseconds() -> None:
    caps = [{"limit": 3, "within": "1w"}, {"limit": 1, "within": "1d", "channel": "sms"}]
    rules = publish(PublishedSet(), build_document({"kind": "workspace", "caps": caps}), 4)
    assert [(cap.limit, cap.within_ms, cap.channel) for cap in rules.caps] == [(3, 7 * DAY, ""), (1, DAY, "sms")]
    assert (rules.cap_window_ms, rules.workspace_version) == (7 * DAY, 4)


@pytest.mark.parametrize(
    ("node", "code", "at"),
    [
        ({"kind": "wait", "for": "soon"}, "duration_invalid", "nodes.one.for"),
        (MAIL | {"channel": "fax"}, "channel_unknown", "nodes.one.channel"),
    ],
)
def test_a_document_that_cannot_be_compiled_is_refused_with_a_code(node: dict[str, object], code: str, at: str) -> None:
    with pytest.raises(Invalid) as refused:
        published({"nodes": {"one": node}})
    assert (refused.value.code, refused.value.at) == (code, at)


ON = ("a", "b", "c")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["j1", "j2", "j3"]),
        st.sampled_from(["publish", "live", "paused", "stopped"]),
        st.lists(st.sampled_from(ON), min_size=1, max_size=3, unique=True),
        st.integers(0, 2),
    ),
    max_size=25,
)


@given(STEPS)
def test_the_index_of_triggers_says_what_all_live_journeys_say(
    steps: list[tuple[str, JourneyState | Literal["publish"], list[str], int]],
) -> None:
    rules = PublishedSet()
    for number, (name, act, on, priority) in enumerate(steps, 1):
        if act == "publish":
            head = {"kind": "journey", "id": name, "priority": priority, "entry": {"on": on}, "start": "mail"}
            document = build_document({**head, "nodes": {"mail": MAIL}})
            rules = publish(rules, document, number, "paused" if number % 5 == 0 else "live")
        else:
            rules = rules.set_state(name, act, number)
        for event in ON:
            found = [one for one in rules.live.values() if event in one.journey.entry.events]
            found = [one for one in found if rules.states[one.id] == "live"]
            wanted = tuple(sorted(found, key=lambda one: (-one.journey.priority, one.id)))
            assert rules.triggers.get(event, ()) == wanted and rules.triggers.get(event) != ()
