"""Keys, sessions and the owner's setup. Times are ms since the epoch, UTC."""

from typing import Literal

from msgspec import Struct


class KeyLine(Struct, frozen=True):
    """A key without its secret."""

    id: str
    role: str
    created_at: int
    prefix: str


class KeyList(Struct, frozen=True):
    """Every key, oldest first."""

    keys: tuple[KeyLine, ...]


class KeyBody(Struct, frozen=True):
    """The role of the new key: write may send signals, admin may do everything."""

    role: Literal["write", "admin"]


class NewKey(Struct, frozen=True):
    """The key itself: shown this once, kept nowhere."""

    key: str


class SignedIn(Struct, frozen=True):
    """The person who is signed in."""

    name: str
    email: str


class SessionAnswer(Struct, frozen=True):
    """`setup`: there is no owner yet, and the first to come becomes one. Else `signed_out` or `signed_in`."""

    state: Literal["setup", "signed_out", "signed_in"]
    person: SignedIn | None


class SetupBody(Struct, frozen=True):
    """The owner to make."""

    name: str
    email: str
    password: str


class SignInBody(Struct, frozen=True):
    """The e-mail address and password of somebody who signs in."""

    email: str
    password: str
