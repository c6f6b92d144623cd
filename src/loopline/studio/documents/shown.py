"""Drafts and versions as the API shows them."""

import msgspec

from loopline.decisions.documents.read import to_plain
from loopline.model.journey import Journey
from loopline.model.records import StoredDocument
from loopline.storage.sql.drafting.drafts import Saved
from loopline.studio.documents import schemas as shape


def shown_draft(saved: Saved) -> shape.Draft:
    """A saved draft as the API shows it."""
    document = msgspec.json.decode(saved.document)
    return shape.Draft(document, saved.revision, saved.saved_at, saved.by, saved.window)


def shown_version(stored: StoredDocument) -> shape.Version:
    """A stored version as the API shows it."""
    document = to_plain(msgspec.json.decode(stored.document, type=Journey))
    return shape.Version(stored.version, document, stored.published_at, stored.reason, stored.by)
