"""Goals: an event reaches the windows that were open when it happened, however late it is told."""

import msgspec

from loopline.model.fact import Fact
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
