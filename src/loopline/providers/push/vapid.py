"""How browsers' push services know us (RFC 8292): a key of ours, made once, and a token for each of them."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from email.utils import parseaddr
from typing import Final
from urllib.parse import urlsplit

from loopline.model.errors import Invalid
from loopline.providers.push.es256 import es256_token, unpadded

SCALAR: Final = re.compile(r"[A-Za-z0-9_-]{43}=?")
SUBJECT: Final = re.compile(r"mailto:[^\s@<>]+@[^\s@<>]+|https://[^\s<>]+")
LIFE_MS: Final = 12 * 3_600_000
RENEWED_AFTER_MS: Final = 6 * 3_600_000
SERVICES_MAX: Final = 256


def new_vapid_key() -> str:
    """A new key: the 32 bytes of its number in base64url, as every Web Push library writes it."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return unpadded(number.to_bytes(32, "big"))


class Vapid:
    """The key and the tokens that it has signed; `public_key` is what a page subscribes with."""

    def __init__(self, key: str, subject: str, now_ms: Callable[[], int]) -> None:
        """`subject` is how a push service reaches us, mailto: or https:. Raises Invalid, which repeats neither."""
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        if not SUBJECT.fullmatch(subject):
            text = "Push services want to reach us: write `contact` as mailto:person@host, or as an https address."
            raise Invalid("webpush_contact_invalid", text)
        try:
            number = int.from_bytes(urlsafe_b64decode(key.rstrip("=") + "="), "big") if SCALAR.fullmatch(key) else 0
            self._key = derive_private_key(number, SECP256R1())
        except ValueError:
            text = "This is no private VAPID key: 43 characters in base64url, as Web Push libraries write it."
            raise Invalid("webpush_key_invalid", text) from None
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public_key = unpadded(point)
        self._subject, self._now_ms = subject, now_ms
        self._tokens: dict[str, tuple[str, int]] = {}

    def authorization(self, endpoint: str) -> str:
        """The header for the service of this endpoint."""
        origin, now = origin_of(endpoint), self._now_ms()
        token, until = self._tokens.get(origin, ("", 0))
        if now >= until:
            claims = {"aud": origin, "exp": (now + LIFE_MS) // 1_000, "sub": self._subject}
            token = es256_token(self._key, {"typ": "JWT"}, claims)
            if len(self._tokens) >= SERVICES_MAX:
                self._tokens.clear()  # there are a handful of services; the rest is made up by somebody
            self._tokens[origin] = token, now + RENEWED_AFTER_MS
        return f"vapid t={token}, k={self.public_key}"


def origin_of(endpoint: str) -> str:
    """The service that an endpoint belongs to."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def subject_of(sender: str) -> str:
    """The address of a From line as such a subject; "" where it has none."""
    address = parseaddr(sender)[1]
    return f"mailto:{address}" if address else ""
