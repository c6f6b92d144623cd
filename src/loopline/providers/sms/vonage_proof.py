"""The proofs that Vonage gives of its calls: a signature over the fields, or a token with the hash of the body."""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from loopline.providers.sms.http_sms import decoded

Hash = Literal["md5", "sha1", "sha256", "sha512"]
"""Of the signature, as the account is set. The oldest way, an MD5 with the secret at the end, is believed by nobody."""


class Claims(Struct, frozen=True):
    """What the token of a webhook signs: when it was made (seconds), and the SHA-256 of the body in hex."""

    iat: int = 0
    payload_hash: str = ""


class ProofHead(Struct, frozen=True):
    """How a token is signed."""

    alg: str = ""


def vonage_signature(secret: str, fields: Mapping[str, str], hashed: Hash) -> str:
    """What the SMS API signs: each field but `sig`, by name, with no & and no = in its value."""
    text = "".join(
        f"&{name}={value.replace('&', '_').replace('=', '_')}"
        for name, value in sorted(fields.items())
        if name != "sig"
    )
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashed).hexdigest()


def claims_of(token: str, secret: str) -> Claims | None:
    """The claims of a token that is signed by HS256 with this secret; None for every other."""
    head, _, rest = token.partition(".")
    claims, _, signed = rest.partition(".")
    meant = hmac.new(secret.encode(), f"{head}.{claims}".encode("utf-8", "replace"), "sha256").digest()
    if not hmac.compare_digest(_unpacked(signed), meant):
        return None
    how = decoded(_unpacked(head), ProofHead)
    return decoded(_unpacked(claims), Claims) if how is not None and how.alg == "HS256" else None


def _unpacked(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        return b""
