"""Signs a written mail by DKIM (RFC 6376): dkimpy's canonical form and header, cryptography's RSA."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from msgspec import Struct

SIGNED: Final = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"list-id",
    b"feedback-id",
)
"""Signed where they stand in a mail (RFC 8058 wants both of unsubscribing)."""

ONCE: Final = frozenset(
    {b"from", b"to", b"subject", b"date", b"reply-to", b"list-unsubscribe", b"list-unsubscribe-post"}
)
"""Named once more than they occur, so that a second one put into the mail breaks the signature (RFC 6376, 5.4)."""

HEADER: Final = b"DKIM-Signature"
RELAXED: Final = b"relaxed/relaxed"


class DkimKey(Struct, frozen=True, eq=False):
    """A private key of a domain; its public half is published at `SELECTOR._domainkey.DOMAIN`."""

    domain: str
    selector: str
    private: RSAPrivateKey

    def __repr__(self) -> str:
        return f"DkimKey({self.selector}._domainkey.{self.domain})"


def dkim_signed(mail: bytes, key: DkimKey, at: int) -> bytes:
    """The mail with a signature before its headers, as of `at` (ms): relaxed/relaxed, rsa-sha256.

    The lines of the mail end in CRLF, the last one too from then on. No server has to change them: quoted-printable and
    base64 keep each within 76 characters and 7 bits.
    """
    from dkim import hash_headers, rfc822_parse  # here: it loads a client of DNS, which only signing needs
    from dkim.canonicalization import CanonicalizationPolicy

    policy = CanonicalizationPolicy.from_c_value(RELAXED)
    if not mail.endswith(b"\r\n"):  # as it arrives: blanks at the end of a line count for nothing only where it ends
        mail += b"\r\n"
    head, _, body = mail.partition(b"\r\n\r\n")
    headers, _ = rfc822_parse(head + b"\r\n\r\n")
    present = [name.lower() for name, _ in headers]
    named = [name for name in SIGNED for _ in range(present.count(name) + (name in ONCE))]
    tags = [
        (b"v", b"1"),
        (b"a", b"rsa-sha256"),
        (b"c", policy.to_c_value()),
        (b"d", key.domain.encode("ascii")),
        (b"s", key.selector.encode("ascii")),
        (b"t", str(at // 1000).encode("ascii")),
        (b"h", b" : ".join(named)),
        (b"bh", b64encode(sha256(policy.canonicalize_body(body)).digest())),
        (b"b", b""),
    ]
    unsigned = b" " + _folded(b"; ".join(b"=".join(tag) for tag in tags))
    hashed = sha256()
    hash_headers(hashed, policy, policy.canonicalize_headers(headers), named, (HEADER, unsigned), dict(tags))
    signature = b64encode(key.private.sign(hashed.digest(), PKCS1v15(), Prehashed(SHA256())))
    lines = [signature[place : place + 72] for place in range(0, len(signature), 72)]
    return HEADER + b":" + unsigned + b"\r\n " + b"\r\n ".join(lines) + b"\r\n" + mail


def _folded(value: bytes) -> bytes:
    from dkim import fold

    folded: bytes = fold(value, namelen=len(HEADER), linesep=b"\r\n")
    return folded
