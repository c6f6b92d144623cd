"""Documents as rows: in the order of publishing, each version once, with the newest state."""

from pathlib import Path

from loopline.model.records import StoredDocument
from loopline.storage.sql import documents
from loopline.storage.sql.database import Database
from loopline.storage.sql.migrate import bring_up


def stored(version: int, state: str = "live") -> StoredDocument:
    return StoredDocument(
        kind="journey",
        name="paywall",
        version=version,
        document=b"{}",
        published_at=version,
        state=state,  # type: ignore[arg-type]
    )


def test_versions_come_in_the_order_of_publishing_and_the_newest_state_counts(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.db")
    bring_up(database, "state")
    with database.write() as connection:
        for one in (stored(2), stored(1), stored(2, "paused")):
            documents.put_version(connection, one)
    with database.read() as connection:
        assert [(one.version, one.state) for one in documents.every_version(connection)] == [(2, "paused"), (1, "live")]
    database.close()
