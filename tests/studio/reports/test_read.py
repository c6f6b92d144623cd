"""Reports are counted once for as long as nothing happens: over the real house, by the queries that it asks."""

from collections.abc import Iterator

import pytest

from loopline.model.errors import Missing
from loopline.ports import SqlParameters
from tests.studio.house import WELCOME, House, identify, living, track


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Twenty people in a journey with a holdout."""
    with living(tmp_path_factory.mktemp("house")) as house:
        house.publish({**WELCOME, "id": "held", "holdout": {"percent": 50}})
        people = [f"p{index}" for index in range(20)]
        house.send(*(identify(one, email=f"{one}@example.test", plan="free") for one in people))
        house.send(*(track(one, "signed_up") for one in people))
        yield house


def asked(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that are asked of the facts from now on."""
    queries: list[str] = []
    ask = house.app.facts.query

    def noted(sql: str, parameters: SqlParameters = ()) -> list[tuple[object, ...]]:
        queries.append(sql)
        return ask(sql, parameters)

    monkeypatch.setattr(house.app.facts, "query", noted)
    return queries


def of_reports(queries: list[str]) -> int:
    return sum("journey = $journey" in sql for sql in queries)


def test_a_second_look_asks_the_facts_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    reports = house.app.studio.reports
    first, groups = reports.report("held"), reports.breakdown("held", "trait:plan")
    queries = asked(house, monkeypatch)
    assert reports.report("held") is first and reports.breakdown("held", "trait:plan") is groups
    assert of_reports(queries) == 0
    assert reports.breakdown("held", "trait:email") is not groups
    assert of_reports(queries) == 4


def test_what_happens_is_in_the_next_look(house: House) -> None:
    reports = house.app.studio.reports
    first = reports.report("held")
    house.send(track("p1", "bought", amount=10))
    second = reports.report("held")
    assert (first.converted, second.converted) == (0, 1)


def test_a_publish_is_another_report_though_no_fact_was_carried(house: House) -> None:
    reports = house.app.studio.reports
    first = reports.report("held")
    house.publish({**WELCOME, "id": "held", "holdout": {"percent": 40}})
    assert reports.report("held").version == first.version + 1


def test_a_journey_that_is_not_there(house: House) -> None:
    for ask in (house.app.studio.reports.report, house.app.studio.reports.lift):
        with pytest.raises(Missing) as caught:
            ask("nope")
        assert caught.value.code == "journey_unknown"


def test_the_list_of_journeys_counts_no_report(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.app.studio.reports.report("held")
    house.app.studio.report("held")
    queries = asked(house, monkeypatch)
    for _ in range(5):
        house.get("/api/journeys")
    assert of_reports(queries) == 0
