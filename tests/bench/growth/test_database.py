"""Growth is measured on a PostgreSQL database that is empty, and is so again afterwards."""

from pathlib import Path

import pytest

from loopline.bench.growth.database import emptied, wal_bytes
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.measures import check_elsewhere, measure
from loopline.bench.sinks import running_sinks
from loopline.model.errors import Conflict, Invalid
from loopline.storage.sql.log import SqlLog
from tests.contracts.made import events
from tests.storage.postgres import PostgresServer, told


def test_a_persons_past_is_measured_there(postgres: PostgresServer, tmp_path: Path) -> None:
    url, said = postgres.make("", "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"), list[str]()
    with running_sinks() as sinks:
        found = measure(Ground(tmp_path, sinks, 0.001, said.append, url), ["seen", "batches"])
    figures = {one.name: one.value for one in found}
    assert min(figures.values()) > 0
    assert figures["seen_bytes_ratio"] < 10, "a page of ids is written once"
    with emptied(url):
        before = wal_bytes(url)
        log = SqlLog(url)
        log.append([events(1, 100)])
        log.close()
        assert wal_bytes(url) > before


def test_a_database_with_a_record_stays_as_it_is(postgres_url: str) -> None:
    log = SqlLog(postgres_url)
    log.append([events(1, 3)])
    with told(Conflict, "store_in_use"), emptied(postgres_url):
        pass
    assert log.end() == 3
    log.close()


def test_what_is_measured_on_files_alone_is_said() -> None:
    check_elsewhere(["seen", "batches"])
    with pytest.raises(Invalid, match='"record" is measured on files alone'):
        check_elsewhere(["seen", "record"])
