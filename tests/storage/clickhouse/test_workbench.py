"""What a scratch file asks of ClickHouse: those whom an append is about, and the past of late ones alone."""

from collections.abc import Iterator

import pytest

from loopline.storage.clickhouse import workbench as module
from loopline.storage.clickhouse.facts import ClickFacts
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.contracts.made import fact, person
from tests.storage.clickhouse.server import ClickHouse, clickhouse

PEOPLE = "SELECT person, CAST(traits AS VARCHAR), position FROM people ORDER BY person"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with clickhouse(tmp_path_factory.mktemp("clickhouse")) as running:
        yield running


def test_many_people_are_asked_for_in_pages(server: ClickHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NAMES_AT_ONCE", 3)
    there, here = ClickFacts(server.fresh()), DuckFacts(threads=1)
    chunks = [
        [person(f"p{n}", n + 1, traits={"a": n}) for n in range(8)],
        [fact(f"p{n}", "merged", 20 + n, name=f"p{n + 1}") for n in (0, 2, 3, 6)],
        [person(f"p{n}", 40 + n, now={"traits": {"b": n}}) for n in (0, 3, 5, 6, 7)],
        [person(f"p{n}", 5, now={"traits": {"late": n}}) for n in (0, 4, 5, 7)],
    ]
    for number, chunk in enumerate(chunks, 1):
        for facts in (there, here):
            facts.append(number, lines_of(chunk))
    for sql in (
        PEOPLE,
        'SELECT other, "into" FROM merges ORDER BY ALL',
        "SELECT person, position FROM facts ORDER BY ALL",
    ):
        assert there.query(sql) == here.query(sql)
    there.close()
    here.close()


def test_the_past_is_read_of_late_ones_alone(server: ClickHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    facts, asked = ClickFacts(server.fresh()), list[str]()
    past = module.Workbench._seed_past

    def seed_past(self: module.Workbench, names: str) -> None:
        asked.append(names)
        past(self, names)

    monkeypatch.setattr(module.Workbench, "_seed_past", seed_past)
    facts.append(1, lines_of([person("ann", 5, traits={"a": 1}), person("bob", 6, traits={"a": 1})]))
    facts.append(2, lines_of([person("ann", 7, now={"traits": {"b": 1}})]))
    assert asked == []
    facts.append(3, lines_of([person("bob", 2, now={"traits": {"a": 0, "c": 1}}), person("ann", 8, now={})]))
    assert asked == ["['bob']"]
    assert facts.query(PEOPLE)[1] == ("bob", '{"a":1}', 6)
    facts.close()
