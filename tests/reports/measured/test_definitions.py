"""Earlier definitions of a journey's metrics: which they are, and that each is counted as it was defined."""

from random import Random
from typing import Any

from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.reports.measured.definitions import EARLIER_MAX, earlier_definitions
from loopline.reports.measured.report import broken_guardrails, metrics_report
from tests.reports.measured.books import NAME, NOW, lived, published
from tests.reports.measured.fields import LEFT, SPENT, VISITED
from tests.reports.programmes.worlds import journey
from tests.runtime.parts import DAY


def versions(*metrics: dict[str, Any]) -> PublishedSet:
    found = published(metrics[0])
    for number, one in enumerate(metrics[1:], 2):
        found = publish(found, journey(NAME, holdout={"percent": 20}, metrics=one), number)
    return found


def told(known: PublishedSet) -> list[tuple[str, int]]:
    own = {number: one for (name, number), one in known.versions.items() if name == NAME}
    return [(one.name, one.until_version) for one in earlier_definitions(own, known.live[NAME])]


def test_only_what_is_counted_makes_another_definition_and_each_stands_once() -> None:
    short = VISITED | {"within": "3d"}
    assert told(versions({"v": VISITED}, {"v": VISITED | {"name": "Visits"}})) == []
    assert told(versions({"v": VISITED}, {"v": short}, {"v": VISITED}, {"v": short})) == [("v", 3)]
    assert told(versions({"v": VISITED}, {"w": short})) == [], "another name is another metric"
    many = [{"v": VISITED | {"within": f"{days}d"}} for days in range(2, 4 + EARLIER_MAX)]
    assert told(versions(*many)) == [("v", len(many) - 1 - back) for back in range(EARLIER_MAX)]


def test_the_analysis_by_the_words_before_stands_beside_the_new_one_over_the_same_units() -> None:
    facts = lived(Random(5), 400).carried(NOW)
    old, new = SPENT | {"within": "5d"}, SPENT | {"within": "10d"}
    (before,) = metrics_report(facts, published({"spent": old}), NAME, NOW).metrics
    found = metrics_report(facts, versions({"spent": old}, {"spent": new}), NAME, NOW)
    (line,), (earlier,) = found.metrics, found.earlier
    assert (earlier.treated, earlier.held_out) == (before.treated, before.held_out)
    assert (line.within_ms, earlier.within_ms, earlier.until_version) == (10 * DAY, 5 * DAY, 1)
    assert line.treated.units + line.treated.pending == earlier.treated.units + earlier.treated.pending
    assert "2 comparisons" in found.warning, "whoever tries another definition pays for it"
    facts.close()


def test_a_guardrail_that_said_something_else_pauses_nothing() -> None:
    facts = lived(Random(6), 900).carried(NOW)
    known = versions({"left": LEFT}, {"left": LEFT | {"receipt": "complained"}})
    (now,), (earlier,) = (found := metrics_report(facts, known, NAME, NOW)).metrics, found.earlier
    assert (now.verdict, earlier.verdict, earlier.pauses) == ("holds", "broken", False)
    assert broken_guardrails(facts, known, NAME, NOW) == ()
    facts.close()
