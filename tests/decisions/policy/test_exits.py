"""Exits by a condition hold while it is true, also for what an enrollment left in the outbox."""

from typing import Any

import pytest

from loopline.decisions.narrate import narrate
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, ListChanged, ReceiptReceived, Signal
from loopline.pipeline.attempts import gate_batch
from tests.decisions.played import ANN, HOUR, MAIL, START, answered, did, exits, later, mails, play, published, stated

OFF: dict[str, Any] = {**MAIL, "then": "rest"}
REST = {"kind": "wait", "for": "5d"}


def at_the_send(rules: PublishedSet, person: Person, effects: list[Effect], at: int = START + 2 * HOUR) -> list[Signal]:
    rows = [OutboxRow(message=mail, status="pending", due_at=mail.due_at, attempt=0) for mail in mails(effects)]
    return gate_batch(rows, rules.live["j"], rules, {"ann": answered(person)}, at)[1]


@pytest.mark.parametrize("nodes", [{"mail": MAIL}, {"mail": OFF, "rest": REST}], ids=["ended", "open"])
@pytest.mark.parametrize(
    ("when", "signal"),
    [
        ('tier == "gold"', stated(START + HOUR, tier="gold")),
        (
            'in_list("x")',
            ListChanged(key="ann", id="l", at=START + HOUR, received_at=START + HOUR, name="x", member=True),
        ),
        ("seats > entry.seats", stated(START + HOUR, seats=3)),
        ('count("bought") >= 1', did("bought", START + HOUR)),
        ('hours_since(last("go")) >= 2', later(START + 2 * HOUR)),
    ],
)
def test_what_waits_in_the_outbox_is_refused_while_an_exit_holds(
    nodes: dict[str, Any], when: str, signal: Signal
) -> None:
    rules = published({"nodes": nodes, "exits": [{"when": when, "reason": "no_more"}]})
    person, effects = play(rules, ANN, did("go", seats=2))
    assert at_the_send(rules, person, effects, START) == []
    person, more = play(rules, person, signal)
    (answer,) = at_the_send(rules, person, effects)
    assert isinstance(answer, AttemptAnswered) and answer.result == "refused"
    if "rest" in nodes:
        assert (answer.reason, exits(more)) == ("exited", [("j", "no_more")])
        return
    assert (answer.code, answer.reason) == ("exit_holds", "exit_no_more")
    _, told = play(rules, person, answer)
    said = [narrate(fact) for fact in told if isinstance(fact, Fact) and fact.kind == "attempt"]
    assert said == ["The e-mail of mail was not sent: an exit rule of the journey holds (no more)."]


def test_a_goal_that_ends_the_journey_ends_what_is_left_of_it_as_well() -> None:
    rules = published({"nodes": {"mail": MAIL}, "goal": {"event": "bought", "exit": True}})
    person, effects = play(rules, ANN, did("go"))
    person, _ = play(rules, person, did("bought", START + HOUR))
    (answer,) = at_the_send(rules, person, effects)
    assert isinstance(answer, AttemptAnswered) and answer.reason == "exit_goal_reached"


def test_a_rule_about_receipts_lets_a_message_of_an_enrollment_pass_that_is_over() -> None:
    nodes = {"first": {**MAIL, "then": "second"}, "second": MAIL}
    rules = published({"nodes": nodes, "exits": [{"when": 'opened("first")'}]})
    person, effects = play(rules, ANN, did("go"))
    mail = mails(effects)[0]
    opened = ReceiptReceived(
        key="ann",
        id="r",
        at=START + 1,
        received_at=START + 1,
        kind="opened",
        message=mail.key,
        channel="email",
        node="first",
        enrollment=mail.enrollment,
    )
    person, _ = play(rules, person, opened)
    assert at_the_send(rules, person, effects) == []


def test_why_names_the_rule_and_what_it_saw() -> None:
    rules = published({"nodes": {"mail": MAIL}, "exits": [{"when": 'tier == "gold"', "reason": "top_tier"}]})
    _, effects = play(rules, ANN, stated(START - 1, tier="gold"), did("go"))
    (fact,) = [one for one in effects if isinstance(one, Fact) and one.kind == "not_entered"]
    assert narrate(fact) == 'Did not enter j: an exit rule holds already (top tier). (tier was "gold")'


def test_an_exit_that_holds_on_the_way_says_so() -> None:
    nodes = {"mark": {"kind": "update", "add_to": ["x"], "then": "mail"}, "mail": MAIL}
    rules = published({"nodes": nodes, "exits": [{"when": 'in_list("x")'}]})
    person, effects = play(rules, ANN, did("go"))
    assert (mails(effects), exits(effects), person.enrollments) == ([], [("j", "condition")], ())
    (fact,) = [one for one in effects if isinstance(one, Fact) and one.kind == "exited"]
    assert narrate(fact) == 'Left j: exit rule, because in_list("x") is true.'
