"""A log is opened where the settings say that it stands, and a folder never has two."""

from pathlib import Path

import pytest

from loopline.model.errors import Conflict
from loopline.storage.kafka.log import KafkaLog
from loopline.storage.opened_log import open_log
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from tests.contracts.made import events

TOPIC = "kafka://127.0.0.1:9/x"


def test_without_a_url_it_stands_beside_the_record(tmp_path: Path) -> None:
    log = open_log(Places(tmp_path))
    assert isinstance(log, SqlLog)
    log.close()
    assert (tmp_path / "log.db").exists()


def test_a_url_names_a_topic_and_the_folder_gets_no_log(tmp_path: Path) -> None:
    log = open_log(Places(tmp_path, log_url=TOPIC), checked=False)
    assert isinstance(log, KafkaLog)
    log.close()
    assert not list(tmp_path.iterdir())


def test_a_folder_with_signals_of_its_own_is_not_gone_on_with_by_another_log(tmp_path: Path) -> None:
    open_log(Places(tmp_path)).close()
    with pytest.raises(Conflict) as refused:
        open_log(Places(tmp_path, log_url=TOPIC))
    assert refused.value.code == "log_undecided"
    assert "127.0.0.1" not in refused.value.text


def test_each_shard_has_a_log_of_its_own(tmp_path: Path) -> None:
    logs = [open_log(Places(tmp_path), shard=shard) for shard in range(2)]
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["log-1.db", "log.db"]
    assert [log.append([events(1, 1 + place)]) for place, log in enumerate(logs)] == [[1], [1]]
    assert [log.end() for log in logs] == [1, 2]
    for log in logs:
        log.close()
