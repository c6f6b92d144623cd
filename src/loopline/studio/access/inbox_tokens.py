"""Tokens by which a person's browser reads that person's inbox: JSON Web Tokens, signed by the customer's server.

Any JWT library makes them: algorithm HS256, `sub` the person's id, `exp` in seconds (RFC 7519). We read no other kind.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Final

import msgspec
from msgspec import Struct

from loopline.api.auth import Denied
from loopline.model.duration import DAY, SECOND
from loopline.model.errors import Invalid
from loopline.model.ids import ID_CHARACTERS_MAX, person_key

INBOX_SECRET: Final = "inbox"
TOKEN_CHARACTERS_MAX: Final = 4_096
LIFE_MAX_MS: Final = 90 * DAY
EXP_MAX: Final = 1e15
HEAD: Final = b'{"alg":"HS256","typ":"JWT"}'


class Head(Struct, frozen=True):
    """The part of a token that says how it is signed."""

    alg: str


class InboxClaim(Struct, frozen=True):
    """What a token says: whose inbox it opens, and until when (seconds since 1970)."""

    sub: str
    exp: float


class InboxReader(Struct, frozen=True):
    """Somebody who may read the inbox of a person: by the person's key, until a moment (ms, UTC)."""

    person: str
    until: int


def make_inbox_secret() -> str:
    """A new secret, which customers' servers sign with."""
    return f"li_{secrets.token_urlsafe(32)}"


class InboxTokens:
    """Signs and reads tokens of one secret. A token is compared in a time that tells nothing of the right one."""

    def __init__(self, secret: str, now: Callable[[], int]) -> None:
        self.secret: Final = secret
        self._now = now

    def issue(self, person: str, life_ms: int) -> tuple[str, int]:
        """A token for the person with this id, and when it ends (ms, UTC).

        Raises Invalid `person_invalid`, `inbox_token_life`.
        """
        if not 0 < len(person) <= ID_CHARACTERS_MAX:
            raise Invalid("person_invalid", "Give the id of a person, as it is sent in `userId`.", at="person")
        if not SECOND <= life_ms <= LIFE_MAX_MS:
            raise Invalid("inbox_token_life", "A token lives for 1s to 90d.", at="expires_in")
        until = (self._now() + life_ms) // SECOND
        claim = msgspec.json.encode({"sub": person, "exp": until})
        signed = b".".join((_base64(HEAD), _base64(claim)))
        return (signed + b"." + self._mac(signed)).decode(), until * SECOND

    def reader(self, token: str) -> InboxReader:
        """The person whose inbox this token opens. Raises Denied `inbox_token_invalid`, `inbox_token_expired`."""
        claim = self._claim(token)
        now, until = self._now(), int(min(claim.exp, EXP_MAX) * SECOND)
        if until <= now:
            raise Denied("inbox_token_expired", "This token's time is over; ask your server for a new one.")
        if until > now + LIFE_MAX_MS:
            raise Denied("inbox_token_invalid", "`exp` of this token is more than 90 days ahead; it counts in seconds.")
        return InboxReader(person_key(claim.sub), until)

    def seconds_left(self, reader: InboxReader) -> float:
        """For how long this reader may still read."""
        return max(0.0, (reader.until - self._now()) / SECOND)

    def _claim(self, token: str) -> InboxClaim:
        wrong = Denied(
            "inbox_token_invalid",
            "The inbox needs `Authorization: Bearer` with a person's token: a JWT of your server, signed by HS256 with "
            "the secret of `loopline keys inbox`, with the person's id as `sub` and `exp` in seconds.",
        )
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise wrong
        given = token.encode("utf-8", "surrogatepass")
        signed, _, signature = given.rpartition(b".")
        if not hmac.compare_digest(signature, self._mac(signed)):
            raise wrong
        head, _, body = signed.partition(b".")
        try:
            alg = msgspec.json.decode(_from_base64(head), type=Head).alg
            claim = msgspec.json.decode(_from_base64(body), type=InboxClaim)
        except (ValueError, msgspec.MsgspecError, RecursionError):
            raise wrong from None
        if alg != "HS256" or not 0 < len(claim.sub) <= ID_CHARACTERS_MAX:
            raise wrong
        return claim

    def _mac(self, signed: bytes) -> bytes:
        return _base64(hmac.digest(self.secret.encode(), signed, "sha256"))


def _base64(text: bytes) -> bytes:
    return urlsafe_b64encode(text).rstrip(b"=")


def _from_base64(text: bytes) -> bytes:
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))
