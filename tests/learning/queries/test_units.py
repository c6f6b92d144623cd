"""The SQL about units: by hand where the edges are, and held to the fold of `folded` on random facts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.learning.lift.cells import Cell, cell, taking
from loopline.learning.lift.strata import NOBODY
from loopline.learning.queries import units as unit_queries
from loopline.learning.stats.moments import ArmCounts
from tests.learning.facts_made import WHOLE, Oracle, Shelf
from tests.learning.folded import Entry, Outcome, arms, quantile, score, torn

WITHIN = 100
LATE = 100_000
SHELF = Shelf()


def cells(book: Oracle, *, now: int = LATE, sql: str = unit_queries.CELLS) -> list[Cell]:
    """What SQL answers; versions 1 and 2 are one draw, version 3 another."""
    asked = {"within": WITHIN, "now": now, "goal": "bought", "versions": [1, 2, 3], "strata": [0, 0, 1], "zone": "UTC"}
    return [cell(row) for row in SHELF.ask(book, sql, **asked, **WHOLE)]


def sides(book: Oracle, *, now: int = LATE, basis: str = "exposed") -> dict[str, ArmCounts]:
    """The arms of one basis, whatever the version."""
    found: dict[str, ArmCounts] = {}
    for one in cells(book, now=now):
        if one.basis == basis:
            found[one.held] = found.get(one.held, NOBODY) + one.counts
    return found


def test_units_conversions_and_money_of_both_arms() -> None:
    book = Oracle()
    for n in range(4):
        book.enter(f"t{n}", f"p{n}", 1_000).expose(f"t{n}", f"p{n}", 1_010)
    for n in range(2):
        held = "journey"
        book.enter(f"h{n}", f"q{n}", 1_000, held=held).expose(f"h{n}", f"q{n}", 1_010, held=held)
    book.reach("t0", "p0", 1_050, 20.0).reach("t0", "p0", 1_060, 30.0).reach("t1", "p1", 1_050).reach("h0", "q0", 1_050)
    assert sides(book) == {"": ArmCounts(4, 2, 50.0, 2_500.0), "journey": ArmCounts(2, 1, 0.0, 0.0)}


def test_the_end_of_the_window_is_outside_and_its_beginning_inside() -> None:
    book = Oracle()
    for n, at in enumerate((1_009, 1_010, 1_109, 1_110)):
        book.enter(f"e{n}", f"p{n}", 1_000).expose(f"e{n}", f"p{n}", 1_010).reach(f"e{n}", f"p{n}", at)
    assert sides(book)[""] == ArmCounts(4, 2)


def test_who_may_still_convert_is_pending_even_after_a_conversion() -> None:
    book = Oracle().enter("e", "ann", 1_000).expose("e", "ann", 1_000).reach("e", "ann", 1_020, 9.0)
    assert sides(book, now=1_099)[""] == ArmCounts(0, 0, pending=1)
    assert sides(book, now=1_100)[""] == ArmCounts(1, 1, 9.0, 81.0)


def test_only_the_exposed_are_compared_unless_all_who_entered_are_asked_for() -> None:
    book = Oracle().enter("e1", "ann", 1_000).enter("e2", "bob", 1_000).expose("e1", "ann", 1_010)
    assert sides(book)[""] == ArmCounts(1, 0)
    assert sides(book, basis="entered")[""] == ArmCounts(2, 0)


def test_a_unit_counts_once_from_its_first_exposure() -> None:
    book = Oracle()
    for n in range(3):
        book.enter(f"e{n}", "ann", 1_000 + n * 10).expose(f"e{n}", "ann", 1_005 + n * 10)
    book.reach("e2", "ann", 1_104).reach("e1", "ann", 1_104, position=99).reach("e0", "ann", 1_104, position=99)
    assert sides(book)[""] == ArmCounts(1, 1)


@pytest.mark.parametrize(("name", "exposed"), [("look_up", {}), ("", {"": ArmCounts(1, 0)})])
def test_a_call_is_an_exposure_unless_it_only_looks_something_up(name: str, exposed: dict[str, ArmCounts]) -> None:
    book = Oracle().enter("e", "ann", 1_000)
    book.write("called", "ann", 1_010, enrollment="e", node="call", name=name, key="k", channel="webhook")
    assert sides(book) == exposed


def test_one_event_that_several_enrollments_wrote_down_is_one_purchase() -> None:
    book = Oracle().enter("e1", "ann", 1_000).expose("e1", "ann", 1_000)
    book.enter("e2", "ann", 1_010).expose("e2", "ann", 1_010)
    for enrollment in ("e1", "e2"):
        book.reach(enrollment, "ann", 1_050, 40.0, position=77)
    assert sides(book)[""] == ArmCounts(1, 1, 40.0, 1_600.0)


def test_an_account_converts_by_any_of_its_people() -> None:
    book = Oracle().enter("e1", "ann", 1_000, unit="@acme").expose("e1", "ann", 1_000)
    book.enter("e2", "bob", 1_010, unit="@acme").expose("e2", "bob", 1_010)
    book.reach("e2", "bob", 1_050, 40.0)
    assert sides(book)[""] == ArmCounts(1, 1, 40.0, 1_600.0)


@pytest.mark.parametrize(("first", "then"), [("", "journey"), ("journey", "")])
def test_a_unit_that_one_draw_put_into_both_arms_counts_by_the_first(first: str, then: str) -> None:
    book = Oracle().enter("e1", "ann", 1_000, held=first).expose("e1", "ann", 1_005, held=first)
    book.enter("e2", "~a", 1_001, held=then, unit="ann").expose("e2", "~a", 1_006, held=then).reach("e1", "ann", 1_010)
    book.enter("e3", "bob", 1_000).expose("e3", "bob", 1_000)
    assert sides(book)[first].conversions == 1
    assert sum(arm.units for arm in sides(book).values()) == 2
    torn = sorted((one.basis, one.held, one.torn) for one in cells(book, now=1_050) if one.torn)
    assert torn == [("entered", first, 1), ("exposed", first, 1)]
    assert not any(one.torn for one in cells(book, now=1_000)), "nobody knew"


def test_whom_a_changed_percentage_moved_stays_where_the_first_draw_put_her() -> None:
    """Dropping her would drop only the treated who come back: a bias that grows with how faithful they are."""
    book = Oracle().enter("e1", "ann", 1_000).expose("e1", "ann", 1_000).reach("e1", "ann", 1_010)
    book.enter("e2", "ann", 5_000, held="journey", version=3).expose("e2", "ann", 5_000, held="journey")
    assert sides(book) == {"": ArmCounts(1, 1)}
    raised = Oracle().enter("e1", "bob", 1_000).expose("e1", "bob", 1_000)
    raised.enter("e2", "bob", 5_000, held="global").expose("e2", "bob", 5_000, held="global")
    assert sides(raised) == {"": ArmCounts(1, 0)}, "nor does a global holdout that was made larger"


def test_other_journeys_and_goal_nodes_do_not_count() -> None:
    book = Oracle().enter("e1", "ann", 1_000).expose("e1", "ann", 1_000)
    book.write("goal", "ann", 1_010, enrollment="e1", name="node", node="there")
    other = Oracle().enter("x1", "cem", 1_000).expose("x1", "cem", 1_000).reach("x1", "cem", 1_010)
    book.facts += [replace(fact, journey="other") for fact in other.facts]
    assert sides(book) == {"": ArmCounts(1, 0)}


def test_what_happens_after_now_is_not_known() -> None:
    book = Oracle().enter("e", "ann", 1_000).expose("e", "ann", 1_000).reach("e", "ann", 1_050)
    assert sides(book, now=999) == {}
    assert sides(book, now=1_040) == {"": ArmCounts(0, 0, pending=1)}


def test_what_they_did_before_is_counted_of_everybody_exposed() -> None:
    book = Oracle()
    for n, at in enumerate((909, 910, 1_009, 1_010)):
        book.enter(f"e{n}", f"before-{n}", 1_000).expose(f"e{n}", f"before-{n}", 1_010)
        book.write("event", f"before-{n}", at, name="bought")
    book.write("event", "before-0", 1_005, name="looked")
    found = [one for one in cells(book, now=1_020) if one.before]
    assert [(one.basis, one.before, one.counts.pending) for one in found] == [("exposed", 2, 4)]


def test_an_arm_s_window_opens_when_it_is_given_and_the_held_out_have_arms_too() -> None:
    book = Oracle()
    for n, (arm, held) in enumerate((("a", ""), ("a", ""), ("b", ""), ("b", "journey"))):
        book.enter(f"e{n}", f"p{n}", 1_000, held=held)
        book.assign(f"e{n}", f"p{n}", 1_050, arm, held=held)
    book.reach("e0", "p0", 1_149, 3.0).reach("e1", "p1", 1_049, 3.0).reach("e3", "p3", 1_060, 3.0)
    found = {(one.node, one.arm, one.held): one.counts for one in cells(book) if one.basis == "assigned"}
    assert found == {
        ("test", "a", ""): ArmCounts(2, 1, 3.0, 9.0),
        ("test", "b", ""): ArmCounts(1, 0),
        ("test", "b", "journey"): ArmCounts(1, 1, 3.0, 9.0),
    }


def test_an_arm_is_of_the_version_that_gave_it_and_the_holdout_of_the_version_that_was_entered() -> None:
    book = Oracle().enter("e", "ann", 1_000)
    book.assign("e", "ann", 1_050, "a", version=3)
    book.enter("e2", "ann", 2_000, version=2)
    book.assign("e2", "ann", 2_050, "a", version=2)
    assert [(one.basis, one.version, one.given) for one in cells(book) if one.arm] == [("assigned", 1, 3)]
    assert {(one.version, one.given) for one in cells(book) if one.basis == "entered"} == {(1, 0)}


def test_the_list_of_journeys_asks_for_less() -> None:
    book = Oracle().enter("e", "ann", 1_000).expose("e", "ann", 1_000)
    book.assign("e", "ann", 1_000, "a")
    assert {one.basis for one in cells(book)} == {"entered", "exposed", "assigned"}
    assert {one.basis for one in cells(book, sql=unit_queries.SIDES)} == {"entered", "exposed"}


# The property: SQL and the fold say the same of any facts.

HELD = st.sampled_from(["", "", "journey", "global"])
Told = tuple[Oracle, list[Entry], dict[str, list[Entry]], list[Outcome]]


@st.composite
def books(draw: st.DrawFn) -> Told:
    """Facts, and what the fold is told of them: entries, then those of each basis, then outcomes."""
    book, entries, outcomes = Oracle(), list[Entry](), list[Outcome]()
    told: dict[str, list[Entry]] = {"entered": [], "exposed": [], "assigned": []}
    enrollments: list[tuple[str, str, str]] = []
    moments = iter(draw(st.permutations(range(40))))  # no two things at one moment, so that first is first
    for number in range(draw(st.integers(0, 8))):
        unit, held, version = f"u{draw(st.integers(0, 4))}", draw(HELD), draw(st.integers(1, 3))
        person, at, enrollment = f"{unit}-{draw(st.integers(0, 1))}", next(moments) * 10, f"e{number}"
        stratum = int(version == 3)
        book.enter(enrollment, person, at, held=held, unit=unit, version=version)
        entries.append(Entry(unit, held, at, stratum))
        told["entered"].append(entries[-1])
        enrollments.append((enrollment, person, unit))
        for delay in draw(st.lists(st.integers(1, 9), max_size=2)):
            book.expose(enrollment, person, at + delay, held=held)
            told["exposed"].append(Entry(unit, held, at + delay, stratum))
        if draw(st.booleans()):
            given = draw(st.integers(version, 3))  # a later version gives the arm where a publish moved the person
            book.assign(enrollment, person, at + 5, "a", held=held, version=given)
            told["assigned"].append(Entry(unit, held, at + 5, stratum, given))
    for number in range(draw(st.integers(0, 10)) if enrollments else 0):
        _, person, unit = draw(st.sampled_from(enrollments))
        at, value = draw(st.integers(0, 400)), draw(st.sampled_from([0.0, 1.0, 2.5, -1.0]))
        outcomes.append(Outcome(unit, at, value))
        for enrollment in (e for e, who, _ in enrollments if who == person):
            book.reach(enrollment, person, at, value or None, position=1_000 + number)
    return book, entries, told, outcomes


def first_of(moments: list[Entry]) -> dict[str, int]:
    """When each unit came for the first time."""
    return {one.unit: one.entered_at for one in sorted(moments, key=lambda e: -e.entered_at)}


@settings(max_examples=60)
@given(made=books(), now=st.integers(0, 600))
def test_the_sql_agrees_with_the_fold(made: Told, now: int) -> None:
    book, entries, told, outcomes = made
    found = cells(book, now=now)
    for basis, moments in told.items():
        scored = score(moments, outcomes, WITHIN, now)
        seen: dict[tuple[str, int, int], ArmCounts] = {}
        for one in found:
            if one.basis == basis:
                key = (one.held, int(one.version == 3), one.given)
                seen[key] = seen.get(key, NOBODY) + one.counts
        assert seen == arms(scored), basis
        merged = {one.unit for one in scored} & torn(entries, now)
        assert sum(one.torn for one in found if one.basis == basis) == len(merged)
        messaged = first_of(told["exposed"])
        late = sum(messaged.get(unit, at) < at <= now for unit, at in first_of(moments).items() if basis == "assigned")
        assert sum(one.counts.units + one.counts.pending for one in found if one.basis == basis and one.late) == late
        reached = sum(one.took_ms is not None for one in scored)
        assert sum(one.reached for one in found if one.basis == basis) == reached


@settings(max_examples=40)
@given(made=books(), now=st.integers(0, 600))
def test_so_does_the_time_to_convert_of_those_who_had_their_time(made: Told, now: int) -> None:
    book, _, told, outcomes = made
    treated = [one for one in score(told["entered"], outcomes, WITHIN, now) if one.arm == ""]
    took = [one.took_ms for one in treated if one.took_ms is not None and not one.pending]
    found = taking([one for one in cells(book, now=now) if one.basis == "entered"])
    assert (found.median_ms, found.p90_ms) == (quantile(took, 0.5), quantile(took, 0.9))
    assert found.conversions == len(took) == sum(one.count for one in found.histogram)
    assert (found.closed, found.open) == (sum(not o.pending for o in treated), sum(o.pending for o in treated))


@pytest.mark.parametrize("sql", [unit_queries.CELLS, unit_queries.SIDES])
def test_nobody_at_all_is_no_cell(sql: str) -> None:
    assert cells(Oracle(), sql=sql) == []
