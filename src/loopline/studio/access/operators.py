"""Signing in to the studio: the owner's setup, sessions by a cookie, and a limit on wrong passwords."""

import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from loopline.api.auth import Denied, TooMany
from loopline.model.duration import DAY, MINUTE
from loopline.model.errors import Conflict, Invalid
from loopline.storage.sqlite.studio import Operator, Operators, Session
from loopline.studio.access.schemas import SessionAnswer, SetupBody, SignedIn, SignInBody

SESSION_MS: Final = 14 * DAY
PASSWORD_CHARACTERS: Final = (12, 256)
TEXT_CHARACTERS_MAX: Final = 254
WINDOW_MS: Final = 15 * MINUTE
FAILURES_MAX: Final = 8
FAILURES_MAX_ALL: Final = 200
REMEMBERED: Final = 2_000
HASHES_AT_ONCE: Final = 2
"""Each takes 64 MiB, on purpose."""


class Brake:
    """Counts failures within the window: by e-mail address, and of everybody; both memories are bounded."""

    def __init__(self) -> None:
        self._by_email: OrderedDict[str, deque[int]] = OrderedDict()
        self._all: deque[int] = deque(maxlen=FAILURES_MAX_ALL)

    def holds(self, email: str, now: int) -> bool:
        """Whether this address has to wait."""
        mine = self._by_email.get(email, deque())
        return _full(mine, FAILURES_MAX, now) or _full(self._all, FAILURES_MAX_ALL, now)

    def failed(self, email: str, now: int) -> None:
        """Count a wrong password."""
        self._by_email.setdefault(email, deque(maxlen=FAILURES_MAX)).append(now)
        self._by_email.move_to_end(email)
        self._all.append(now)
        while len(self._by_email) > REMEMBERED:
            self._by_email.popitem(last=False)

    def passed(self, email: str) -> None:
        """Forget the failures of an address: the password was right."""
        self._by_email.pop(email, None)


def _full(times: deque[int], limit: int, now: int) -> bool:
    return len(times) == limit and now - times[0] < WINDOW_MS


class SignIns:
    """Hashing is slow on purpose: call `set_up` and `sign_in` from a thread. Only the hash of a session is kept."""

    def __init__(self, operators: Operators, now: Callable[[], int]) -> None:
        self._operators, self._now = operators, now
        self._hasher = PasswordHasher()
        self._hashing = threading.Semaphore(HASHES_AT_ONCE)
        self._one, self._brake = threading.Lock(), Brake()
        self._nobody = ""

    def state(self, token: str) -> SessionAnswer:
        """Whether there is an owner, and the person behind this cookie."""
        person = self.who(token)
        if person is not None:
            return SessionAnswer("signed_in", person)
        return SessionAnswer("signed_out" if self._operators.all() else "setup", None)

    def who(self, token: str) -> SignedIn | None:
        """The person behind a cookie."""
        session = self._operators.session(_hash(token), self._now()) if token else None
        operator = self._operators.get(session.operator) if session else None
        return SignedIn(operator.name, operator.email) if operator else None

    def set_up(self, body: SetupBody) -> tuple[str, SignedIn]:
        """Make the owner and sign them in: the token and the person. Raises Conflict `set_up_already`, Invalid."""
        email, name = _email(body.email), body.name.strip()
        if not 0 < len(name) <= TEXT_CHARACTERS_MAX:
            raise Invalid("name_invalid", "Write your name.", at="name")
        shortest, longest = PASSWORD_CHARACTERS
        if not shortest <= len(body.password) <= longest:
            text = f"A password has {shortest} to {longest} characters; a short sentence is a good one."
            raise Invalid("password_length", text, at="password")
        with self._one:
            if self._operators.all():
                raise Conflict("set_up_already", "There is an owner already; sign in.")
            with self._hashing:
                kept = self._hasher.hash(body.password)
            self._operators.put(Operator(email, name, kept, self._now()))
        return self._begin(email), SignedIn(name, email)

    def sign_in(self, body: SignInBody) -> tuple[str, SignedIn]:
        """The token and the person. Raises Denied `sign_in_wrong`, TooMany `sign_in_throttled`."""
        email = body.email.strip().lower()[:TEXT_CHARACTERS_MAX]
        with self._one:
            if self._brake.holds(email, self._now()):
                text = "Too many wrong passwords; wait a quarter of an hour and try again."
                raise TooMany("sign_in_throttled", text, WINDOW_MS // 1000)
        operator = self._operators.get(email)
        if not self._right(operator, body.password[: PASSWORD_CHARACTERS[1] + 1]) or operator is None:
            with self._one:
                self._brake.failed(email, self._now())
            raise Denied("sign_in_wrong", "The e-mail address or the password is wrong.")
        with self._one:
            self._brake.passed(email)
        return self._begin(email), SignedIn(operator.name, operator.email)

    def sign_out(self, token: str) -> None:
        """End a session; one that is not there is ended already."""
        self._operators.sign_out(_hash(token))

    def _right(self, operator: Operator | None, password: str) -> bool:
        """Takes as long for an unknown address as for a known one, so that the time reveals nothing."""
        with self._hashing:
            self._nobody = self._nobody or self._hasher.hash(secrets.token_hex(16))
            try:
                return self._hasher.verify(operator.password_hash if operator else self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False

    def _begin(self, email: str) -> str:
        token, now = secrets.token_urlsafe(32), self._now()
        self._operators.sign_in(Session(_hash(token), email, now, now + SESSION_MS))
        return token


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _email(text: str) -> str:
    email = text.strip().lower()
    head, _, host = email.partition("@")
    if not head or not host or len(email) > TEXT_CHARACTERS_MAX or any(character.isspace() for character in email):
        raise Invalid("email_invalid", "Write an e-mail address, such as ann@example.com.", at="email")
    return email
