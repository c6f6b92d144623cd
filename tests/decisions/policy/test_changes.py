"""A change of a trait begins a journey: once for each real change, whoever made it, and never by one told too late."""

from msgspec.structs import replace

from loopline.decisions.documents.read import build_document, write_document
from loopline.decisions.publish import publish
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.signal import AccountChanged
from tests.decisions.played import ANN, DAY, START, did, play, published, stated

REST = {"rest": {"kind": "exit", "reason": "seen"}}
TO_PRO = {"nodes": REST, "entry": {"on": [], "triggers": [{"change": "plan", "to": "pro"}]}}


def told(effects: list[Effect]) -> list[tuple[str, str]]:
    facts = [one for one in effects if isinstance(one, Fact)]
    return [(one.kind, one.reason or one.name) for one in facts if one.kind in ("entered", "not_entered")]


def test_a_value_that_is_stated_again_triggers_nothing() -> None:
    _, effects = play(published(TO_PRO), ANN, stated(START, plan="pro"), stated(START + 1, plan="pro"))
    assert told(effects) == [("entered", "change plan")]


def test_a_trigger_names_what_the_trait_becomes_and_one_is_not_true() -> None:
    document = {"nodes": REST, "entry": {"on": [], "triggers": [{"change": "n", "to": 1}]}}
    _, effects = play(published(document), ANN, stated(START, n=True), stated(START + 1, n=2))
    assert told(effects) == []
    _, effects = play(published(document), ANN, stated(START, n=1.0))
    assert told(effects) == [("entered", "change n")]


def test_a_change_that_was_told_too_late_says_so() -> None:
    late = replace(stated(START, plan="pro"), received_at=START + 2 * DAY)
    _, effects = play(published(TO_PRO), ANN, late)
    assert told(effects) == [("not_entered", "too_late")]


def test_a_filter_that_is_not_true_says_so() -> None:
    trigger = {"change": "plan", "where": "seats > 3"}
    document = {"nodes": REST, "entry": {"on": [], "triggers": [trigger]}}
    _, effects = play(
        published(document), ANN, stated(START, plan="pro", seats=3), stated(START + 1, plan="x", seats=4)
    )
    assert told(effects) == [("not_entered", "filter_false"), ("entered", "change plan")]


def test_a_trait_of_the_account_lets_its_member_in() -> None:
    document = {"nodes": REST, "entry": {"on": [], "triggers": [{"change": "account.plan"}]}}
    person = replace(ANN, account="@acme", account_traits={"plan": "free"})
    changed = AccountChanged(key="ann", id="c", at=START, received_at=START, account="@acme", traits={"plan": "pro"})
    _, effects = play(published(document), person, stated(START, plan="pro"), changed)
    assert told(effects) == [("entered", "change account.plan")]


def test_journeys_that_write_what_the_other_waits_for_come_to_an_end() -> None:
    def writes(name: str, trait: str, other: str) -> dict[str, object]:
        entry = {"on": ["go"], "triggers": [{"change": trait}], "reentry": {"policy": "always", "concurrent": True}}
        return {"id": name, "entry": entry, "nodes": {"u": {"kind": "update", "set": {other: "=now()"}}}}

    _, effects = play(published(writes("a", "x", "y"), writes("b", "y", "x")), ANN, did("go"))
    assert 2 <= len(told(effects)) <= 50


def test_a_publish_without_the_trigger_shuts_the_door_and_a_pause_does() -> None:
    rules = published(TO_PRO)
    assert list(rules.change_triggers) == [("person", "plan")]
    assert dict(rules.set_state("j", "paused").change_triggers) == {}
    plain = {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": "rest", "nodes": REST}
    assert dict(publish(rules, build_document(plain), 2).change_triggers) == {}


def test_a_document_with_events_alone_is_written_as_it_was() -> None:
    plain = build_document({"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": "rest", "nodes": REST})
    assert "triggers" not in write_document(plain)
