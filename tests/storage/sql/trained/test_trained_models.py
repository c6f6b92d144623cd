"""Records of trainings: versions rise, the newest is read, and only some are kept."""

from pathlib import Path

from loopline.storage.sql.studio import StudioStore
from loopline.storage.sql.trained.trained_models import KEPT_MAX


def test_versions_rise_and_the_newest_is_read_with_what_its_scoring_did(tmp_path: Path) -> None:
    store = StudioStore(tmp_path / "studio.db")
    table = store.trained
    assert table.newest("churn") is None
    assert [table.add("churn", 5, b"one"), table.add("churn", 7, b"two"), table.add("other", 8, b"x")] == [1, 2, 1]
    table.scored("churn", 2, 9, b"run")
    found = table.newest("churn")
    assert found is not None
    assert (found.version, found.trained_at, found.scored_at, found.record, found.run) == (2, 7, 9, b"two", b"run")
    for at in range(KEPT_MAX + 3):
        table.add("churn", 10 + at, b"more")
    found = table.newest("churn")
    assert found is not None and found.version == KEPT_MAX + 5
    with store._database.read() as connection:
        [[kept]] = connection.exec_driver_sql("SELECT count(*) FROM trained_models WHERE model = ?", ("churn",))
    assert kept == KEPT_MAX
    store.close()
