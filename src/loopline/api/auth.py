"""Keys of the API: making one, hashing it, checking it, and reading it from a request."""

import binascii
from base64 import b64decode, urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from typing import Final, Literal

from msgspec import Struct

from loopline.model.errors import Invalid
from loopline.model.signal import Trust

Role = Literal["browser", "server", "sender", "analyst", "admin"]
"""A browser's key may stand in a web page: it sends signals and is believed little. A server's key sends signals and is
believed. A sender's key does so too, and sends single messages. An analyst's key reads facts and figures, and sends
nothing. An admin key may do everything."""
PREFIXES: Final[dict[Role, str]] = {
    "browser": "lb_",
    "server": "lw_",
    "sender": "ls_",
    "analyst": "lr_",
    "admin": "la_",
}
RANDOM_BYTES: Final = 32
STUDIO_HEADER: Final = "X-Loopline-Studio"
"""The studio sends this header on writes. A foreign page cannot, so a stolen click cannot use the cookie."""


class Denied(Invalid):
    """The caller is unknown, or may not do this."""

    status = 401


class Forbidden(Denied):
    """The caller is known, and may not do this from here."""

    status = 403


class TooMany(Denied):
    """The caller asks too often; `retry_after` is when to ask again, in whole seconds."""

    status = 429

    def __init__(self, code: str, text: str, retry_after: int) -> None:
        super().__init__(code, text)
        self.retry_after = retry_after


class Writer(Struct, frozen=True):
    """The holder of a key that may send signals. `origins` are the only pages that may use it; empty: any may."""

    id: str
    trust: Trust
    origins: tuple[str, ...] = ()


def make_key(role: Role, random_bytes: bytes) -> tuple[str, str]:
    """A new key and the hash to keep of it. The key is shown once and kept nowhere.

    A fast hash is enough because a key is 256 bits of chance: there is nothing to guess from a dictionary.
    """
    if len(random_bytes) != RANDOM_BYTES:
        raise Invalid("key_entropy", f"A key is made of {RANDOM_BYTES} random bytes, not {len(random_bytes)}.")
    shown = PREFIXES[role] + urlsafe_b64encode(random_bytes).rstrip(b"=").decode()
    return shown, hash_key(shown)


def hash_key(shown: str) -> str:
    """The hash that is kept of a key: SHA-256 in hex."""
    return sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()


def verify(shown: str, stored: str) -> bool:
    """True when `stored` is the hash of this key; takes the same time whichever character is wrong."""
    return compare_digest(hash_key(shown), stored)


def role_of(shown: str) -> Role | None:
    """The role of a key, by its prefix alone."""
    return next((role for role, prefix in PREFIXES.items() if shown.startswith(prefix)), None)


def basic_credentials(header: str | None) -> tuple[str, str]:
    """Name and password of `Authorization: Basic base64(name:password)`, "" each when there is none to be read."""
    scheme, _, credentials = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = b64decode(credentials.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password


def bearer_key(header: str | None) -> str:
    """The key of `Authorization: Bearer key`, "" when there is none."""
    scheme, _, key = (header or "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
