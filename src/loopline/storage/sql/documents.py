"""Published documents as rows: each version stays, and its state may change."""

from loopline.model.records import StoredDocument, StoredKind
from loopline.model.signal import JourneyState
from loopline.storage.sql import queries as q
from loopline.storage.sql.drivers.dialect import SqlConnection
from loopline.storage.transaction_rules import merged_document


def every_version(connection: SqlConnection) -> list[StoredDocument]:
    """Every version, in the order of publishing."""
    return [_document(*row) for row in connection.exec_driver_sql(q.DOCUMENTS)]


def _document(
    kind: StoredKind,
    name: str,
    version: int,
    document: bytes,
    published_at: int,
    reason: str,
    by: str,
    state: JourneyState,
) -> StoredDocument:
    return StoredDocument(
        kind=kind,
        name=name,
        version=version,
        document=document,
        published_at=published_at,
        reason=reason,
        by=by,
        state=state,
    )


def put_version(connection: SqlConnection, document: StoredDocument) -> None:
    """Add a version; one that is there already takes over the state alone."""
    name = (document.kind, document.name, document.version)
    row = connection.exec_driver_sql(q.DOCUMENT, name).one_or_none()
    whole = merged_document(_document(*row) if row else None, document)
    values = (whole.document, whole.published_at, whole.reason, whole.by, whole.state)
    connection.exec_driver_sql(q.PUBLISH, (*name, *values))
