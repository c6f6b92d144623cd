"""The generated product: a seed is a world, and its true effect is what it says."""

from itertools import pairwise

import msgspec
import pytest

from loopline.demo.usage import (
    AGAIN_AFTER,
    BASE,
    EFFECT,
    END,
    START,
    Member,
    history,
    introduce,
    members,
    persuaded_at,
    reads_at,
    upgrade,
)
from loopline.model.duration import DAY
from loopline.signals.dialects.segment import read


@pytest.fixture(scope="module")
def people() -> list[Member]:
    """A big world."""
    return members(20_000, "test")


def test_a_seed_is_a_world(people: list[Member]) -> None:
    assert members(50, "test") == people[:50]
    assert members(50, "another") != people[:50]


def test_the_shares_are_the_stated_ones(people: list[Member]) -> None:
    may = [member for member in people if member.plan != "enterprise"]
    assert sum(member.anyway for member in may) / len(may) == pytest.approx(BASE, abs=0.006)
    assert sum(member.persuadable for member in may) / len(may) == pytest.approx(EFFECT, abs=0.006)
    assert not any(member.anyway and member.persuadable for member in people)
    assert not any((member.anyway or member.persuadable) and member.again for member in people)


def test_nobody_upgrades_before_a_first_message_could_come_or_after_the_window(people: list[Member]) -> None:
    for member in people:
        assert START < member.limit_at < END - AGAIN_AFTER
        assert 2 * DAY <= member.upgrade_after <= 12 * DAY
        assert 2 * DAY <= persuaded_at(member, "test", member.limit_at) - member.limit_at <= 8 * DAY


def test_reading_takes_a_human_while() -> None:
    times = [reads_at("test", f"key-{number}", 0) for number in range(500)]
    assert min(times) >= 30 * 60_000 and max(times) < DAY


def test_what_people_do_is_taken_by_the_protocol_in_order(people: list[Member]) -> None:
    for member in people[:300]:
        moments = list(history(member))
        assert all(first.at <= second.at for first, second in pairwise(moments[:2]))
        messages = [*introduce(member), *(moment.message for moment in moments)]
        batch = read(b'{"batch":[' + b",".join(messages) + b"]}", END)
        assert (batch.messages, batch.errors) == (len(messages), [])


def test_an_upgrade_tells_its_revenue_before_the_plan_changes(people: list[Member]) -> None:
    member = next(one for one in people if one.plan == "free")
    event, trait = (msgspec.json.decode(moment.message) for moment in upgrade(member, START))
    assert (event["event"], event["properties"]) == ("plan_upgraded", {"plan": "starter", "revenue": 29.0})
    assert trait["traits"] == {"current_plan": "starter"}
