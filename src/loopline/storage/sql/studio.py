"""What people at the studio keep, in a file of its own so that they never wait for the loop."""

from pathlib import Path
from typing import Final

from msgspec import Struct, convert

from loopline.model.channels import ChannelName
from loopline.model.errors import Conflict
from loopline.storage.sql.catalogs.selecting import CatalogStore
from loopline.storage.sql.copies.file_copy import copy_to_file
from loopline.storage.sql.database import Database, Place
from loopline.storage.sql.decided.decision_records import DecisionRecords
from loopline.storage.sql.drafting.drafts import Drafts
from loopline.storage.sql.drivers.dialect import Tuning, changed_rows
from loopline.storage.sql.inboxes.person_inboxes import PersonInboxes
from loopline.storage.sql.messages.kept_files import KeptFiles
from loopline.storage.sql.messages.send_requests import SendRequests
from loopline.storage.sql.messages.sender_keys import SenderKeyTable
from loopline.storage.sql.messages.short_links import ShortLinkStore
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.sandbox_box import SandboxBox
from loopline.storage.sql.sent_copies import SentCopies
from loopline.storage.sql.trained.trained_models import TrainedModels


class Key(Struct, frozen=True):
    """A key for the API: `hash` is all that is kept of its secret, `prefix` is what may be shown and looked up."""

    id: str
    role: str
    hash: str
    prefix: str
    created_at: int
    origins: tuple[str, ...] = ()


class Operator(Struct, frozen=True):
    """A person who may sign in to the studio."""

    email: str
    name: str
    password_hash: str
    created_at: int


class Session(Struct, frozen=True):
    """A signed-in browser, known by the hash of its token."""

    hash: str
    operator: str
    created_at: int
    expires_at: int


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


class Operators:
    """The operators of the studio, and their sessions."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def put(self, operator: Operator) -> None:
        """Add, or write over the name and password of the one with this e-mail address."""
        sql = (
            "INSERT INTO operators (email, name, password_hash, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (email) "
            "DO UPDATE SET name = excluded.name, password_hash = excluded.password_hash"
        )
        _changed(self._database, sql, (operator.email, operator.name, operator.password_hash, operator.created_at))

    def add(self, operator: Operator) -> bool:
        """Whether it was added; one with this e-mail address is left as it is."""
        sql = (
            "INSERT INTO operators (email, name, password_hash, created_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (email) DO NOTHING"
        )
        return _changed(
            self._database, sql, (operator.email, operator.name, operator.password_hash, operator.created_at)
        )

    def get(self, email: str) -> Operator | None:
        """By e-mail address, as it was put."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(f"{_OPERATOR} WHERE email = ?", (email,)).one_or_none()
            return Operator(*row) if row else None

    def all(self) -> list[Operator]:
        """All operators, by e-mail address."""
        with self._database.read() as connection:
            return [Operator(*row) for row in connection.exec_driver_sql(f"{_OPERATOR} ORDER BY email")]

    def drop(self, email: str) -> bool:
        """Whether there was one; the sessions go with the operator."""
        return _changed(self._database, "DELETE FROM operators WHERE email = ?", (email,))

    def drop_but_the_last(self, email: str) -> bool:
        """As `drop`, but the last operator stays, however many ask at once."""
        sql = "DELETE FROM operators WHERE email = ? AND (SELECT count(*) FROM operators) > 1"
        return _changed(self._database, sql, (email,))

    def sign_in(self, session: Session) -> None:
        """Keep a session, and drop those that had ended when this one began."""
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM sessions WHERE expires_at <= ?", (session.created_at,))
            connection.exec_driver_sql(
                "INSERT INTO sessions (hash, operator, created_at, expires_at) VALUES (?, ?, ?, ?)",
                (session.hash, session.operator, session.created_at, session.expires_at),
            )

    def session(self, token_hash: str, now: int) -> Session | None:
        """The session of a token, unless it has ended."""
        sql = "SELECT hash, operator, created_at, expires_at FROM sessions WHERE hash = ? AND expires_at > ?"
        with self._database.read() as connection:
            row = connection.exec_driver_sql(sql, (token_hash, now)).one_or_none()
            return Session(*row) if row else None

    def session_counts(self, now: int) -> dict[str, int]:
        """How many sessions each operator has who has any."""
        sql = "SELECT operator, count(*) FROM sessions WHERE expires_at > ? GROUP BY operator"
        with self._database.read() as connection:
            return {str(email): int(count) for email, count in connection.exec_driver_sql(sql, (now,))}

    def sign_out_all(self, email: str, but: str = "") -> int:
        """End an operator's sessions, except the one with the hash `but`; how many there were."""
        with self._database.write() as connection:
            return changed_rows(connection, "DELETE FROM sessions WHERE operator = ? AND hash <> ?", (email, but))

    def sign_out(self, token_hash: str) -> bool:
        """Whether there was such a session."""
        return _changed(self._database, "DELETE FROM sessions WHERE hash = ?", (token_hash,))


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
        self.keys: Final = Keys(self._database)
        self.drafts: Final = Drafts(self._database)
        self.operators: Final = Operators(self._database)
        self.providers: Final = ProviderTable(self._database)
        self.sender_keys: Final = SenderKeyTable(self._database)
        self.sandbox: Final = SandboxBox(self._database, sandbox_days, sandbox_megabytes)
        self.inbox: Final = PersonInboxes(self._database, inbox_days)
        self.sent: Final = SentCopies(self._database, sent_days, sent_megabytes)
        self.short_links: Final = ShortLinkStore(self._database, link_days, link_megabytes)
        self.sends, self.files = SendRequests(self._database), KeptFiles(self._database)
        self.catalogs: Final = CatalogStore(self._database)
        self.decisions, self.trained = DecisionRecords(self._database), TrainedModels(self._database)

    def copy_to(self, path: Path) -> None:
        """A whole copy as of one moment."""
        copy_to_file(self._database, "desk", path)

    def size(self) -> int:
        """What is on disk, in bytes."""
        return self._database.size()

    def close(self) -> None:
        """Give the file back."""
        self._database.close()


_KEY_COLUMNS: Final = "id, role, hash, prefix, created_at, origins"
_KEY: Final = f"SELECT {_KEY_COLUMNS} FROM keys"
_PROVIDER_FIELDS: Final = StoredProvider.__struct_fields__
_PROVIDER_COLUMNS: Final = ", ".join(f'"{name}"' for name in _PROVIDER_FIELDS)
_PROVIDER: Final = f"SELECT {_PROVIDER_COLUMNS} FROM providers"
_OPERATOR: Final = "SELECT email, name, password_hash, created_at FROM operators"


def _key(key_id: str, role: str, key_hash: str, prefix: str, created_at: int, origins: str) -> Key:
    return Key(key_id, role, key_hash, prefix, created_at, tuple(origins.split()))


def _changed(database: Database, sql: str, parameters: tuple[object, ...]) -> bool:
    with database.write() as connection:
        return changed_rows(connection, sql, parameters) > 0
