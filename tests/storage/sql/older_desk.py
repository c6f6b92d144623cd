"""A studio's store as an older version left it, for tests of what it becomes."""

from typing import Final

from loopline.storage.sql.studio import StudioStore


def _dropped(*tables: str) -> tuple[str, ...]:
    return tuple(f"DROP TABLE {table}" for table in tables)


def _without(table: str, *columns: str) -> tuple[str, ...]:
    return tuple(f"ALTER TABLE {table} DROP COLUMN {column}" for column in columns)


UNDONE: Final[dict[str, tuple[str, ...]]] = {
    "desk_0002": _dropped("sent"),
    "desk_0003": _without("keys", "origins"),
    "desk_0004": _dropped("providers"),
    "desk_0005": _dropped("inbox"),
    "desk_0006": _dropped("short_links"),
    "desk_0008": _dropped("sender_keys"),
    "desk_0010": _dropped("send_requests", "send_files"),
    "desk_0012": _dropped("catalogs", "catalog_items", "catalog_values"),
    "desk_0013": _dropped("lift_decisions"),
    "desk_0014": _dropped("trained_models"),
    "desk_0018": _dropped("backlog_items", "weekly_reviews", "review_readers"),
    "desk_0019": _dropped("erasures"),
    "desk_0020": (*_dropped("publish_requests", "notes"), *_without("operators", "role", "sees_people")),
    "desk_0021": _without("drafts", "saved_by", "saved_in"),
    "desk_0022": _dropped("comment_threads", "comments", "comment_reads"),
    "desk_0023": _dropped("journey_shelf"),
    "desk_0025": _dropped("sources", "source_runs", "source_refusals"),
    "desk_0026": _dropped("destinations", "destination_runs"),
    "desk_0027": _dropped("secret_marks"),
    "desk_0029": _dropped("provider_shares"),
}
"""What takes each migration back; a new one has its line here."""


def as_left_by(store: StudioStore, revision: str) -> None:
    """Take the store back to what it was at this revision of the desk, and close it."""
    with store._database.write() as connection:
        for newer in sorted(UNDONE, reverse=True):
            if newer > revision:
                for sql in UNDONE[newer]:
                    connection.exec_driver_sql(sql)
        connection.exec_driver_sql(f"UPDATE desk_version SET version_num = '{revision}'")
    store.close()
