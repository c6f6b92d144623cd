"""Triggers that ask whether something holds: who comes to match enters, once, at the moment in which she does."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.published import ASKED, PublishedSet
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import ListChanged, Signal, TraitsChanged
from tests.decisions.entry.triggered import document, entries, live
from tests.decisions.played import ANN, HOUR, START, did, later, play, stated

SEGMENT = {"kind": "segment", "id": "idle", "when": 'count("login", within="2h") == 0'}
TRIGGERS: dict[str, dict[str, Any]] = {
    "pro": {"when": 'plan == "pro"'},
    "idle": {"segment": "idle"},
    "vip": {"list": "vip"},
    "lost": {"list": "vip", "leaves": True},
    "later": {"segment": "idle", "existing": "skip"},
    "both": {"when": 'in_segment("idle") and plan == "pro"'},
}


def listed(at: int, name: str, *, added: bool) -> ListChanged:
    return ListChanged(key="ann", id=f"l{at}{name}", at=at, received_at=at, name=name, member=added)


def test_who_comes_to_match_enters_at_the_very_moment_and_once() -> None:
    over = live(SEGMENT, document("pro", TRIGGERS["pro"]), document("idle", TRIGGERS["idle"]))
    person, effects = play(over, ANN, did("login"), stated(START + 1, plan="pro"), stated(START + 2, plan="pro", n=1))
    assert entries(effects) == [("idle", START), ("pro", START + 1)], "as she was before the first signal, she was idle"
    person, effects = play(over, person, later(START + 9 * HOUR))
    assert entries(effects) == [("idle", START + 2 * HOUR)], "by time alone, however late the loop is"
    assert person.wake_at() is None


def test_who_is_in_already_enters_at_the_publish_or_is_skipped() -> None:
    pro = replace(ANN, traits={"plan": "pro"})
    skips = {**TRIGGERS["pro"], "existing": "skip"}
    over = live(document("all", TRIGGERS["pro"]), document("new", skips))
    assert over.pending_fan_outs == {ASKED: 2}
    person, effects = play(over, pro, later(START))
    assert entries(effects) == [("all", START)]
    _, effects = play(over, person, stated(START + 1, plan="free"), stated(START + 2, plan="pro"))
    assert entries(effects) == [("all", START + 2), ("new", START + 2)]


def test_what_the_first_signal_after_a_publish_changes_counts_as_a_change() -> None:
    over = live(document("new", {**TRIGGERS["pro"], "existing": "skip"}))
    assert entries(play(over, ANN, stated(START, plan="pro"))[1]) == [("new", START)]


def test_a_person_who_is_new_enters_what_her_first_signal_makes_true() -> None:
    nobody = Person(key="ann", traits={})
    over = live(document("new", {"when": 'not in_list("vip")', "existing": "skip"}), document("vip", TRIGGERS["lost"]))
    assert entries(play(over, nobody, did("anything"))[1]) == [("new", START)]


def test_a_silent_import_notes_what_holds_and_lets_nobody_in() -> None:
    over = live(document("pro", TRIGGERS["pro"]), document("vip", TRIGGERS["vip"]))
    stated_so = TraitsChanged(key="ann", id="t", at=START, received_at=START, traits={"plan": "pro"}, trust="silent")
    listed_so = replace(listed(START, "vip", added=True), trust="silent")
    for someone in (ANN, Person(key="ann", traits={})):
        for told, key in ((stated_so, "pro/0"), (listed_so, "vip/0")):
            person, effects = play(over, someone, told, stated(START + 1, n=1))
            assert entries(effects) == [] and person.trigger_states is not None
            assert person.trigger_states.holds == (key,)


def test_a_new_version_goes_on_with_what_held() -> None:
    over = live(document("pro", TRIGGERS["pro"]))
    person, _ = play(over, ANN, stated(START, plan="pro"))
    over = live(document("pro", {"when": 'plan == "pro" or plan == "team"'}), over=over, version=2)
    person, effects = play(over, person, later(START + 1))
    assert entries(effects) == [] and over.pending_fan_outs == {ASKED: 2}


def test_what_begins_to_hold_in_a_pause_lets_in_when_the_journey_goes_on() -> None:
    before = live(document("pro", TRIGGERS["pro"]), document("idle", {"list": "vip"}))
    for person in (ANN, play(before, ANN, did("login"))[0]):
        over = before.set_state("pro", "paused")
        person, effects = play(over, person, stated(START, plan="pro"))
        assert entries(effects) == []
        over = over.set_state("pro", "live", 9)
        assert over.pending_fan_outs["pro"] == 9 and over.pending_fan_outs[ASKED] == over.asks
        assert entries(play(over, person, later(START + 1))[1]) == [("pro", START + 1)]


def test_a_stopped_journey_asks_nobody() -> None:
    over = live(document("pro", TRIGGERS["pro"])).set_state("pro", "stopped", 9)
    assert entries(play(over, ANN, stated(START, plan="pro"))[1]) == []
    assert not over.condition_triggers.id


def test_a_segment_that_is_defined_anew_lets_in_who_matches_now() -> None:
    over = live(SEGMENT, document("idle", TRIGGERS["idle"]), document("later", TRIGGERS["later"]))
    person, _ = play(over, ANN, did("login"))
    over = live({**SEGMENT, "when": 'count("login") > 0'}, over=over, version=2)
    assert ASKED in over.pending_fan_outs
    assert entries(play(over, person, later(START + 1))[1]) == [("idle", START + 1)], "who skips, skips them again"


def test_a_filter_of_the_trigger_refuses_with_a_reason() -> None:
    over = live(document("pro", {**TRIGGERS["pro"], "where": "seats > 3"}))
    _, effects = play(over, ANN, stated(START, plan="pro", seats=1))
    assert [one.reason for one in effects if isinstance(one, Fact) and one.kind == "not_entered"] == ["filter_false"]


ACTS = ("login", "pro", "free", "join", "quit", "nothing")


def signal_of(act: str, at: int) -> Signal:
    match act:
        case "login":
            return did("login", at)
        case "pro" | "free":
            return stated(at, plan=act)
        case "join" | "quit":
            return listed(at, "vip", added=act == "join")
        case _:
            return later(at)


def expected(acts: list[tuple[int, str]], asked_at: int, until: int) -> list[tuple[str, int]]:
    """By brute force: the truth of each at every moment in which anything could change."""
    logins = [at for at, act in acts if act == "login"]
    moments = sorted({asked_at, until, *(at for at, _ in acts), *(at + 2 * HOUR for at in logins)})

    def truths(now: int) -> dict[str, bool]:
        idle = not any(at <= now < at + 2 * HOUR for at in logins)
        plans = [act for at, act in acts if at <= now and act in ("pro", "free")]
        lists = [act for at, act in acts if at <= now and act in ("join", "quit")]
        pro, vip = plans[-1:] == ["pro"], lists[-1:] == ["join"]
        return {"pro": pro, "idle": idle, "vip": vip, "lost": vip, "later": idle, "both": idle and pro}

    found: list[tuple[str, int]] = []
    before = truths(asked_at - 1)
    found += [(name, asked_at) for name, is_true in before.items() if is_true and name not in ("lost", "later")]
    for now in (one for one in moments if asked_at <= one <= until):
        after = truths(now)
        for name, is_true in after.items():
            if is_true != before[name] and is_true != (name == "lost"):
                found.append((name, now))
        before = after
    return sorted(found)


@given(
    steps=st.lists(st.tuples(st.integers(1, 3 * HOUR), st.sampled_from(ACTS)), min_size=1, max_size=12),
    place=st.integers(0, 11),
)
def test_entries_are_those_of_brute_force(steps: list[tuple[int, str]], place: int) -> None:
    """Whatever happens, and wherever in it the journeys are published."""
    place = min(place, len(steps) - 1)
    acts, at = list[tuple[int, str]](), START
    for gap, act in steps:
        at += gap
        acts.append((at, act))
    over = PublishedSet().observe(("login",))
    person, _ = play(over, ANN, *(signal_of(act, when) for when, act in acts[:place]))
    over = live(SEGMENT, *(document(name, one) for name, one in TRIGGERS.items()), over=over)
    until = at + 3 * HOUR
    _, effects = play(over, person, *(signal_of(act, when) for when, act in acts[place:]), later(until))
    assert sorted(entries(effects)) == expected(acts, acts[place][0], until)
