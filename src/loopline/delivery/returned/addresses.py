"""Addresses of our own that name a message: where its bounces, its replies and its unsubscribes come to (VERP)."""

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Callable, Iterable
from hashlib import blake2b, sha256
from typing import Final, Literal, get_args

from msgspec import Struct

from loopline.model.errors import Invalid
from loopline.model.mail.mailbox import plain_address

Way = Literal["bounce", "reply", "unsubscribe"]
"""What an address is for; a token of one way is none of another."""

WAYS: Final[tuple[Way, ...]] = get_args(Way)
MAIL_SECRET: Final = "mail"
"""The name of the data folder's secret by which they are signed."""

LETTERS: Final[dict[Way, str]] = {"bounce": "b", "reply": "r", "unsubscribe": "u"}
BY_LETTER: Final = {letter: way for way, letter in LETTERS.items()}
LOCAL_CHARACTERS_MAX: Final = 64
TOKEN_CHARACTERS_MAX: Final = LOCAL_CHARACTERS_MAX - 2
MAC_BYTES: Final = 6
ENROLLMENT_BYTES: Final = 16
NODE_BYTES_MAX: Final = 14
DIGEST_BYTES: Final = 8
VISITS_MAX: Final = 2**24
NAMED, DIGESTED = 0, 1
DIGEST_MARK: Final = "\x00"
"""Stands before the digest of a node's name in a key that is still to be resolved; no node's name begins with it."""

RETURN_ADDRESS: Final = re.compile(r"\b([bru])\.[a-z2-7]{30,62}@", re.IGNORECASE)
"""How such an address begins, wherever one stands; whether we made it is said by `read`."""

COMPLAINTS: Final = ("complaints", "fbl", "abuse", "postmaster")
"""Local parts at which providers report what people complain of; the report itself says of which message."""


class ReturnAddress(Struct, frozen=True):
    """An address that we made: what it is for, and the key of its message, perhaps one to be `resolved`."""

    way: Way
    key: str


class ReturnAddresses:
    """Makes and reads the addresses of one secret.

    The local part is a letter for the way, a dot, and the message's key with its HMAC (48 bits) in base32: at most 64
    characters, in lower case, and read in any, since some servers fold it. The domain is not signed: every provider
    may have its own, and an address is ours by its signature alone.
    """

    def __init__(self, secret: str, domain: str) -> None:
        if not secret:
            raise Invalid("link_secret_empty", "Links cannot be signed with an empty secret: set one and start again.")
        plain = plain_address(f"b@{domain}")
        if domain and plain is None:
            raise Invalid("bounces_domain_invalid", "Write the domain for bounces alone, such as bounces.example.com.")
        self.domain: Final = plain.rpartition("@")[2].lower() if plain else ""
        self._keys = {way: sha256(f"loopline.return.{way}{secret}".encode()).digest() for way in WAYS}

    def address(self, way: Way, key: str) -> str:
        """The address of this message; "" without a domain, and for a key that is none of a message of ours."""
        payload = _packed(key) if self.domain else b""
        if not payload:
            return ""
        token = b32encode(payload + self._mac(way, payload)).decode().rstrip("=").lower()
        return f"{LETTERS[way]}.{token}@{self.domain}"

    def read(self, address: str) -> ReturnAddress | None:
        """The meaning of an address; None when we did not make it."""
        local = address.strip().strip("<>").rpartition("@")[0].lower()
        letter, dot, token = local.partition(".")
        way = BY_LETTER.get(letter)
        if way is None or not dot or not 0 < len(token) <= TOKEN_CHARACTERS_MAX or not token.isascii():
            return None
        try:
            whole = b32decode(token.upper() + "=" * (-len(token) % 8))
        except ValueError:
            return None
        payload, mac = whole[:-MAC_BYTES], whole[-MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(way, payload)):
            return None
        key = _unpacked(payload)
        return ReturnAddress(way, key) if key else None

    def _mac(self, way: Way, payload: bytes) -> bytes:
        return hmac.digest(self._keys[way], payload, sha256)[:MAC_BYTES]


def is_for_complaints(address: str, domain: str) -> bool:
    """Whether an address is one of this domain at which providers report complaints."""
    local, _, at = address.strip().strip("<>").lower().rpartition("@")
    return bool(domain) and at == domain and local in COMPLAINTS


def resolved(key: str, nodes: Callable[[], Iterable[str]]) -> str:
    """The whole key of a message whose address held only a digest of its node's name; "" when no node fits."""
    enrollment, mark, rest = key.partition(f":{DIGEST_MARK}")
    if not mark:
        return key
    digest, _, visit = rest.partition(":")
    return next((f"{enrollment}:{node}:{visit}" for node in nodes() if _digest(node).hex() == digest), "")


def _packed(key: str) -> bytes:
    """Enrollment, visit and node in few bytes; b"" when it is no such key."""
    enrollment, _, rest = key.partition(":")
    node, _, visit = rest.rpartition(":")
    if len(enrollment) != 2 * ENROLLMENT_BYTES or not node or not (visit.isascii() and visit.isdigit()):
        return b""
    try:
        head = bytes.fromhex(enrollment)
    except ValueError:
        return b""
    number = int(visit[:9])
    if head.hex() != enrollment or str(number) != visit or not 0 <= number < VISITS_MAX:
        return b""
    name = node.encode("utf-8", "surrogatepass")
    form = NAMED if len(name) <= NODE_BYTES_MAX and number < 256 else DIGESTED
    if form == NAMED:
        return bytes((form,)) + head + number.to_bytes(1, "big") + name
    return bytes((form,)) + head + number.to_bytes(3, "big") + _digest(node)


def _unpacked(payload: bytes) -> str:
    form, head, rest = payload[:1], payload[1 : 1 + ENROLLMENT_BYTES], payload[1 + ENROLLMENT_BYTES :]
    if form == bytes((NAMED,)) and len(rest) > 1:
        return f"{head.hex()}:{rest[1:].decode('utf-8', 'surrogatepass')}:{rest[0]}"
    if form == bytes((DIGESTED,)) and len(rest) == 3 + DIGEST_BYTES:
        return f"{head.hex()}:{DIGEST_MARK}{rest[3:].hex()}:{int.from_bytes(rest[:3], 'big')}"
    return ""


def _digest(node: str) -> bytes:
    return blake2b(node.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()
