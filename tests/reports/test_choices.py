"""Choices as the facts tell them: settled after the goal's time, without people held out, goals from the choice on."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.learning.choosing.rows import ChoiceRow
from loopline.model.errors import Invalid, Missing
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.pipeline.advance import advance
from loopline.reports.choices import choice_report, choose_node, choose_nodes, node_choices, own_policy
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.decisions.played import DAY, MAIL, MANY, START, published

HOUR = 3_600_000
JOURNEY: dict[str, Any] = {
    "entry": {"on": ["go"], "reentry": MANY},
    "goal": {"event": "bought", "value": "amount", "within": "1d"},
    "holdout": {"percent": 40},
    "nodes": {
        "pick": {"kind": "choose", "options": [{"name": "a", "then": "mail"}, {"name": "b"}], "context": ["seats"]},
        "mail": MAIL,
    },
}
PEOPLE = 60
BUYERS = 20


def signal(key: str, name: str, at: int, amount: int = 0) -> EventReceived:
    text = b'{"amount":%d}' % amount
    return EventReceived(key=key, id=f"{key}/{name}/{at}", name=name, at=at, received_at=at, properties=text)


@pytest.fixture(scope="module")
def told() -> Iterator[tuple[DuckFacts, PublishedSet, dict[str, str]]]:
    """People who come; the first ones buy after an hour for 5, and once more two days later. The level of each."""
    rules, facts, held = published(JOURNEY), DuckFacts(), dict[str, str]()
    made: list[Fact] = []
    for number in range(PEOPLE):
        key = f"p{number}"
        person = Person(key=key, traits={"email": f"{key}@example.test", "seats": number}, first_seen_at=1)
        signals = [signal(key, "go", START + number)]
        if number < BUYERS:
            signals += [signal(key, "bought", START + HOUR, 5), signal(key, "bought", START + 2 * DAY, 9)]
        for one in signals:
            person, effects = advance(person, one, rules, one.at)
            made += [fact for fact in effects if isinstance(fact, Fact)]
        held[key] = next(fact.held for fact in made if fact.person == key and fact.kind == "entered")
    placed = [replace(fact, position=at + 1, seq=at + 1, decided_at=fact.at) for at, fact in enumerate(made)]
    with closing(facts):
        facts.append(1, lines_of(placed))
        yield facts, rules, held


Told = tuple[DuckFacts, PublishedSet, dict[str, str]]


def rows(told: Told, now: int) -> list[ChoiceRow]:
    facts, rules, _ = told
    return node_choices(facts, rules, choose_node(rules, "j", "pick"), now)


def test_a_choice_is_pending_until_the_goals_time_is_over_and_then_it_is_settled(told: Told) -> None:
    assert all(row.pending for row in rows(told, START + DAY - 1))
    assert not any(row.pending for row in rows(told, START + DAY + PEOPLE))
    early = rows(told, START + HOUR - 1)
    assert early and sum(row.goals for row in early) == 0


def test_people_who_are_held_out_teach_nothing_and_goals_after_the_time_count_for_nothing(told: Told) -> None:
    held = told[2]
    found = rows(told, START + 3 * DAY)
    free = {person for person, level in held.items() if not level}
    assert 0 < len(free) < PEOPLE
    assert {row.unit for row in found} == free
    buyers = {f"p{number}" for number in range(BUYERS)} & free
    assert {row.unit for row in found if row.goals} == buyers
    assert {row.value for row in found if row.goals} == {5.0}


def test_what_decided_is_read_back(told: Told) -> None:
    for row in rows(told, START + 3 * DAY):
        assert row.propensity == pytest.approx(row.told.shares[row.option])
        assert sum(row.told.shares.values()) == pytest.approx(1)
        assert row.told.context == {"seats": float(row.unit[1:])}


def test_a_version_with_another_goal_counts_for_itself_alone(told: Told) -> None:
    facts, rules, held = told
    other = published({**JOURNEY, "goal": {"event": "bought", "within": "3d"}})
    later = replace_version(rules, other)
    assert node_choices(facts, later, choose_node(later, "j", "pick"), START + 9 * DAY) == []
    assert len(rows((facts, rules, held), START + 9 * DAY)) > 0


def replace_version(rules: PublishedSet, other: PublishedSet) -> PublishedSet:
    """The set in which the journey's second version is that of another set."""
    from dataclasses import replace as renewed

    second = renewed(other.live["j"], version=2)
    return renewed(rules, live={"j": second}, versions={**rules.versions, ("j", 2): second})


def test_a_report_tells_options_and_why_nothing_is_tried_yet(told: Told) -> None:
    facts, rules, _ = told
    report = choice_report(facts, rules, "j", "pick", START + 3 * DAY)
    assert [line.option for line in report.options] == ["a", "b", "nothing"]
    assert report.choices == report.settled == sum(line.choices for line in report.options)
    assert (report.stage, report.version, report.split) == ("random", 0, None)
    assert "200 people" in report.words


def test_only_choose_nodes_of_what_is_published_are_asked() -> None:
    rules = published(JOURNEY)
    assert choose_nodes(rules) == (("j", "pick"),)
    assert choose_nodes(rules.set_state("j", "stopped")) == ()
    assert own_policy(choose_node(rules, "j", "pick")).version == 0
    for journey, node, error in (("k", "pick", Missing), ("j", "gone", Missing), ("j", "mail", Invalid)):
        with pytest.raises(error):
            choose_node(rules, journey, node)


def test_without_a_goal_there_is_nothing_to_learn_from(told: Told) -> None:
    rules = published({**JOURNEY, "goal": None})
    found = node_choices(told[0], rules, choose_node(rules, "j", "pick"), START + 9 * DAY)
    assert {row.pending for row in found} == {True}, "counted, and pending for ever"
