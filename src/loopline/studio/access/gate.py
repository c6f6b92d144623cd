"""What a signed-in person may do: their role against the row of the route, and never more than they see."""

from collections.abc import Mapping
from typing import Final

from fastapi import Request

from loopline.api.auth import Forbidden, bearer_key
from loopline.api.errors import DetailedError
from loopline.studio.access.cookies import Cookies
from loopline.studio.access.permissions import PERMISSIONS
from loopline.studio.access.roles import OperatorRole, reaches
from loopline.studio.access.schemas import SignedIn
from loopline.studio.access.sign_ins import GUEST, SignIns

UNLISTED: Final[OperatorRole] = "owner"
"""What a route needs that nobody gave a row."""

GUEST_QUESTIONS: Final = frozenset(
    {
        ("POST", "/api/audience"),
        ("POST", "/api/broadcasts/preview"),
        ("POST", "/api/check"),
        ("POST", "/api/content/preview"),
        ("POST", "/api/journeys/{journey}/presence"),
        ("POST", "/api/previews/dry-run"),
        ("POST", "/api/segments/preview"),
    }
)
"""What is asked by a body and changes nothing: guests of the demo may."""


class RoleMissing(Forbidden, DetailedError):
    """The signed-in person's role is not enough; `needs` is the one that is, `role` the one they have."""

    def __init__(self, needs: OperatorRole, role: OperatorRole) -> None:
        self.details = {"needs": needs, "role": role}
        text = f"This needs the role {needs}, and you are {role}. Ask an owner for it; the button does that."
        super().__init__("role_missing", text)


class Gate:
    """Reads the session of a request. Safe from any thread."""

    def __init__(self, sign_ins: SignIns, cookies: Cookies) -> None:
        self._sign_ins, self._cookies = sign_ins, cookies

    def admits(self, cookies: Mapping[str, str], method: str, path: str) -> bool:
        """Whether somebody is signed in. Raises Forbidden `role_missing`, `people_hidden`, `demo_read_only`."""
        person = self._sign_ins.visitor(self._cookies.session_of(cookies))
        if person is None:
            return False
        row = PERMISSIONS.get(("GET" if method == "HEAD" else method, path))
        needed = row.role if row else UNLISTED
        if person is GUEST:
            _check_guest(method, path, needed)
            return True
        _check(person, needed)
        if row is not None and row.people:
            _check_sight(person)
        return True

    def who(self, request: Request) -> SignedIn | None:
        """The signed-in person; None for a key."""
        if bearer_key(request.headers.get("authorization")):
            return None
        return self._sign_ins.visitor(self._cookies.session_of(request.cookies))

    def need(self, request: Request, role: OperatorRole) -> None:
        """Raises Forbidden `role_missing` for a signed-in person of a lower role; keys keep what they may."""
        person = self.who(request)
        if person is not None:
            _check(person, role)

    def check_acts(self) -> None:
        """Raises Forbidden `demo_read_only` while guests look at the demo: they read messages, and so the links in
        them, by which a person is unsubscribed."""
        if self._sign_ins.is_looked_at():
            raise _read_only()

    def need_people(self, request: Request) -> None:
        """Raises Forbidden `people_hidden` for a signed-in person who does not see who people are."""
        person = self.who(request)
        if person is not None:
            _check_sight(person)


def _check_sight(person: SignedIn) -> None:
    if not person.sees_people:
        text = "This shows who people are, which your account does not see. An owner can change that."
        raise Forbidden("people_hidden", text)


def _check(person: SignedIn, needed: OperatorRole) -> None:
    if not reaches(person.role, needed):
        raise RoleMissing(needed, person.role)


def _check_guest(method: str, path: str, needed: OperatorRole) -> None:
    reads = method in ("GET", "HEAD") and needed == GUEST.role
    if not reads and (method, path) not in GUEST_QUESTIONS:
        raise _read_only()


def _read_only() -> Forbidden:
    text = (
        "This is the demo: everything is there to look at, and nothing changes. To try it yourself, open the link "
        "that `loopline demo` has printed and make the owner's account."
    )
    return Forbidden("demo_read_only", text)
