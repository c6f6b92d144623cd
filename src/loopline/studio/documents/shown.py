"""Drafts and versions as the API shows them."""

import msgspec

from loopline.decisions.documents.read import to_plain
from loopline.model.journey import Journey
from loopline.model.records import StoredDocument
from loopline.storage.sql.studio import Saved
from loopline.studio.documents import schemas as shape


def shown_draft(saved: Saved) -> shape.Draft:
    """A saved draft as the API shows it."""
    return shape.Draft(msgspec.json.decode(saved.document), saved.revision, saved.saved_at)


def shown_version(stored: StoredDocument) -> shape.Version:
    """A stored version as the API shows it."""
    document = to_plain(msgspec.json.decode(stored.document, type=Journey))
    return shape.Version(stored.version, document, stored.published_at, stored.reason, stored.by)
