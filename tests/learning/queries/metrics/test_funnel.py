"""The funnel of a journey: each stage in people, machines apart, groups that add up."""

from collections.abc import Iterator

import pytest

from loopline.learning.queries.metrics.funnel import FunnelBy, funnel
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.reports.metrics.examples import DAY, facts_of

LINES = (
    "entered t*4 0 signed_up enrollment=e-@ node=mail unit=@",
    "entered h*2 0 signed_up enrollment=e-@ node=mail unit=@ held=journey",
    "message t*3 0 enrollment=e-@ node=mail key=m-@ channel=email",
    "message t1 1 enrollment=e-t1 node=again key=n-t1 channel=email",
    "attempt t*3 0 sent enrollment=e-@ node=mail key=m-@ channel=email",
    "receipt t*2 1 opened node=mail key=m-@ channel=email reason=machine",
    "receipt t1 1 opened node=mail key=m-t1 channel=email",
    "receipt t1 1 clicked node=mail key=m-t1 channel=email",
    "receipt t2 1 clicked node=mail key=m-t2 channel=email reason=machine",
    "goal t1 2 bought enrollment=e-t1 value=30 after=2",
    "goal t1 3 bought enrollment=e-t1 value=-10 after=3",
    "goal h1 20 bought enrollment=e-h1 value=9 after=20 held=journey",
)
QUESTION = {"journey": "hello", "within": 14 * DAY, "counted": [1], "since": 0, "until": 2**53, "real": False}


@pytest.fixture(scope="module")
def facts() -> Iterator[DuckFacts]:
    """Six people."""
    found = DuckFacts()
    found.append(1, lines_of(facts_of(LINES)))
    yield found
    found.close()


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("all", [("", 6, 3, 3, 0, 1, 1, 1, 1, 20.0)]),
        ("side", [("held out", 2, 0, 0, 0, 0, 0, 0, 0, 0.0), ("treated", 4, 3, 3, 0, 1, 1, 1, 1, 20.0)]),
        ("version", [("1", 6, 3, 3, 0, 1, 1, 1, 1, 20.0)]),
        ("arm", [("no arm", 6, 3, 3, 0, 1, 1, 1, 1, 20.0)]),
        (
            "node",
            [
                ("", 3, 0, 0, 0, 0, 0, 0, 0, 0.0),
                ("again", 1, 1, 0, 0, 0, 0, 0, 1, 20.0),
                ("mail", 3, 3, 3, 0, 1, 1, 1, 1, 20.0),
            ],
        ),
    ],
)
def test_a_stage_is_people_and_money_back_subtracts(facts: DuckFacts, by: FunnelBy, rows: list[object]) -> None:
    assert facts.query(funnel(by), QUESTION) == rows


def test_a_range_of_dates_is_that_of_the_entry(facts: DuckFacts) -> None:
    assert facts.query(funnel("all"), QUESTION | {"until": 1}) == []
