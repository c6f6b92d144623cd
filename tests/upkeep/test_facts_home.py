"""`loopline serve` with facts in ClickHouse: moving in by a rebuild, reports, a backup, forgetting, and the way out."""

from pathlib import Path

import msgspec
import pytest

from loopline.settings import Settings
from loopline.storage.clickhouse.schema import COLUMNS
from loopline.storage.clickhouse.server import ClickHouseServer
from loopline.upkeep.facts_home import ClickHouseHome, FileHome, facts_home
from tests.cli.served import Server, loopline, server, wait_for
from tests.storage.clickhouse.server import clickhouse
from tests.studio.erasures.somebody import ANN, begin, left_in
from tests.studio.house import living

PEOPLE = "/api/query?sql=SELECT person, count(*) AS n FROM facts GROUP BY person ORDER BY person"


def test_a_house_moves_in_and_everything_goes_on(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    with living(data) as house:
        begin(house)
    with server(data) as before:
        known = asked(before)
    with clickhouse(tmp_path / "clickhouse") as there:
        url = there.fresh()
        env = {"LOOPLINE_FACTS": url}
        with server(data, env) as served:
            assert served.ask("GET", PEOPLE).json()["error"]["code"] == "facts_unfit"
            done = loopline("facts", "rebuild", "--data", data, env=env)
            assert done.returncode == 0, done.stdout + done.stderr
            (data / "facts.duckdb").unlink()
            assert asked(served) == known
            done = loopline("backup", backup, "--data", data, env=env)
            assert done.returncode == 0 and (backup / "facts.duckdb").stat().st_size, done.stdout + done.stderr
            done = loopline("forget", ANN, "--data", data, "--yes", env=env)
            assert done.returncode == 0, done.stdout + done.stderr
            assert len(asked(served)) == len(known), "what was done stays counted"
            assert ANN not in str(asked(served))
        assert left_in(data) == []
        tables = ClickHouseServer(url)
        for table in COLUMNS:
            assert tables.rows(f"SELECT count() FROM {table} WHERE position(toString(tuple(*)), 'Annabel') > 0") == [
                (0,)
            ]
        tables.close()


def test_an_engine_starts_without_its_clickhouse_and_asks_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with clickhouse(tmp_path / "clickhouse") as there:
        url, port = there.fresh(), there.port
    with server(data, {"LOOPLINE_FACTS": url}) as served:
        assert served.ask("GET", "/ready").status_code == 200
        refused = served.ask("GET", PEOPLE)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "facts_unreachable")
        with clickhouse(tmp_path / "clickhouse", port):
            wait_for(lambda: served.ask("GET", PEOPLE).status_code == 200)


def asked(served: Server) -> list[object]:
    """How many facts there are of each."""
    answer = served.ask("GET", PEOPLE)
    assert answer.status_code == 200, answer.text
    rows: list[object] = msgspec.json.decode(answer.content)["rows"]
    return rows


@pytest.mark.parametrize(("url", "kind"), [("", FileHome), ("clickhouse://h/d", ClickHouseHome)])
def test_the_setting_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, kind: type) -> None:
    monkeypatch.setenv("LOOPLINE_FACTS", url)
    assert isinstance(facts_home(tmp_path, Settings()), kind)
