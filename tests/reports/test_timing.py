"""How long people take, out of facts: whoever has not come yet counts until now, and groups are compared."""

from collections.abc import Iterator

import pytest
from msgspec import Raw, json

from loopline.learning.survival.figures import ReachReport
from loopline.model.duration import DAY, HOUR
from loopline.model.errors import Invalid
from loopline.model.fact import Fact
from loopline.reports.timing import time_to_reach
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of

NOW = 100 * DAY

OPENED: list[DuckFacts] = []


@pytest.fixture(autouse=True, scope="module")
def _closed() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


def stored(*lines: tuple[str, str, int, object]) -> DuckFacts:
    """Lines of (event, person, when in hours, plan)."""
    facts = [
        Fact("event", person, at=at * HOUR, position=n, seq=n, name=name, data=Raw(json.encode({"plan": plan})))
        for n, (name, person, at, plan) in enumerate(lines, 1)
    ]
    found = DuckFacts()
    OPENED.append(found)
    found.append(1, lines_of(facts))
    return found


def asked(facts: DuckFacts, by: str = "", since: int = 0) -> ReachReport:
    return time_to_reach(facts, "signed_up", "activated", by, since, NOW)


def test_who_has_not_come_counts_until_now_and_half_have_come_by_the_median() -> None:
    lines = [("signed_up", f"p{n}", 0, None) for n in range(10)]
    lines += [("activated", f"p{n}", 24 * (n + 1), None) for n in range(6)]
    [all_of_them] = asked(stored(*lines)).groups
    assert (all_of_them.name, all_of_them.began, all_of_them.reached) == ("", 10, 6)
    assert all_of_them.median_days == 5
    assert [(one.days, round(one.share, 3)) for one in all_of_them.points] == [(n + 1, (n + 1) / 10) for n in range(6)]
    assert all(0 <= one.low <= one.share <= one.high <= 1 for one in all_of_them.points)


def test_the_first_of_each_counts_and_what_came_before_does_not() -> None:
    facts = stored(
        ("activated", "early", 1, None),
        ("signed_up", "early", 10, None),
        ("signed_up", "twice", 10, None),
        ("signed_up", "twice", 200, None),
        ("activated", "twice", 34, None),
        ("activated", "twice", 400, None),
        ("activated", "stranger", 20, None),
    )
    [group] = asked(facts).groups
    assert (group.began, group.reached) == (2, 1)
    assert [(one.days, one.share, one.at_risk) for one in group.points] == [(1.0, 0.5, 2)]


def test_groups_by_a_property_of_the_first_event_are_told_apart() -> None:
    lines: list[tuple[str, str, int, object]]
    lines = [("signed_up", f"{plan}{n}", 0, plan) for plan in ("pro", "free") for n in range(60)]
    lines += [("activated", f"pro{n}", 24 + n, None) for n in range(50)]
    lines += [("activated", f"free{n}", 24 * 30 + n, None) for n in range(20)]
    lines += [("signed_up", "silent", 0, None)]
    found = asked(stored(*lines), by="plan")
    assert [(one.name, one.began, one.reached) for one in found.groups] == [
        ("free", 60, 20),
        ("pro", 60, 50),
        ("not known", 1, 0),
    ]
    assert found.p is not None
    assert found.p < 1e-6
    assert asked(stored(*lines)).p is None


def test_many_values_are_the_commonest_and_the_others() -> None:
    lines = [("signed_up", f"p{n}", 0, f"v{n % 12:02}" if n < 60 else "v00") for n in range(80)]
    found = asked(stored(*lines), by="plan")
    assert len(found.groups) == 9
    assert {one.name for one in found.groups} >= {"v00", "others"}
    assert sum(one.began for one in found.groups) == 80
    assert found.p is None, "nobody has come, so nothing tells them apart"


def test_only_who_began_in_the_time_that_is_asked_for_is_counted() -> None:
    facts = stored(("signed_up", "old", 0, None), ("signed_up", "new", 24 * 50, None))
    assert asked(facts, since=40 * DAY).groups[0].began == 1
    with pytest.raises(Invalid) as refused:
        asked(facts, since=60 * DAY)
    assert refused.value.code == "reach_few"
