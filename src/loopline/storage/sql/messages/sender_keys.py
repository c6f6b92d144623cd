"""Keys that sign mail, by sender domain and selector; the private halves are sealed by whoever keeps them here."""

from typing import Final

from msgspec import Struct, convert
from msgspec.structs import replace

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows


class StoredSenderKey(Struct, frozen=True, kw_only=True):
    """A key of a domain. `public_key` is base64 of its DER, as DNS has it; `signs` is 1 where it signs, else 0."""

    domain: str
    selector: str
    sealed_key: bytes
    public_key: str
    signs: int
    created_at: int
    by: str


class SenderKeyTable:
    """Safe from any thread. Of a key that was dropped its name alone stays: DNS may hold its record for long."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def all(self) -> list[StoredSenderKey]:
        """Every key, by domain, oldest first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_SELECT} WHERE signs >= 0 ORDER BY domain, created_at, selector")
            return [convert(dict(zip(_FIELDS, row, strict=True)), StoredSenderKey) for row in rows]

    def selectors(self, domain: str) -> set[str]:
        """The selectors that this domain has, or had once."""
        with self._database.read() as connection:
            return {str(row[0]) for row in connection.exec_driver_sql(_SELECTORS, (domain,))}

    def add(self, key: StoredSenderKey) -> bool:
        """False: the domain has a key of this selector; one that was dropped makes room for it.

        The first key of a domain signs, whatever it says itself.
        """
        with self._database.write() as connection:
            (others,) = connection.exec_driver_sql(_COUNT, (key.domain,)).one()
            stored = replace(key, signs=0 if others else 1)
            return changed_rows(connection, _INSERT, tuple(getattr(stored, name) for name in _FIELDS)) > 0

    def use(self, domain: str, selector: str) -> bool:
        """This key signs from now on, and no other of the domain; False: there is none of this selector."""
        with self._database.write() as connection:
            found = connection.exec_driver_sql(_ONE, (domain, selector))
            if found.one_or_none() is None:
                return False
            connection.exec_driver_sql(_USE, (selector, domain))
            return True

    def drop(self, domain: str, selector: str) -> bool:
        """Whether there was such a key; without a selector all of the domain go."""
        sql, values = (_DROP, (b"", domain, selector)) if selector else (_DROP_ALL, (b"", domain))
        with self._database.write() as connection:
            return changed_rows(connection, sql, values) > 0


_FIELDS: Final = StoredSenderKey.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_SELECT: Final = f"SELECT {_COLUMNS} FROM sender_keys"
_ONE: Final = f"{_SELECT} WHERE domain = ? AND selector = ? AND signs >= 0"
_SELECTORS: Final = "SELECT selector FROM sender_keys WHERE domain = ?"
_ANEW: Final = ", ".join(f'"{name}" = excluded."{name}"' for name in _FIELDS if name not in ("domain", "selector"))
_INSERT: Final = (
    f"INSERT INTO sender_keys ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))}) "
    f"ON CONFLICT (domain, selector) DO UPDATE SET {_ANEW} WHERE sender_keys.signs < 0"
)
_COUNT: Final = "SELECT count(*) FROM sender_keys WHERE domain = ? AND signs >= 0"
_USE: Final = "UPDATE sender_keys SET signs = CASE WHEN selector = ? THEN 1 ELSE 0 END WHERE domain = ? AND signs >= 0"
_DROP_ALL: Final = "UPDATE sender_keys SET signs = -1, sealed_key = ?, public_key = '' WHERE domain = ? AND signs >= 0"
_DROP: Final = f"{_DROP_ALL} AND selector = ?"
