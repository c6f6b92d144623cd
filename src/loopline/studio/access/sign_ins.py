"""Signing in to the studio: the owner's setup by a one-time token, and sessions by a cookie."""

import asyncio
import secrets
import threading
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from loopline.api.auth import Denied, TooMany
from loopline.model.duration import DAY
from loopline.model.errors import Conflict
from loopline.storage.sql.access.operators import Operator, Operators, Session
from loopline.studio.access.bounded_look import BoundedLook
from loopline.studio.access.brake import WINDOW_MS, Brake, Try
from loopline.studio.access.passwords import HashingPool, checked_password, hash_password, is_right
from loopline.studio.access.roles import role_named
from loopline.studio.access.roster import TEXT_CHARACTERS_MAX, checked_email, operator_name
from loopline.studio.access.schemas import SessionAnswer, SetupBody, SignedIn, SignInBody

SESSION_MS: Final = 14 * DAY
TOKEN_BYTES: Final = 24
GUEST: Final = SignedIn("Guest", "", "viewer", sees_people=True)
"""A stranger who looks at the demo: what it holds is public or made up, so a guest sees its people."""


class SignIns:
    """Passwords are checked in the pool, everything else at once. Only the hash of a session is kept."""

    def __init__(self, operators: Operators, pool: HashingPool, now: Callable[[], int]) -> None:
        self._operators, self._pool, self._now, self._look = operators, pool, now, BoundedLook()
        self._one, self._brake = threading.Lock(), Brake()
        self._setup_token = secrets.token_urlsafe(TOKEN_BYTES)
        self._takes_guests = False

    def take_guests(self) -> None:
        """Let whoever comes look at everything, as long as there is no owner; for a demo, which holds nobody's data."""
        self._takes_guests = True

    def visitor(self, token: str) -> SignedIn | None:
        """As `who`, and a guest where guests are taken. Raises Unavailable `keys_silent`."""
        return self.who(token) or (GUEST if self.is_looked_at() else None)

    def is_looked_at(self) -> bool:
        """Whether this is a demo that nobody owns: whoever comes looks, and nobody changes anything."""
        return self._takes_guests and not self._look.take(self._operators.all)

    def setup_token(self) -> str:
        """What proves that somebody may make the owner: they see what the server prints. "" once there is an owner."""
        return "" if self._operators.all() else self._setup_token

    def state(self, token: str) -> SessionAnswer:
        """Whether there is an owner, and the person behind this cookie."""
        person = self.who(token)
        if person is not None:
            return SessionAnswer("signed_in", person)
        if self.is_looked_at():
            return SessionAnswer("guest", GUEST)
        return SessionAnswer("signed_out" if self._operators.all() else "setup", None)

    def is_signed_in(self, token: str) -> bool:
        """Whether a session of this token goes on. Raises Unavailable `keys_silent`."""
        return (
            bool(token) and self._look.take(lambda: self._operators.session(token_hash(token), self._now())) is not None
        )

    def who(self, token: str) -> SignedIn | None:
        """The person behind a cookie. Raises Unavailable `keys_silent`."""
        return self._look.take(lambda: self._who(token)) if token else None

    def _who(self, token: str) -> SignedIn | None:
        session = self._operators.session(token_hash(token), self._now())
        operator = self._operators.get(session.operator) if session else None
        return signed_in(operator) if operator else None

    async def set_up(self, body: SetupBody) -> tuple[str, SignedIn]:
        """Make the owner and sign them in: the token and the person.

        Raises Conflict `set_up_already`, Denied `setup_token_wrong`, Invalid.
        """
        if self._operators.all():
            raise _set_up_already()
        if not secrets.compare_digest(body.token.encode("utf-8", "surrogatepass"), self._setup_token.encode()):
            raise Denied(
                "setup_token_wrong",
                "Open the link that `loopline serve` has printed, or paste its token; each start makes a new one.",
            )
        email, name, password = checked_email(body.email), operator_name(body.name), checked_password(body.password)
        kept = await self._pool.run(lambda: hash_password(password))
        await asyncio.to_thread(self._own, Operator(email, name, kept, self._now()))
        return await self._begin(email), SignedIn(name, email)

    def _own(self, owner: Operator) -> None:
        with self._one:
            if self._operators.all():
                raise _set_up_already()
            self._operators.put(owner)

    async def sign_in(self, body: SignInBody, source: str, device: str) -> tuple[str, SignedIn]:
        """The token and the person. Raises Denied `sign_in_wrong`, TooMany `sign_in_throttled`, `sign_in_busy`.

        `source` is where the request comes from, `device` what stands for a browser that is known.
        """
        email = sign_in_address(body)
        operator = self._operators.get(email)
        if not await self._is_right(operator, email, body.password, source, device) or operator is None:
            raise Denied("sign_in_wrong", "The e-mail address or the password is wrong.")
        return await self._begin(email), signed_in(operator)

    async def confirm(self, email: str, password: str, source: str) -> bool:
        """Whether this is the password of somebody who is signed in already. Raises as `sign_in` does."""
        return await self._is_right(self._operators.get(email), email, password, source, "signed in")

    def sign_out(self, token: str) -> None:
        """End a session; one that is not there is ended already."""
        self._operators.sign_out(token_hash(token))

    async def _is_right(self, operator: Operator | None, email: str, password: str, source: str, device: str) -> bool:
        one = self._brake.begin(email, source, device, self._now())
        if one is None:
            text = "Too many wrong passwords; wait a quarter of an hour and try again, or ask whoever runs the server."
            raise TooMany("sign_in_throttled", text, WINDOW_MS // 1_000)
        kept = operator.password_hash if operator else ""
        right = await self._checked(one, kept, password, known=device != "")
        if right and operator:
            self._brake.passed(one)
        return right

    async def _checked(self, one: Try, kept: str, password: str, *, known: bool) -> bool:
        try:
            return await self._pool.run(lambda: is_right(kept, password), known=known)
        except TooMany:
            self._brake.undone(one)
            raise

    async def _begin(self, email: str) -> str:
        token, now = secrets.token_urlsafe(32), self._now()
        session = Session(token_hash(token), email, now, now + SESSION_MS)
        await asyncio.to_thread(self._operators.sign_in, session)
        return token


def signed_in(operator: Operator) -> SignedIn:
    """Somebody who is signed in, as they are now: a role that is taken away is gone with the next request."""
    return SignedIn(operator.name, operator.email, role_named(operator.role), operator.sees_people)


def sign_in_address(body: SignInBody) -> str:
    """The address of somebody who signs in, as it was put."""
    return body.email.strip().lower()[:TEXT_CHARACTERS_MAX]


def token_hash(token: str) -> str:
    """What is kept of a session's token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _set_up_already() -> Conflict:
    return Conflict("set_up_already", "There is an owner already; sign in.")
