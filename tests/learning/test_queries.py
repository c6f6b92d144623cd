"""The SQL of learning: by hand where the edges are, and held to the pure fold on random facts."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.learning import queries
from loopline.learning.conversion import Entry, Outcome, Scored, arms, score, time_to_convert
from loopline.learning.funnel import Passage, journey_funnel
from loopline.learning.moments import Arm
from tests.learning.facts_made import Book, Shelf

WITHIN = 100
LATE = 100_000


SHELF = Shelf()
ask = SHELF.ask


def sides(book: Book, *, now: int = LATE, exposed: bool = True) -> dict[str, Arm]:
    """The arms as reports read them."""
    rows = ask(book, queries.ARMS, within=WITHIN, now=now, exposed=exposed)
    return {
        str(held): Arm(int(str(n)), int(str(c)), float(str(v)), float(str(q)), int(str(p)))
        for held, n, c, v, q, p, _ in rows
    }


def test_units_conversions_and_money_of_both_arms() -> None:
    book = Book()
    for n in range(4):
        book.enter(f"t{n}", f"p{n}", 1_000).expose(f"t{n}", f"p{n}", 1_010)
    for n in range(2):
        held = "journey"
        book.enter(f"h{n}", f"q{n}", 1_000, held=held).expose(f"h{n}", f"q{n}", 1_010, held=held)
    book.reach("t0", "p0", 1_050, 20.0).reach("t0", "p0", 1_060, 30.0).reach("t1", "p1", 1_050).reach("h0", "q0", 1_050)
    assert sides(book) == {"": Arm(4, 2, 50.0, 2_500.0), "journey": Arm(2, 1, 0.0, 0.0)}


def test_the_end_of_the_window_is_outside_and_its_beginning_inside() -> None:
    book = Book()
    for n, at in enumerate((1_009, 1_010, 1_109, 1_110)):
        book.enter(f"e{n}", f"p{n}", 1_000).expose(f"e{n}", f"p{n}", 1_010).reach(f"e{n}", f"p{n}", at)
    assert sides(book)[""] == Arm(4, 2)


def test_who_may_still_convert_is_pending_even_after_a_conversion() -> None:
    book = Book().enter("e", "ann", 1_000).expose("e", "ann", 1_000).reach("e", "ann", 1_020, 9.0)
    assert sides(book, now=1_099)[""] == Arm(0, 0, pending=1)
    assert sides(book, now=1_100)[""] == Arm(1, 1, 9.0, 81.0)


def test_only_the_exposed_are_compared_unless_all_who_entered_are_asked_for() -> None:
    book = Book().enter("e1", "ann", 1_000).enter("e2", "bob", 1_000).expose("e1", "ann", 1_010)
    assert sides(book)[""] == Arm(1, 0)
    assert sides(book, exposed=False)[""] == Arm(2, 0)


def test_a_unit_counts_once_from_its_first_exposure() -> None:
    book = Book()
    for n in range(3):
        book.enter(f"e{n}", "ann", 1_000 + n * 10).expose(f"e{n}", "ann", 1_005 + n * 10)
    book.reach("e2", "ann", 1_104).reach("e1", "ann", 1_104, position=99).reach("e0", "ann", 1_104, position=99)
    assert sides(book)[""] == Arm(1, 1)


def test_one_event_that_several_enrollments_wrote_down_is_one_purchase() -> None:
    book = Book().enter("e1", "ann", 1_000).expose("e1", "ann", 1_000)
    book.enter("e2", "ann", 1_010).expose("e2", "ann", 1_010)
    for enrollment in ("e1", "e2"):
        book.reach(enrollment, "ann", 1_050, 40.0, position=77)
    assert sides(book)[""] == Arm(1, 1, 40.0, 1_600.0)


def test_an_account_converts_by_any_of_its_people() -> None:
    book = Book().enter("e1", "ann", 1_000, unit="@acme").expose("e1", "ann", 1_000)
    book.enter("e2", "bob", 1_010, unit="@acme").expose("e2", "bob", 1_010)
    book.reach("e2", "bob", 1_050, 40.0)
    assert sides(book)[""] == Arm(1, 1, 40.0, 1_600.0)


def test_a_torn_unit_is_in_neither_arm() -> None:
    book = Book().enter("e1", "ann", 1_000).expose("e1", "ann", 1_000).reach("e1", "ann", 1_010)
    book.enter("e2", "~a", 1_000, held="journey", unit="ann").expose("e2", "~a", 1_000, held="journey")
    book.enter("e3", "bob", 1_000).expose("e3", "bob", 1_000)
    assert sides(book) == {"": Arm(1, 0)}


def test_other_journeys_and_goal_nodes_do_not_count() -> None:
    book = Book().enter("e1", "ann", 1_000).expose("e1", "ann", 1_000)
    book.write("goal", "ann", 1_010, enrollment="e1", name="node", node="there")
    other = Book().enter("x1", "cem", 1_000).expose("x1", "cem", 1_000).reach("x1", "cem", 1_010)
    book.facts += [replace(fact, journey="other") for fact in other.facts]
    assert sides(book) == {"": Arm(1, 0)}


def test_what_happens_after_now_is_not_known() -> None:
    book = Book().enter("e", "ann", 1_000).expose("e", "ann", 1_000).reach("e", "ann", 1_050)
    asked = {"within": WITHIN, "now": 1_040, "exposed": True}
    assert ask(book, queries.TOOK, **asked) == [(None, None, 0)]


def test_days_add_up_to_the_arms() -> None:
    day = 86_400_000
    book = Book()
    for n in range(5):
        at = n * day
        book.enter(f"e{n}", f"p{n}", at, held="journey" if n % 2 else "")
        book.expose(f"e{n}", f"p{n}", at, held="journey" if n % 2 else "")
    book.reach("e2", "p2", 2 * day + 1, 5.0)
    rows = ask(book, queries.BY_DAY, within=WITHIN, now=LATE * day, exposed=True)
    assert [row[:4] for row in rows] == [(n, n % 2 == 1, 1, int(n == 2)) for n in range(5)]
    assert [row[4:] for row in rows if row[4]] == [(5.0, 25.0)]


def test_a_node_s_counts_add_up() -> None:
    book = Book()
    for n, last in enumerate(("mail", "mail", "wait", "end")):
        book.enter(f"e{n}", f"p{n}", 1_000)
        for step, node in enumerate(("mail", "wait", "end")):
            book.write("waited" if node == "wait" else "stepped", f"p{n}", 1_010 + step, enrollment=f"e{n}", node=node)
            if node == last:
                break
    book.write("exited", "p1", 1_020, enrollment="e1", node="mail", reason="bought")
    book.write("exited", "p3", 1_020, enrollment="e3", node="end", reason="completed")
    rows = {row[0]: row[1:] for row in ask(book, queries.FUNNEL)}
    assert rows == {"mail": (4, 1, 1), "wait": (2, 1, 0), "end": (1, 0, 1)}
    assert sorted(map(str, ask(book, queries.EXITS))) == ["('bought', 1)", "('completed', 1)"]


def test_edges_count_the_moves_between_nodes() -> None:
    book = Book()
    for n in range(3):
        for step, node in enumerate(("mail", "mail", "wait", "end")[: n + 2]):
            book.write("stepped", f"p{n}", 1_000 + step, enrollment=f"e{n}", node=node)
    rows = set(ask(book, queries.EDGES, since=0))
    assert rows == {("mail", "wait", 2), ("wait", "end", 1)}
    assert ask(book, queries.EDGES, since=5_000) == []


def test_the_word_of_a_machine_is_no_receipt() -> None:
    book = Book()
    for key, kind, name, reason in (
        ("k1", "attempt", "sent", ""),
        ("k1", "receipt", "opened", ""),
        ("k1", "receipt", "opened", ""),
        ("k2", "attempt", "sent", ""),
        ("k2", "receipt", "opened", "machine"),
    ):
        book.write(kind, "ann", 1_000, node="mail", channel="email", key=key, name=name, reason=reason)
    rows = set(ask(book, queries.MESSAGES))
    assert rows == {("mail", "email", "sent", 2), ("mail", "email", "opened", 1)}, "messages, not opens"


def test_arms_of_an_experiment_leave_out_who_is_held_out() -> None:
    book = Book()
    for n, (arm, held) in enumerate((("a", ""), ("a", ""), ("b", ""), ("b", "journey"))):
        book.enter(f"e{n}", f"p{n}", 1_000, held=held)
        book.write("assigned", f"p{n}", 1_001, enrollment=f"e{n}", node="test", name=arm, arm=arm, held=held)
    book.reach("e0", "p0", 1_010, 3.0).reach("e3", "p3", 1_010, 3.0)
    rows = ask(book, queries.ASSIGNED, within=WITHIN, now=LATE, exposed=False)
    assert rows == [("test", "a", 2, 1, 3.0, 9.0, 0), ("test", "b", 1, 0, 0.0, 0.0, 0)]


def test_refusals_are_counted_by_node_and_reason() -> None:
    book = Book()
    for _ in range(2):
        book.write("refused", "ann", 1_000, node="mail", reason="capped")
    book.write("not_entered", "bob", 1_000, reason="filter_false")
    assert ask(book, queries.REFUSALS) == [("mail", "refused", "capped", 2), ("", "not_entered", "filter_false", 1)]


# The property: SQL and the fold say the same of any facts.

HELD = st.sampled_from(["", "", "journey", "global"])
MOMENT = st.integers(0, 400)


@st.composite
def books(draw: st.DrawFn) -> tuple[Book, list[Entry], list[Entry], list[Outcome]]:
    """Facts, and what the fold is told of them: entries, exposures, outcomes."""
    book, entries, exposures, outcomes = Book(), list[Entry](), list[Entry](), list[Outcome]()
    enrollments: list[tuple[str, str, str, int]] = []
    for number in range(draw(st.integers(0, 8))):
        unit, held = f"u{draw(st.integers(0, 4))}", draw(HELD)
        person, at = f"{unit}-{draw(st.integers(0, 1))}", draw(MOMENT)
        enrollment = f"e{number}"
        book.enter(enrollment, person, at, held=held, unit=unit)
        entries.append(Entry(unit, held, at))
        enrollments.append((enrollment, person, unit, at))
        for delay in draw(st.lists(st.integers(0, 60), max_size=2)):
            book.expose(enrollment, person, at + delay, held=held)
            exposures.append(Entry(unit, held, at + delay))
    if enrollments:
        for number in range(draw(st.integers(0, 10))):
            _, person, unit, _ = draw(st.sampled_from(enrollments))
            at, value = draw(MOMENT), draw(st.sampled_from([0.0, 1.0, 2.5]))
            outcomes.append(Outcome(unit, at, value))
            for enrollment in (e for e, who, _, _ in enrollments if who == person):
                book.reach(enrollment, person, at, value or None, position=1_000 + number)
    return book, entries, exposures, outcomes


def without_torn(entries: Sequence[Entry], told: Sequence[Entry]) -> list[Entry]:
    """Who is torn is known from the entries, also where only one of them was exposed."""
    levels: dict[str, set[str]] = {}
    for entry in entries:
        levels.setdefault(entry.unit, set()).add(entry.arm)
    return [entry for entry in told if len(levels[entry.unit]) == 1]


def folded(told: Sequence[Entry], outcomes: Sequence[Outcome], now: int) -> tuple[Scored, ...]:
    return score(told, outcomes, WITHIN, now)


@settings(max_examples=40)
@given(made=books(), now=st.integers(0, 600), exposed=st.booleans())
def test_the_sql_agrees_with_the_fold(
    made: tuple[Book, list[Entry], list[Entry], list[Outcome]], now: int, exposed: bool
) -> None:
    book, entries, exposures, outcomes = made
    told = without_torn(entries, exposures if exposed else entries)
    assert sides(book, now=now, exposed=exposed) == arms(folded(told, outcomes, now))


@settings(max_examples=40)
@given(made=books())
def test_so_does_the_time_to_convert(made: tuple[Book, list[Entry], list[Entry], list[Outcome]]) -> None:
    book, entries, _, outcomes = made
    treated = [entry for entry in without_torn(entries, entries) if entry.arm == ""]
    expected = time_to_convert(folded(treated, outcomes, LATE), (0.5, 0.9))
    ((median, late, count),) = ask(book, queries.TOOK, within=WITHIN, now=LATE, exposed=False)
    assert (median, late) == (expected or (None, None))
    by_day = ask(book, queries.TOOK_DAYS, within=WITHIN, now=LATE, exposed=False)
    assert sum(int(str(n)) for _, n in by_day) == count


@settings(max_examples=20)
@given(ways=st.lists(st.tuples(st.lists(st.sampled_from("abc"), max_size=4), st.booleans()), max_size=6))
def test_a_funnel_is_as_its_definition_says(ways: list[tuple[list[str], bool]]) -> None:
    book, passages = Book(), list[Passage]()
    for number, (nodes, is_open) in enumerate(ways):
        enrollment = f"e{number}"
        book.enter(enrollment, "ann", 1_000)
        for step, node in enumerate(nodes):
            book.write("stepped", "ann", 1_001 + step, enrollment=enrollment, node=node)
        if nodes and not is_open:
            book.write("exited", "ann", 1_100, enrollment=enrollment, node=nodes[-1], reason="completed")
        passages.append(Passage(enrollment, tuple(nodes), is_open))
    found = {str(row[0]): row[1:] for row in ask(book, queries.FUNNEL)}
    expected = journey_funnel("abc", passages)
    assert found == {n.node: (n.reached, n.waiting, n.ended) for n in expected if n.reached}


def test_the_property_can_fail() -> None:
    """A window that ends one ms later would be seen."""
    book = Book().enter("e", "ann", 0).expose("e", "ann", 0).reach("e", "ann", WITHIN)
    with pytest.raises(AssertionError):
        assert sides(book) == arms(score([Entry("ann", "", 0)], [Outcome("ann", WITHIN)], WITHIN + 1, LATE))


def test_two_who_turn_out_to_be_one_are_one_unit_and_in_neither_arm_when_only_one_was_held_out() -> None:
    """The unit that an entry names is an id of that time; the report counts people, not their former ids."""
    torn = Book().enter("m1", "~torn", 1_000, held="journey").enter("m2", "torn", 1_010)
    torn.expose("m1", "~torn", 1_000, held="journey").expose("m2", "torn", 1_010)
    assert sides(torn.write("merged", "torn", 1_020, name="~torn")) == {}
    one = Book().enter("m3", "~one", 1_000).enter("m4", "one", 1_010).expose("m3", "~one", 1_000)
    assert sides(one.expose("m4", "one", 1_010).write("merged", "one", 1_020, name="~one")) == {"": Arm(1, 0)}
