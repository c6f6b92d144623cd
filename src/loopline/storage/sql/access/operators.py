"""The operators of the studio, and their sessions."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import changed_rows


class Operator(Struct, frozen=True):
    """A person who may sign in to the studio, with a role; `sees_people`: personal data too."""

    email: str
    name: str
    password_hash: str
    created_at: int
    role: str = "owner"
    sees_people: bool = True


class Session(Struct, frozen=True):
    """A signed-in browser, known by the hash of its token."""

    hash: str
    operator: str
    created_at: int
    expires_at: int


class Operators:
    """The operators of the studio, and their sessions."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database

    def put(self, operator: Operator) -> None:
        """Add, or write over the name and password of the one with this e-mail address."""
        sql = (
            f"INSERT INTO operators ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (email) "
            "DO UPDATE SET name = excluded.name, password_hash = excluded.password_hash"
        )
        _changed(self._database, sql, _row(operator))

    def add(self, operator: Operator) -> bool:
        """Whether it was added; one with this e-mail address is left as it is."""
        sql = f"INSERT INTO operators ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING"
        return _changed(self._database, sql, _row(operator))

    def get(self, email: str) -> Operator | None:
        """By e-mail address, as it was put."""
        with self._database.read() as connection:
            row = connection.exec_driver_sql(f"{_OPERATOR} WHERE email = ?", (email,)).one_or_none()
            return _operator(row) if row else None

    def all(self) -> list[Operator]:
        """All operators, by e-mail address."""
        with self._database.read() as connection:
            return [_operator(row) for row in connection.exec_driver_sql(f"{_OPERATOR} ORDER BY email")]

    def set_role(self, email: str, role: str, *, sees_people: bool) -> bool:
        """Whether it was set: the last owner stays one, however many ask at once."""
        sql = (
            "UPDATE operators SET role = ?, sees_people = ? WHERE email = ? AND (? = 'owner' OR role <> 'owner' OR "
            "(SELECT count(*) FROM operators WHERE role = 'owner') > 1)"
        )
        return _changed(self._database, sql, (role, int(sees_people), email, role))

    def drop(self, email: str) -> bool:
        """Whether there was one; sessions, notes and the mail of reviews go with the operator."""
        return self._dropped("DELETE FROM operators WHERE email = ?", email)

    def drop_but_the_last(self, email: str) -> bool:
        """As `drop`, but the last owner stays, however many ask at once."""
        sql = (
            "DELETE FROM operators WHERE email = ? AND (role <> 'owner' OR "
            "(SELECT count(*) FROM operators WHERE role = 'owner') > 1)"
        )
        return self._dropped(sql, email)

    def _dropped(self, sql: str, email: str) -> bool:
        """Nothing of this one is left for somebody else who has the address next."""
        with self._database.write() as connection:
            if changed_rows(connection, sql, (email,)) == 0:
                return False
            connection.exec_driver_sql("DELETE FROM notes WHERE operator = ?", (email,))
            connection.exec_driver_sql("DELETE FROM review_readers WHERE email = ?", (email,))
            return True

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


_FIELDS: Final = "email, name, password_hash, created_at, role, sees_people"
_OPERATOR: Final = f"SELECT {_FIELDS} FROM operators"


def _row(one: Operator) -> tuple[object, ...]:
    return (one.email, one.name, one.password_hash, one.created_at, one.role, int(one.sees_people))


def _operator(row: Sequence[Any]) -> Operator:
    email, name, password_hash, created_at, role, sees_people = row
    return Operator(email, name, password_hash, created_at, role, bool(sees_people))


def _changed(database: Database, sql: str, parameters: tuple[object, ...]) -> bool:
    with database.write() as connection:
        return changed_rows(connection, sql, parameters) > 0
