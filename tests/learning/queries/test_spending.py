"""Orders and capped values of the units that are compared, by hand."""

from loopline.learning.queries.spending import SPENDING
from tests.learning.facts_made import WHOLE, Oracle, Shelf

SHELF = Shelf()
ASKED = {"within": 100, "now": 100_000, "versions": [1], "strata": [0]}


def asked(book: Oracle, percentile: float = 0.99) -> dict[str, list[float]]:
    rows = SHELF.ask(book, SPENDING, **ASKED, **WHOLE, percentile=percentile)
    return {str(row[1]): [float(str(one)) for one in row[2:]] for row in rows}


def book() -> Oracle:
    """Four treated: one orders twice, one once; one of two held out once. One is open yet, one held out above."""
    made = Oracle()
    for n in range(4):
        made.enter(f"t{n}", f"p{n}", 1_000).expose(f"t{n}", f"p{n}", 1_010)
    for n in range(2):
        made.enter(f"h{n}", f"q{n}", 1_000, held="journey").expose(f"h{n}", f"q{n}", 1_010, held="journey")
    made.enter("g", "gil", 1_000, held="global").expose("g", "gil", 1_010, held="global").reach("g", "gil", 1_020, 9e9)
    made.enter("l", "lea", 99_990).expose("l", "lea", 99_990).reach("l", "lea", 99_991, 9e9)
    made.reach("t0", "p0", 1_020, 20.0).reach("t0", "p0", 1_030, 30.0).reach("t1", "p1", 1_020, 1_000.0)
    return made.reach("h0", "q0", 1_020, 7.0)


def test_orders_values_and_their_products_of_closed_units_of_both_arms() -> None:
    found = asked(book())
    assert found[""] == [4, 2, 3, 5, 1_050.0, 1_002_500.0, 1_100.0, 1_050.0, 1_002_500.0, 1_000.0]
    assert found["journey"] == [2, 1, 1, 1, 7.0, 49.0, 7.0, 7.0, 49.0, 1_000.0]


def test_the_cap_is_of_the_buyers_of_both_arms_together() -> None:
    found = asked(book(), percentile=0.6)
    assert found[""][-3:] == [100.0, 5_000.0, 50.0], "of 7, 50 and 1,000"
    assert found["journey"][-3:] == [7.0, 49.0, 50.0]


def test_nobody_bought_nothing_is_capped() -> None:
    made = Oracle().enter("t", "ann", 1_000).expose("t", "ann", 1_010)
    (row,) = SHELF.ask(made, SPENDING, **ASKED, **WHOLE, percentile=0.99)
    assert row[2:] == (1, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, None)
