"""Goals: an event reaches the windows that were open when it happened, however late it is told."""

from typing import Any

import msgspec
import pytest

from loopline.decisions.publish import publish
from loopline.decisions.quality import quality_words
from loopline.model.fact import Fact
from loopline.model.journey import Workspace
from tests.decisions.played import ANN, DAY, HOUR, MAIL, SECOND, START, did, exits, later, mails, play, published


def test_a_goal_reached_after_the_entry_ends_the_passage_though_both_came_in_one_flush() -> None:
    nodes = {"rest": {"kind": "wait", "for": "1h", "then": "mail"}, "mail": MAIL}
    rules = published({"nodes": nodes, "goal": {"event": "bought", "exit": True}})
    flushed = START + 10 * SECOND
    _, effects = play(rules, ANN, did("go", START, flushed), did("bought", START + SECOND, flushed), later(START + DAY))
    assert (exits(effects), mails(effects)) == ([("j", "goal_reached")], [])


def test_a_goal_stands_at_the_time_when_it_happened() -> None:
    rules = published({"nodes": {"rest": {"kind": "wait", "for": "1h"}}, "goal": {"event": "bought", "within": "7d"}})
    _, effects = play(rules, ANN, did("go"), did("bought", START + DAY, START + 2 * DAY))
    (goal,) = [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "goal"]
    assert (goal.at, msgspec.json.decode(goal.data or b"{}")["after_ms"]) == (START + DAY, DAY)


def test_a_goal_that_is_told_late_counts_when_it_happened_in_time() -> None:
    rules = published({"nodes": {"rest": {"kind": "wait", "for": "1h"}}, "goal": {"event": "bought", "within": "1d"}})
    _, effects = play(rules, ANN, did("go"), did("bought", START + HOUR, START + DAY + HOUR))
    assert [fact.at for fact in effects if isinstance(fact, Fact) and fact.kind == "goal"] == [START + HOUR]
    _, effects = play(rules, ANN, did("go"), did("bought", START + HOUR, START + 3 * DAY))
    assert not [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "goal"]


def worth(amount: object) -> tuple[list[float | None], list[tuple[str, str]]]:
    """What two open passages count for an event with this amount, and what is told of its quality."""
    nodes = {"rest": {"kind": "wait", "for": "1h"}}
    entry = {"on": ["go"], "reentry": {"policy": "always", "concurrent": True}}
    rules = published({"nodes": nodes, "entry": entry, "goal": {"event": "bought", "value": "amount"}})
    _, effects = play(rules, ANN, did("go"), did("go", START + SECOND), did("bought", START + HOUR, amount=amount))
    facts = [fact for fact in effects if isinstance(fact, Fact)]
    odd = [(fact.reason, quality_words(fact)) for fact in facts if fact.kind == "quality"]
    return [fact.value for fact in facts if fact.kind == "goal"], odd


@pytest.mark.parametrize(("text", "amount"), [("19.90", 19.9), (" 5 ", 5.0), ("-3.5", -3.5), ("007", 7.0)])
def test_an_amount_that_came_as_text_is_read_and_told_once(text: str, amount: float) -> None:
    said = f'The amount "bought.amount" came as the text "{text}"; it was read as {amount}.'
    assert worth(text) == ([amount, amount], [("amount_text", said)])


@pytest.mark.parametrize("text", ["19,90", "1,200.50", "twelve", "1e5", "", "٣"])
def test_an_amount_that_nobody_can_read_is_told_and_worth_nothing(text: str) -> None:
    amounts, ((reason, said),) = worth(text)
    assert (amounts, reason) == ([None, None], "amount_unreadable")
    assert f'"{text}"' in said and "worth nothing" in said


@pytest.mark.parametrize(("amount", "counted"), [(12, 12.0), (1.5, 1.5), (True, None), (None, None), ([1], None)])
def test_numbers_are_as_they_are_and_what_is_no_amount_is_none(amount: object, counted: float | None) -> None:
    assert worth(amount) == ([counted, counted], [])


@pytest.mark.parametrize(
    ("sent", "counted"), [("EUR", 9.0), ("eur ", 9.0), (None, 9.0), ("", 9.0), ("USD", None), (978, None)]
)
def test_an_amount_in_another_currency_is_told_and_not_added(sent: object, counted: float | None) -> None:
    goal = {"event": "bought", "value": "amount", "currency": "money.currency"}
    journey: dict[str, Any] = {"nodes": {"rest": {"kind": "wait", "for": "1h"}}, "goal": goal}
    rules = publish(published(journey), Workspace(currency="EUR"), 1)
    bought = did("bought", START + HOUR, amount=9, money={"currency": sent})
    _, effects = play(rules, ANN, did("go"), bought)
    facts = [fact for fact in effects if isinstance(fact, Fact)]
    assert [fact.value for fact in facts if fact.kind == "goal"] == [counted]
    said = [quality_words(fact) for fact in facts if fact.reason == "amount_currency"]
    words = f'An amount of "bought.amount" came in {sent}; EUR is added up here, so it is worth nothing.'
    assert said == ([words] if counted is None else [])
    _, effects = play(published(journey), ANN, did("go"), bought)
    assert [fact.value for fact in effects if isinstance(fact, Fact) and fact.kind == "goal"] == [9.0]
