"""A record has one owner, whichever folder it is opened from."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from loopline.model.duration import DAY
from loopline.model.errors import Conflict
from loopline.pipeline.person_inbox import InboxMessage
from loopline.settings import Settings
from loopline.storage.sql.drivers import owner_lock
from loopline.storage.sql.sandbox_box import Shown
from loopline.upkeep.stores import Stores


def test_without_a_url_the_stores_are_files_and_the_lock_of_the_folder_is_enough(tmp_path: Path) -> None:
    stores = Stores(tmp_path, Settings())
    assert stores.lease is None
    assert not (tmp_path / "log.db").exists()
    log, state = stores.open_record()
    assert (log.end(), state.position()) == (0, 0)
    assert {"log.db", "state.db", "studio.db", "loopline.lock"} <= {path.name for path in tmp_path.iterdir()}
    stores.close()


def test_the_days_of_the_settings_are_those_of_the_stores(tmp_path: Path) -> None:
    stores = Stores(tmp_path, Settings.model_validate({"sandbox_days": 3, "inbox_days": 5, "sent_copies_days": 7}))
    stores.studio.sandbox.keep([Shown("k1", "email", "ann", "ann@example.com", b"{}", 0)])
    stores.studio.inbox.keep([InboxMessage(key="k1", person="ann", at=0, expires_at=0, waits=False, content=b"{}")])
    assert (stores.studio.sandbox.trim(3 * DAY), stores.studio.sandbox.trim(3 * DAY + 1)) == (0, 1)
    assert (stores.studio.inbox.trim(5 * DAY), stores.studio.inbox.trim(5 * DAY + 1)) == (0, 1)
    assert stores.studio.sent.days == 7
    stores.close()


def test_a_database_has_one_owner_whatever_the_folder(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner_lock.OwnerLock.__init__, "__defaults__", (0, 0.2))
    settings = Settings(store=SecretStr(postgres_url))
    stores = Stores(tmp_path / "one", settings)
    assert stores.lease is not None
    stores.open_record()
    stores.lease.check()
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["loopline.lock"]
    with pytest.raises(Conflict, match="store_taken"):
        Stores(tmp_path / "two", settings)
    stores.close()
    Stores(tmp_path / "two", settings).close()


def test_a_record_of_two_shards_is_opened_as_such_alone_and_a_refusal_leaves_it_unlocked(tmp_path: Path) -> None:
    two = Settings.model_validate({"shards": 2})
    Stores(tmp_path, two, has_crew=True).close()
    assert {"state.db", "state-1.db"} <= {path.name for path in tmp_path.iterdir()}
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            Stores(tmp_path, Settings())
        assert refused.value.code == "shards_differ"
    Stores(tmp_path, two, has_crew=True).close()


def test_a_topic_keeps_the_signals_of_one_shard(tmp_path: Path) -> None:
    with pytest.raises(Conflict) as refused:
        Stores(tmp_path, Settings.model_validate({"shards": 2, "log": "kafka://127.0.0.1:9/x"}), has_crew=True)
    assert refused.value.code == "shards_log"
    assert not list(tmp_path.glob("*.db"))
