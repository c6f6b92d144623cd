"""Every table of a report as a file: flat, whole, and safe for spreadsheets."""

import csv
import io
from typing import get_args

import pytest

from loopline.studio.reports.tables import ReportTable, flat_csv
from tests.studio.house import WELCOME, House, identify, track


@pytest.fixture(scope="module")
def sold(house: House) -> House:
    """Thirty people, half of them held out; every third buys."""
    house.publish({**WELCOME, "id": "held", "holdout": {"percent": 50}})
    people = [f"p{index}" for index in range(30)]
    house.send(*(identify(one, email=f"{one}@example.test", plan="=free()") for one in people))
    house.send(*(track(one, "signed_up") for one in people))
    house.send(*(track(one, "bought", amount=10) for one in people[::3]))
    return house


def read(house: House, path: str) -> list[dict[str, str]]:
    """The rows of a file."""
    answer = house.client.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv"), answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("table", get_args(ReportTable))
def test_each_table_of_a_report_has_its_rows(sold: House, table: str) -> None:
    whole = sold.get("/api/journeys/held/report")
    rows = read(sold, f"/api/journeys/held/report?format=csv&table={table}")
    assert len(rows) == len(whole[table])


def test_the_funnel_says_what_the_report_says(sold: House) -> None:
    first = sold.get("/api/journeys/held/report")["funnel"][0]
    row = read(sold, "/api/journeys/held/report?format=csv")[0]
    assert (row["node"], int(row["entered"])) == (first["node"], first["entered"]) == ("hello", 30)


def test_groups_have_nested_figures_as_columns_and_no_formula(sold: House) -> None:
    (row,) = read(sold, "/api/journeys/held/report/groups?by=trait:plan&format=csv")
    assert row["name"] == "'=free()" and {"treated.units", "held_out.units", "difference.estimate"} <= set(row)


def test_times_and_decisions(sold: House) -> None:
    points = read(sold, "/api/time-to?begin=signed_up&reach=bought&format=csv")
    assert set(points[0]) == {"group", "days", "share", "low", "high", "at_risk"}
    assert read(sold, "/api/journeys/held/report/decisions?format=csv") == []


def test_a_table_that_there_is_not_is_refused(sold: House) -> None:
    for query in ("format=csv&table=lift", "format=xml"):
        assert sold.client.get(f"/api/journeys/held/report?{query}").status_code == 400


def test_rows_of_several_kinds_have_all_columns() -> None:
    text = bytes(flat_csv([{"a": 1}, {"b": {"c": 2.5}, "left": [1]}], "x").body).decode()
    assert text == "a,b.c\r\n1,\r\n,2.5\r\n"
