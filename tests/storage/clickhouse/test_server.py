"""What a ClickHouse is asked by its URL, and what its errors become."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.bench.server import free_port
from loopline.model.errors import Invalid, Unavailable
from loopline.storage.clickhouse.server import ClickHouseServer
from tests.cli.served import loopline
from tests.storage.clickhouse.server import ClickHouse, clickhouse
from tests.storage.clickhouse.serving import USER


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with clickhouse(tmp_path_factory.mktemp("clickhouse")) as running:
        yield running


def test_rows_come_and_go_as_parquet(server: ClickHouse, tmp_path: Path) -> None:
    asked, path = ClickHouseServer(server.fresh()), tmp_path / "rows.parquet"
    asked.run("CREATE TABLE t (a Int64, b Array(String), c Nullable(String)) ENGINE = MergeTree ORDER BY a")
    asked.fetch("SELECT toInt64(number) AS a, ['x'] AS b, if(number = 1, NULL, 'it''s') AS c FROM numbers(3)", path)
    asked.put("t", ["a", "b", "c"], path, "token")
    assert asked.rows("SELECT * FROM t ORDER BY a") == [(0, ["x"], "it's"), (1, ["x"], None), (2, ["x"], "it's")]
    asked.close()


def test_too_many_rows_are_a_code_of_their_own(server: ClickHouse, tmp_path: Path) -> None:
    asked = ClickHouseServer(server.fresh())
    with pytest.raises(Invalid) as refused:
        asked.fetch("SELECT * FROM numbers(100)", tmp_path / "rows.parquet", {"max_result_rows": 10})
    assert refused.value.code == "facts_question_unsupported"
    with pytest.raises(Unavailable) as failed:
        asked.rows("SELECT nothing")
    assert failed.value.code == "facts_failed"
    asked.close()


@pytest.mark.parametrize(
    "url", ["clickhouse://who:secret-word@127.0.0.1:1/facts", "clickhouse://:secret-word@no.invalid/f"]
)
def test_one_that_is_not_there_is_told_without_the_password(url: str) -> None:
    with pytest.raises(Unavailable) as unreachable:
        ClickHouseServer(url)
    assert unreachable.value.code == "facts_unreachable" and "secret-word" not in str(unreachable.value)


@pytest.mark.parametrize(
    "said",
    ["p#secret-word@127.0.0.1:1/x", "p/secret-word@127.0.0.1:1/x", "12/secret-word@127.0.0.1:1/x",
     "p?secret-word@127.0.0.1:1/x", "p@127.0.0.1:secret-word/x", "p@[secret-word/x", "p@127.0.0.1:1/x?secret-word"],
)  # fmt: skip
def test_a_url_that_cannot_be_read_is_refused_at_the_start_and_not_repeated(tmp_path: Path, said: str) -> None:
    env = {"LOOPLINE_FACTS": f"clickhouse://who:{said}"}
    refused = loopline("serve", "--data", tmp_path / "data", "--port", free_port(), env=env)
    assert (refused.returncode, "[facts_url_invalid]" in refused.stderr) == (1, True), refused.stderr
    assert "secret-word" not in refused.stderr and "Traceback" not in refused.stderr


def test_a_wrong_password_is_told_without_it(server: ClickHouse) -> None:
    with pytest.raises(Unavailable) as refused:
        ClickHouseServer(f"clickhouse://{USER}:secret-word@127.0.0.1:{server.port}/default")
    assert refused.value.code == "facts_failed" and "secret-word" not in str(refused.value)


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "clickhouse_connect", None)
    with pytest.raises(Invalid) as missing:
        ClickHouseServer("clickhouse://127.0.0.1/facts")
    assert missing.value.code == "clickhouse_missing" and "loopline[clickhouse]" in str(missing.value)
