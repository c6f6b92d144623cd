"""The roster of operators: who may sign in. Each change is in the server's log, with its author."""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from loopline.logs import log
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.storage.sql.access.operators import Operator, Operators
from loopline.studio.access.passwords import checked_password, hash_password
from loopline.studio.access.roles import DEFAULT, OperatorRole, reaches, role_named
from loopline.studio.access.schemas import OperatorLine, OperatorList

TEXT_CHARACTERS_MAX: Final = 254


class Roster:
    """What hashes a password is slow: in a server call it from the hashing pool."""

    def __init__(self, operators: Operators, now: Callable[[], int]) -> None:
        self._operators, self._now = operators, now

    def listing(self) -> OperatorList:
        """Every operator by address, with the number of their sessions."""
        sessions = self._operators.session_counts(self._now())
        return OperatorList(
            tuple(
                OperatorLine(
                    one.email,
                    one.name,
                    one.created_at,
                    sessions.get(one.email, 0),
                    role_named(one.role),
                    one.sees_people,
                )
                for one in self._operators.all()
            )
        )

    def add(
        self,
        email: str,
        name: str,
        password: str,
        by: str,
        role: OperatorRole = DEFAULT,
        sees_people: bool | None = None,
    ) -> None:
        """Somebody more. Raises Conflict `operator_exists`, Invalid. Slow."""
        email, name = checked_email(email), operator_name(name)
        kept = hash_password(checked_password(password))
        role = role if self._operators.all() else "owner"  # somebody has to be
        sees = role != "viewer" if sees_people is None else sees_people
        if not self._operators.add(Operator(email, name, kept, self._now(), role, sees)):
            raise Conflict("operator_exists", f"{email} is an operator already; reset the password instead.")
        log.info("operator_added", operator=email, role=role, by=by)

    def set_role(self, email: str, role: OperatorRole, sees_people: bool | None, by: str) -> None:
        """Another role, from the next request on. Raises Missing `operator_unknown`, Conflict `owner_last`."""
        found = self._find(email)
        sees = found.sees_people if sees_people is None else sees_people
        if not self._operators.set_role(found.email, role, sees_people=sees):
            raise Conflict("owner_last", "This is the last owner; make somebody else an owner first.")
        log.info("operator_role_set", operator=found.email, role=role, sees_people=sees, by=by)

    def role_of(self, email: str) -> OperatorRole:
        """Raises Missing `operator_unknown`."""
        return role_named(self._find(email).role)

    def sees_people(self, email: str) -> bool:
        """Whether they see who people are. Raises Missing `operator_unknown`."""
        return self._find(email).sees_people

    def owners(self) -> tuple[str, ...]:
        """The addresses of those who may give rights."""
        return tuple(one.email for one in self._operators.all() if one.role == "owner")

    def at_least(self, role: OperatorRole) -> tuple[str, ...]:
        """The addresses of those whose role reaches this one."""
        return tuple(one.email for one in self._operators.all() if reaches(role_named(one.role), role))

    def drop(self, email: str, by: str) -> None:
        """Somebody less; their sessions end. Raises Missing `operator_unknown`, Conflict `operator_last`."""
        found = self._find(email)
        if not self._operators.drop_but_the_last(found.email):
            raise Conflict("operator_last", "This is the last owner; make somebody else an owner first.")
        log.info("operator_dropped", operator=found.email, by=by)

    def set_password(self, email: str, password: str, by: str, but: str = "") -> None:
        """A new password; sessions end, except the one with the hash `but`. Raises Missing, Invalid. Slow."""
        found = self._find(email)
        kept = hash_password(checked_password(password))
        self._operators.put(replace(found, password_hash=kept))
        self._operators.sign_out_all(found.email, but)
        log.info("operator_password_set", operator=found.email, by=by)

    def end_sessions(self, email: str, by: str, but: str = "") -> int:
        """End them, except the one with the hash `but`; how many there were. Raises Missing `operator_unknown`."""
        found = self._find(email)
        ended = self._operators.sign_out_all(found.email, but)
        log.info("operator_sessions_ended", operator=found.email, sessions=ended, by=by)
        return ended

    def _find(self, email: str) -> Operator:
        found = self._operators.get(email.strip().lower())
        if found is None:
            raise Missing("operator_unknown", "There is no operator with this e-mail address; look at the list.")
        return found


def checked_email(text: str) -> str:
    """An address as it is kept. Raises Invalid `email_invalid`."""
    email = text.strip().lower()
    head, _, host = email.partition("@")
    if not head or not host or len(email) > TEXT_CHARACTERS_MAX or any(one.isspace() or one < " " for one in email):
        raise Invalid("email_invalid", "Write an e-mail address, such as ann@example.com.", at="email")
    return email


def operator_name(text: str) -> str:
    """A name as it is kept. Raises Invalid `name_invalid`."""
    name = text.strip()
    if not 0 < len(name) <= TEXT_CHARACTERS_MAX:
        raise Invalid("name_invalid", "Write your name.", at="name")
    return name
