"""Metrics over HTTP: tables and files, by an analyst's key; one number wherever it stands; what cannot be asked."""

from collections.abc import Iterator

import pytest

from tests.studio.house import WELCOME, House, error_of, identify, living, track

SEGMENT = {"name": "Pro", "when": 'plan == "pro"', "reason": "to see it work"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Twelve people, some held out, some on a plan, some buyers."""
    with living(tmp_path_factory.mktemp("house")) as house:
        house.publish({**WELCOME, "holdout": {"percent": 40}})
        assert house.client.put("/api/segments/pro", json=SEGMENT).status_code == 200
        people = [f"p{n}" for n in range(12)]
        plans = {one: "pro" if n % 3 else "free" for n, one in enumerate(people)}
        house.send(*(identify(one, email=f"{one}@gmail.com", plan=plan) for one, plan in plans.items()))
        house.send(*(track(one, "signed_up") for one in people))
        house.send(*(track(one, "bought", amount=10) for one in people[::4]))
        yield house


def test_the_list_defines_each(house: House) -> None:
    found = house.get("/api/metrics")["metrics"]
    assert {"retention", "churn", "winback", "funnel", "list_health", "latency"} <= {one["name"] for one in found}
    assert all(one["formula"] and one["source"] and one["columns"] for one in found)


def test_a_funnel_says_what_the_report_says(house: House) -> None:
    report = house.get("/api/journeys/welcome/report")
    found = house.get("/api/metrics/funnel", journey="welcome")
    (row,) = found["rows"]
    told = dict(zip([one["name"] for one in found["columns"]], row, strict=True))
    assert (told["entered"], told["converted"], told["messaged"]) == (
        report["entered"],
        report["converted"],
        report["messaged"],
    )
    assert "The sandbox kept messages" in report["sandbox"] and found["note"] == report["sandbox"]
    sides = house.get("/api/metrics/funnel", journey="welcome", by="side")["rows"]
    assert [one[0] for one in sides] == ["held out", "treated"] and sides[0][1] == report["held_out"]


def test_a_segment_and_a_range_narrow_it(house: House) -> None:
    def people(**asked: str) -> int:
        rows = house.get("/api/metrics/repeat_purchase", event="signed_up", by="all", **asked)["rows"]
        return sum(row[1] + row[4] for row in rows)

    assert (people(), people(segment="pro"), people(to="2020-01-01")) == (12, 8, 0)
    assert "in it now" in house.get("/api/metrics/repeat_purchase", event="signed_up", segment="pro")["note"]
    assert house.get("/api/metrics/retention", journey="welcome", by="side")["rows"] == [], "no period is over yet"


def test_what_happens_is_in_the_next_answer(house: House) -> None:
    def orders() -> int:
        return sum(row[1] for row in house.get("/api/metrics/reorder_rate", event="bought")["rows"])

    before = orders()
    house.send(track("p0", "bought", amount=1))
    assert orders() == before + 1


def test_csv_and_the_key_of_an_analyst(house: House) -> None:
    headers = {"Authorization": f"Bearer {house.app.keys.create('analyst')}"}
    found = house.stranger.get("/api/metrics/list_health?format=csv", headers=headers)
    assert found.text.splitlines()[0].startswith("channel,mailbox,sent") and "Gmail" in found.text
    assert 'filename="list_health.csv"' in found.headers["content-disposition"]
    assert house.stranger.get("/api/metrics").status_code == 401


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("happiness", (404, "metric_unknown")),
        ("lift_ratio", (404, "metric_unknown")),
        ("repeat_purchase", (400, "metric_needs")),
        ("funnel", (400, "metric_needs")),
        ("funnel?journey=none", (404, "journey_unknown")),
        ("funnel?journey=welcome&by=cohort", (400, "metric_by")),
        ("retention?journey=none", (404, "journey_unknown")),
        ("retention?segment=none", (404, "segment_unknown")),
        ("retention?by=arm", (400, "metric_by")),
        ("retention?by=shoe", (400, "metric_by")),
        ("latency?event=bought", (400, "metric_takes")),
        ("churn?from=2026-02-31", (400, "metric_day")),
        ("experiment_velocity?journey=welcome", (400, "metric_takes")),
    ],
)
def test_what_cannot_be_asked_is_said(house: House, path: str, error: tuple[int, str]) -> None:
    assert error_of(house.client.get(f"/api/metrics/{path}")) == error


@pytest.mark.parametrize("path", ["churn?days=0", "churn?step=year", "churn?from=monday", "churn?format=xml"])
def test_what_is_out_of_its_bounds_is_refused(house: House, path: str) -> None:
    assert house.client.get(f"/api/metrics/{path}").status_code == 400
