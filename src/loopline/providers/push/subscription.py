"""A browser's subscription, as `JSON.stringify` writes it, and the encryption that it asks for (RFC 8291)."""

from base64 import urlsafe_b64decode
from binascii import Error
from typing import Final

from msgspec import Struct, json

from loopline.providers.push.credentials import is_service_address

PLAIN_BYTES_MAX: Final = 3_993
"""A body has 4,096 bytes, of which the encryption takes 103 (RFC 8188, RFC 8291)."""

SUBSCRIPTION_CHARACTERS_MAX: Final = 8_192
AUTH_BYTES: Final = 16


class SubscriptionKeys(Struct, frozen=True):
    """The browser's public key and a secret, both in base64url."""

    p256dh: str
    auth: str


class Subscription(Struct, frozen=True):
    """Where a browser's pushes go, and how they are encrypted for it alone."""

    endpoint: str
    keys: SubscriptionKeys

    def encrypted(self, text: bytes) -> bytes:
        """The text for this browser alone. Raises ValueError where its keys are none, or the text is too long."""
        from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
        from http_ece import encrypt  # type: ignore[import-untyped] # it has none

        if len(text) > PLAIN_BYTES_MAX:
            raise ValueError("the text is too long")
        body: bytes = encrypt(
            text,
            private_key=generate_private_key(SECP256R1()),
            dh=_bytes(self.keys.p256dh),
            auth_secret=_bytes(self.keys.auth),
            version="aes128gcm",
        )
        return body


def read_subscription(text: str, *, allow_private: bool) -> Subscription | None:
    """The subscription that stands in this text; None when there is none that could be called."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    if len(text) > SUBSCRIPTION_CHARACTERS_MAX:
        return None
    try:
        found = json.decode(text, type=Subscription)
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(found.keys.p256dh))
        auth = _bytes(found.keys.auth)
    except (ValueError, RecursionError):
        return None
    callable_ = found.endpoint.isascii() and " " not in found.endpoint
    is_address = callable_ and is_service_address(found.endpoint, allow_private=allow_private)
    return found if is_address and len(auth) == AUTH_BYTES else None


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except Error as error:
        raise ValueError("this is no base64url") from error
