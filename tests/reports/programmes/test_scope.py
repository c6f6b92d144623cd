"""Which units are compared: several draws, two kinds of unit, levels above, and what the sandbox kept."""

from random import Random
from typing import Any

import pytest

from loopline.decisions.publish import publish
from loopline.learning.queries import arrivals, levels
from loopline.reports.programmes.draws import PastRules
from loopline.reports.programmes.scope import level_scope
from tests.reports.programmes.recount import Asked, recount
from tests.reports.programmes.worlds import BOUGHT, GROWTH, Book, World, journey, lived, published, told, workspace
from tests.runtime.parts import DAY, NOON

VERSIONS = {(name, 1) for name in GROWTH}
NOW = NOON + 100 * DAY


def of_growth(percent: float, **fields: Any) -> Any:
    return workspace(programmes={"growth": {"percent": percent, "goal": BOUGHT}}, **fields)


def test_people_of_another_percentage_are_another_stratum_and_a_unit_stays_in_its_first() -> None:
    book, changed = lived(Random(4), World(programme=0.2)), NOON + 30 * DAY
    past = (
        PastRules(NOON - DAY, of_growth(0)),
        PastRules(NOON + DAY, of_growth(20)),
        PastRules(changed, of_growth(30)),
    )
    draws = [(NOON - DAY, False), (NOON + DAY, True), (changed, True)]
    wanted = recount(book.facts, Asked("programme", VERSIONS, draws, "bought", 14 * DAY, NOW))
    lift = told(book, "programme", NOW, past=past).lift
    assert lift is not None and len(lift.strata) == 2
    for stratum, number in zip(lift.strata, (2, 3), strict=True):
        own = wanted.strata[number]
        for arm, counted in zip((stratum.treated, stratum.held_out), own, strict=True):
            assert (arm.units, arm.conversions) == (counted.units, counted.conversions)
            assert arm.value_sum == pytest.approx(counted.value_sum)


def test_each_period_of_a_rotation_is_a_stratum_and_the_guard_says_so() -> None:
    rules = workspace(holdout={"percent": 30, "rotates": "month", "goal": BOUGHT})
    book = lived(Random(5), World(everything=0.3))
    found = told(book, "global", NOW, rules)
    assert found.lift is not None and len(found.lift.strata) >= 2 and found.rotates == "month"
    (guard,) = [one for one in found.lift.guards if one.name == "holdout_changed"]
    assert guard.passed and "Another group is held out each month" in guard.text
    arms = [arm for one in found.lift.strata for arm in (one.treated, one.held_out)]
    assert sum(arm.units for arm in arms) == found.lift.treated.units + found.lift.held_out.units


def test_a_person_moved_by_the_rotation_belongs_to_the_side_of_her_first_exposure() -> None:
    book = Book()
    for number in range(60):
        held = "global" if number < 20 else ""
        book.goes(f"p{number}", "welcome", NOON + number, held=held)
        book.goes(f"p{number}", "cart", NOON + 45 * DAY + number, held="" if held else "global")
    rules = workspace(holdout={"percent": 30, "rotates": "month", "goal": BOUGHT})
    lift = told(book, "global", NOW, rules).lift
    assert lift is not None and (lift.treated.units, lift.held_out.units) == (40, 20)
    assert not any(one.name == "merged_units" for one in lift.guards), "two draws tear nobody apart"


def test_who_is_held_out_of_everything_or_handed_over_is_told_apart_from_the_programmes_own() -> None:
    book = Book()
    for number in range(40):
        held = ("global", "programme", "journey", "handoff", "")[number % 5]
        book.goes(f"p{number}", "welcome", NOON + number, held=held)
    growth, everything = (told(book, level, NOW).lift for level in ("programme", "global"))
    assert growth is not None and (growth.treated.units, growth.held_out.units) == (24, 8)
    assert everything is not None and (everything.treated.units, everything.held_out.units) == (32, 8)


def test_journeys_drawn_by_account_stand_apart_and_are_named() -> None:
    rules = workspace()
    both = (journey("welcome", "growth"), journey("cart", "growth", unit="account"))
    mixed = level_scope(published(rules, *both), (PastRules(NOON, rules),), "programme", "growth", NOW)
    assert (mixed.unit, mixed.journeys, mixed.others) == ("person", ("welcome",), ("cart",))
    alone = level_scope(published(rules, both[1]), (PastRules(NOON, rules),), "programme", "growth", NOW)
    assert (alone.unit, alone.journeys, alone.others) == ("account", ("cart",), ())


def test_a_version_that_was_of_no_programme_yet_is_not_counted() -> None:
    rules = workspace()
    found = published(rules, journey("welcome"))
    found = publish(found, journey("welcome", "growth"), 2)
    scope = level_scope(found, (PastRules(NOON, rules),), "programme", "growth", NOW)
    assert [(one.id, one.version) for one in scope.versions] == [("welcome", 2)]


def test_colleagues_count_where_accounts_are_drawn() -> None:
    book = Book()
    for number in range(40):
        held = "programme" if number % 4 == 0 else ""
        book.goes(f"p{number}", "welcome", NOON + number, held=held, unit=f"a{number}")
        if number % 2:
            book.buys(f"colleague{number}", NOON + DAY, 10.0, account=f"a{number}")
    rules = of_growth(25)
    lift = told(book, "programme", NOW, rules, journeys=(journey("welcome", "growth", unit="account"),)).lift
    assert lift is not None and (lift.treated.units, lift.treated.conversions) == (30, 20)
    assert (lift.held_out.units, lift.held_out.conversions) == (10, 0)


def test_what_the_sandbox_kept_is_no_exposure_once_messages_leave() -> None:
    book = Book()
    for number in range(40):
        held = "programme" if number % 4 == 0 else ""
        late = NOON + (10 * DAY if number >= 20 else 0) + number
        book.goes(f"p{number}", "welcome", late, held=held)
        if not held:
            own: dict[str, Any] = {"journey": "welcome", "channel": "email", "name": "sent"}
            book.write("attempt", f"p{number}", late + 3_600_001, provider="smtp" if number >= 20 else "sandbox", **own)
    found = told(book, "programme", NOW)
    assert found.lift is not None and found.lift.treated.units + found.lift.held_out.units == 20
    assert any("welcome: The sandbox kept messages" in note for note in found.notes)


def test_entries_of_all_journeys_are_seen_while_a_goal_is_waited_for() -> None:
    book = Book()
    for number in range(6):
        book.goes(f"p{number}", ("welcome", "cart", "other")[number % 3], NOON + number * DAY)
    book.buys("p0", NOON + DAY + 1, 5.0)
    facts = book.carried(NOON + 10 * DAY)
    try:
        asked = {"journeys": ["welcome", "cart"], "numbers": [1, 1], "goal": "bought", "now": NOON + 10 * DAY}
        ((last, hours, *_, after),) = facts.query(levels.entries_of_level(arrivals.ARRIVALS), asked)
    finally:
        facts.close()
    assert (last, hours, after) == (NOON + DAY + 1, 1, 2), "of days 2 to 5, those of the two journeys"
