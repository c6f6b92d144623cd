"""What people at the studio keep, in a file of its own so that they never wait for the loop."""

from pathlib import Path
from typing import Final

from msgspec import Struct, convert

from loopline.model.channels import ChannelName
from loopline.model.errors import Conflict
from loopline.storage.sql.access.notes import NoteTable
from loopline.storage.sql.access.operators import Operators
from loopline.storage.sql.access.requests import PublishRequests
from loopline.storage.sql.access.secret_marks import SecretMarks
from loopline.storage.sql.catalogs.selecting import CatalogStore
from loopline.storage.sql.copies.file_copy import copy_to_file
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.decided.decision_records import DecisionRecords
from loopline.storage.sql.drafting.drafts import Drafts
from loopline.storage.sql.drivers.dialect import Tuning, changed_rows
from loopline.storage.sql.erased.erasures import ErasureTable
from loopline.storage.sql.improvement.backlog_items import BacklogItems
from loopline.storage.sql.improvement.kept_reviews import KeptReviews
from loopline.storage.sql.inboxes.person_inboxes import PersonInboxes
from loopline.storage.sql.messages.kept_files import KeptFiles
from loopline.storage.sql.messages.provider_shares import ProviderShares
from loopline.storage.sql.messages.send_requests import SendRequests
from loopline.storage.sql.messages.sender_keys import SenderKeyTable
from loopline.storage.sql.messages.short_links import ShortLinkStore
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.sandbox_box import SandboxBox
from loopline.storage.sql.sent_copies import SentCopies
from loopline.storage.sql.shelves.comment_threads import CommentThreads
from loopline.storage.sql.shelves.journey_shelf import JourneyShelf
from loopline.storage.sql.sources.source_table import AskedTable, SourceTable
from loopline.storage.sql.trained.trained_models import TrainedModels


class Key(Struct, frozen=True):
    """A key for the API: `hash` is all that is kept of its secret, `prefix` is what may be shown and looked up."""

    id: str
    role: str
    hash: str
    prefix: str
    created_at: int
    origins: tuple[str, ...] = ()


class StoredProvider(Struct, frozen=True, kw_only=True):
    """A provider that an operator set up. `sealed_url` holds its secrets, unreadable; `token` is that of its news."""

    name: str
    channel: ChannelName
    sealed_url: bytes
    token: str
    weight: int
    a_second: float
    place: int
    created_at: int
    by: str


class ProviderTable:
    """The providers that operators have set up."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def all(self) -> list[StoredProvider]:
        """Every one, in the order in which they are asked."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_PROVIDER} ORDER BY place, name")
            return [convert(dict(zip(_PROVIDER_FIELDS, row, strict=True)), StoredProvider) for row in rows]

    def add(self, one: StoredProvider) -> None:
        """Conflict `provider_taken` for a name that is there."""
        marks = ", ".join("?" * len(_PROVIDER_FIELDS))
        sql = f"INSERT INTO providers ({_PROVIDER_COLUMNS}) VALUES ({marks}) ON CONFLICT (name) DO NOTHING"
        if not _changed(self._database, sql, tuple(getattr(one, name) for name in _PROVIDER_FIELDS)):
            raise Conflict("provider_taken", f'There is a provider "{one.name}" already; choose another name.')

    def drop(self, name: str) -> bool:
        """Whether there was one."""
        return _changed(self._database, "DELETE FROM providers WHERE name = ?", (name,))


class Keys:
    """The API's keys."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def add(self, key: Key) -> None:
        """Conflict `key_taken` for an id that is there."""
        sql = f"INSERT INTO keys ({_KEY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
        values = (key.id, key.role, key.hash, key.prefix, key.created_at, " ".join(key.origins))
        if not _changed(self._database, sql, values):
            raise Conflict("key_taken", f"there is a key {key.id} already: take another id")

    def by_prefix(self, prefix: str) -> list[Key]:
        """The keys that a secret with this prefix may be."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_KEY} WHERE prefix = ?", (prefix,))
            return [_key(*row) for row in rows]

    def all(self) -> list[Key]:
        """Every key, oldest first."""
        with self._database.read() as connection:
            return [_key(*row) for row in connection.exec_driver_sql(f"{_KEY} ORDER BY created_at, id")]

    def drop(self, key_id: str) -> bool:
        """Whether there was one."""
        return _changed(self._database, "DELETE FROM keys WHERE id = ?", (key_id,))


class StudioStore:
    """The studio's store, table by table. Safe from any thread."""

    def __init__(
        self,
        place: Place,
        sent_days: int = 30,
        sent_megabytes: int = 512,
        sandbox_days: int = 30,
        sandbox_megabytes: int = 256,
        link_days: int = 180,
        link_megabytes: int = 256,
        inbox_days: int = 90,
    ) -> None:
        tuning = Tuning(cache=4 << 20, mapped=64 << 20, checkpoint_pages=1000)
        self._database: Final = Database(place, tuning, "desk")
        bring_up(self._database, "desk")
        self.keys, self.drafts = Keys(self._database), Drafts(self._database)
        self.secret_marks: Final = SecretMarks(self._database)
        self.operators, self.providers = Operators(self._database), ProviderTable(self._database)
        self.erasures, self.notes = ErasureTable(self._database), NoteTable(self._database)
        self.publish_requests, self.sources = PublishRequests(self._database), SourceTable(self._database)
        self.destinations: Final = AskedTable(self._database, "destination")
        self.sandbox: Final = SandboxBox(self._database, sandbox_days, sandbox_megabytes)
        self.inbox: Final = PersonInboxes(self._database, inbox_days)
        self.backlog, self.reviews = BacklogItems(self._database), KeptReviews(self._database)
        self.sent: Final = SentCopies(self._database, sent_days, sent_megabytes)
        self.short_links: Final = ShortLinkStore(self._database, link_days, link_megabytes)
        self.sends, self.files = SendRequests(self._database), KeptFiles(self._database)
        self.sender_keys, self.catalogs = SenderKeyTable(self._database), CatalogStore(self._database)
        self.comments, self.shelf = CommentThreads(self._database), JourneyShelf(self._database)
        self.shares: Final = ProviderShares(self._database)
        self.decisions, self.trained = DecisionRecords(self._database), TrainedModels(self._database)

    def copy_to(self, path: Path) -> None:
        """A whole copy as of one moment."""
        copy_to_file(self._database, "desk", path)

    def size(self) -> int:
        """What is on disk, in bytes."""
        return self._database.size()

    def overwrite_freed(self) -> None:
        """Leave nothing on disk of what was deleted."""
        self._database.overwrite_freed()

    def close(self) -> None:
        """Give the file back."""
        self._database.close()


_KEY_COLUMNS: Final = "id, role, hash, prefix, created_at, origins"
_KEY: Final = f"SELECT {_KEY_COLUMNS} FROM keys"
_PROVIDER_FIELDS: Final = StoredProvider.__struct_fields__
_PROVIDER_COLUMNS: Final = ", ".join(f'"{name}"' for name in _PROVIDER_FIELDS)
_PROVIDER: Final = f"SELECT {_PROVIDER_COLUMNS} FROM providers"


def _key(key_id: str, role: str, key_hash: str, prefix: str, created_at: int, origins: str) -> Key:
    return Key(key_id, role, key_hash, prefix, created_at, tuple(origins.split()))


def _changed(database: Database, sql: str, parameters: tuple[object, ...]) -> bool:
    with database.write() as connection:
        return changed_rows(connection, sql, parameters) > 0
