"""Tokens signed by ES256 (RFC 7515, 7518): what Apple calls a provider token and browsers' services call VAPID."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import json

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey


def unpadded(data: bytes) -> str:
    """The bytes in base64url, without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def es256_token(key: "EllipticCurvePrivateKey", header: Mapping[str, object], claims: Mapping[str, object]) -> str:
    """The token with these claims, signed by a key on the curve P-256."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    said = f"{unpadded(json.encode({**header, 'alg': 'ES256'}))}.{unpadded(json.encode(claims))}"
    r, s = decode_dss_signature(key.sign(said.encode(), ECDSA(SHA256())))
    return f"{said}.{unpadded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
