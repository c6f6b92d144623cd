"""People who are to be forgotten: kept until nothing of them is left, and from then on without their names."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct, msgpack
from msgspec.structs import replace

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import SqlConnection, Wording, changed_rows

OPEN_MAX: Final = 1_000
FOREVER: Final = 1 << 62
PERSON_FIELD: Final = 1
_encode: Final = msgpack.Encoder().encode
_names: Final = msgpack.Decoder(tuple[str, ...]).decode


class Erasure(Struct, frozen=True, kw_only=True):
    """One person: all ids of hers, her addresses, and how far it is. `position` is 0 until the log has it, and
    `done_at` (ms) 0 until nothing is left. `by` is who asked for it."""

    alias: str
    people: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    by: str
    reason: str
    asked_at: int
    position: int = 0
    done_at: int = 0


class ErasureTable:
    """Safe from any thread. Whatever is answered is durable."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def add(self, one: Erasure) -> None:
        """From now on it is carried out, whatever happens."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_ADD, _row(one))

    def all(self, limit: int) -> list[Erasure]:
        """Newest first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_ERASURE} ORDER BY asked_at DESC, alias LIMIT ?", (limit,)).all()
        return [_erasure(row) for row in rows]

    def open(self) -> list[Erasure]:
        """Those that are not done, oldest first."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(f"{_ERASURE} WHERE done_at = 0 ORDER BY asked_at LIMIT ?", (OPEN_MAX,))
            return [_erasure(row) for row in rows]

    def get(self, alias: str) -> Erasure | None:
        """One of them."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(f"{_ERASURE} WHERE alias = ?", (alias,)).one_or_none()
        return None if row is None else _erasure(row)

    def told(self, alias: str, position: int) -> None:
        """The log has it, up to this position."""
        with self._database.write() as connection:
            connection.exec_driver_sql('UPDATE erasures SET "position" = ? WHERE alias = ?', (position, alias))

    def done(self, aliases: Sequence[str], now: int) -> None:
        """Nothing is left of them; their names leave here too."""
        nobody = _encode(())
        with self._database.write() as connection:
            for alias in aliases:
                connection.exec_driver_sql(_DONE, (nobody, nobody, now, alias))

    def erase_traces(self, people: Sequence[str], addresses: Sequence[str]) -> int:
        """Delete what the studio keeps of these people: kept and in-app messages, requests, short links; how many."""
        count = 0
        with self._database.write() as connection:
            for person in people:
                for sql in _OF_PERSON:
                    count += changed_rows(connection, sql, (person,))
                count += self._links(connection, person)
            for address in addresses:
                count += changed_rows(connection, "DELETE FROM sandbox WHERE address = ?", (address,))
            if people or addresses:  # what stood in a refused row may be anybody's
                connection.exec_driver_sql("DELETE FROM source_refusals")
        return count

    def _links(self, connection: SqlConnection, person: str) -> int:
        """Claims of short links name their person as the second of their fields; an id may stand in others too."""
        rows = connection.exec_driver_sql(_LINKS.on(connection), (msgspec.json.encode(person),)).all()
        own = [int(number) for number, claim in rows if msgspec.json.decode(bytes(claim))[PERSON_FIELD] == person]
        return sum(changed_rows(connection, "DELETE FROM short_links WHERE number = ?", (number,)) for number in own)

    def rewrite_sent(self, number: int, digests: bytes, parts: bytes) -> None:
        """Put these copies in the place of a pack; without any, the pack leaves."""
        with self._database.write() as connection:
            if digests:
                connection.exec_driver_sql(
                    "UPDATE sent SET digests = ?, parts = ? WHERE number = ?", (digests, parts, number)
                )
            else:
                connection.exec_driver_sql("DELETE FROM sent WHERE number = ?", (number,))


_FIELDS: Final = Erasure.__struct_fields__
_COLUMNS: Final = ", ".join(f'"{name}"' for name in _FIELDS)
_ERASURE: Final = f"SELECT {_COLUMNS} FROM erasures"
_ADD: Final = f"INSERT INTO erasures ({_COLUMNS}) VALUES ({', '.join('?' * len(_FIELDS))})"
_DONE: Final = "UPDATE erasures SET people = ?, addresses = ?, done_at = ? WHERE alias = ?"
_OF_PERSON: Final = (
    "DELETE FROM sandbox WHERE person = ?",
    "DELETE FROM inbox WHERE person = ?",
    "DELETE FROM send_requests WHERE person = ?",
)
_LINKS: Final = Wording(
    sqlite="SELECT number, claim FROM short_links WHERE instr(claim, ?) > 0",
    postgresql="SELECT number, claim FROM short_links WHERE position(? IN claim) > 0",
)


def _row(one: Erasure) -> tuple[object, ...]:
    packed = {"people": _encode(one.people), "addresses": _encode(one.addresses)}
    return tuple(packed.get(name, getattr(one, name)) for name in _FIELDS)


def _erasure(row: Sequence[Any]) -> Erasure:
    found: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    names = {name: _names(bytes(found.pop(name))) for name in ("people", "addresses")}
    return replace(Erasure(**found), **names)
