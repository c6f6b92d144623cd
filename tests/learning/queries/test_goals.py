"""Goals that no passage wrote down, held to a fold over a list: whose they are, and which of them are one."""

from collections import defaultdict
from itertools import count
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.learning.queries import goals, totals
from loopline.learning.queries.goals import GOALS, goals_of
from loopline.learning.queries.units import UNITS
from tests.learning.facts_made import WHOLE, Oracle, Shelf

SHELF = Shelf()
BOOKS = count()


class Act(NamedTuple):
    """An event: by whom, of which account, when, worth what, with which id; and whether a passage wrote it down."""

    person: str
    account: str
    at: int
    value: float
    once: str
    written: bool


ACTS = st.lists(
    st.builds(
        Act,
        person=st.sampled_from(["p0", "p1", "p2", "x0", "x1"]),
        account=st.sampled_from(["", "@0", "@1", "@2"]),
        at=st.integers(0, 300),
        value=st.sampled_from([0.0, 2.0, 3.0, -1.0]),
        once=st.sampled_from(["", "A", "B"]),
        written=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda act: act.at,  # which of two of one moment comes first is the store's own affair
)


def told(acts: list[Act], *, people: bool, accounts: bool, once: bool) -> dict[str, list[tuple[int, float]]]:
    """Of each unit (p0 and p1 entered for @0, p2 for @2) the time and the amount of what it reached."""
    unit_of = {"p0": "@0", "p1": "@0", "p2": "@2"}
    found: defaultdict[str, dict[object, tuple[int, float]]] = defaultdict(dict)
    for place, act in sorted(enumerate(acts), key=lambda one: (one[1].at, one[0])):
        whose = set()
        if act.person in unit_of and (act.written or (people and act.at >= 10)):
            whose.add(unit_of[act.person])
        if accounts and act.account in ("@0", "@2") and act.at >= 10:
            whose.add(act.account)
        # an event from before the first entry is in no list of events, so nothing is known of its id
        known = act.once if once and act.at >= 10 else ""
        one: object = (known, act.value if act.value < 0 else "") if known else place
        for unit in whose:
            found[unit].setdefault(one, (act.at, act.value))
    return {unit: sorted(each.values()) for unit, each in found.items()}


def asked(acts: list[Act], sql: str) -> dict[str, list[tuple[int, float]]]:
    book, mark = Oracle(), f"{next(BOOKS)}."  # events belong to no journey, so people are others in each book
    for who, unit in (("p0", "@0"), ("p1", "@0"), ("p2", "@2")):
        book.enter(f"e{who}", mark + who, 10, unit=mark + unit).enter(f"f{who}", mark + who, 20, unit=mark + unit)
    for place, act in enumerate(acts):
        person, account = mark + act.person, mark + act.account
        data = {"v": act.value, "id": act.once}
        book.write("event", person, act.at, position=100 + place, name="bought", account=account, data=data)
        if act.written and act.person[0] == "p":
            for enrollment in (f"e{act.person}", f"f{act.person}"):  # both passages wrote it down
                book.reach(enrollment, person, act.at, act.value or None, position=100 + place)
    query = f'WITH {UNITS} SELECT unit, "at", value FROM goals'.replace(GOALS, sql)
    query = query.replace(goals.VALUE, "CAST(p.traits->>'$.v' AS DOUBLE)").replace(goals.COUNTS, "TRUE")
    query = query.replace(goals.ONCE, "nullif(p.traits->>'$.id', '')")
    parameters = {"goal_event": "bought", "versions": [1], "strata": [0], "now": 1, "within": 1}
    found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for whose, at, worth in SHELF.ask(book, query, **parameters, **WHOLE):
        found[str(whose).removeprefix(mark)].append((int(str(at)), float(str(worth))))
    return {unit: sorted(each) for unit, each in found.items()}


@settings(max_examples=60, deadline=None)
@given(acts=ACTS, people=st.booleans(), accounts=st.booleans(), once=st.booleans())
def test_the_sql_agrees_with_the_fold(acts: list[Act], people: bool, accounts: bool, once: bool) -> None:
    sql = goals_of(people=people, accounts=accounts, once=once)
    assert asked(acts, sql) == told(acts, people=people, accounts=accounts, once=once)


@settings(max_examples=40, deadline=None)
@given(acts=ACTS, now=st.integers(0, 400))
def test_totals_add_up_what_stands_in_a_horizon(acts: list[Act], now: int) -> None:
    book = Oracle().enter("e", "p0", 0).expose("e", "p0", 20)
    mine = [act for act in acts if act.person == "p0"]
    for place, act in enumerate(mine):
        book.reach("e", "p0", act.at, act.value, position=100 + place)
    asked = {"horizons": [50, 200], "now": now, "within": 50, "versions": [1], "strata": [0]}
    rows = {row[0]: row[1:] for row in SHELF.ask(book, totals.TOTALS, **asked, **WHOLE)}
    assert bool(rows) == (now >= 20)
    for horizon, (held, version, is_open, units, reached, times, squares, value, _) in rows.items():
        assert isinstance(horizon, int)
        within = [act for act in mine if 20 <= act.at < 20 + horizon and act.at <= now]
        made = sum(act.value >= 0 for act in within)
        assert (held, version, is_open, units) == ("", 1, 20 + horizon > now, 1)
        assert (reached, times, squares) == (int(made > 0), made, made * made)
        assert value == sum(act.value for act in within)
