"""A browser's push service on loopback, as documented, and browsers that subscribe there and read what they get."""

import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any, Final

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from loopline.providers.push.es256 import unpadded
from tests.providers.servers import Call, HttpServer, http_answer
from tests.providers.stand import NOW

Json = dict[str, Any]  # what a worker gets
P256: Final = ec.SECP256R1()
DAY_SECONDS: Final = 86_400
BODY_BYTES_MAX: Final = 4_096
TTL_SECONDS_MAX: Final = 2_592_000
URGENCIES: Final = {"very-low", "low", "normal", "high"}

# By the name of a browser: status, and the service's own number.
FATES: Final[dict[str, tuple[int, int]]] = {
    "gone": (410, 103),
    "unknown": (404, 102),
    "busy": (429, 201),
    "down": (503, 202),
    "bridge": (502, 999),
    "broken": (500, 999),
}


class Browser:
    """One that has subscribed; `public_key` is the one of the sender that it subscribed with."""

    def __init__(self, endpoint: str, public_key: str) -> None:
        self.endpoint, self.public_key = endpoint, public_key
        self._key, self._auth = ec.generate_private_key(P256), os.urandom(16)
        self.seen: list[Json] = []

    def subscription(self, **changes: Any) -> str:
        """What the page sends us."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": unpadded(point), "auth": unpadded(self._auth)}
        fields = {"endpoint": self.endpoint, "expirationTime": None, "keys": keys} | changes
        return msgspec.json.encode(fields).decode()

    def read(self, body: bytes) -> None:
        """Show what came."""
        self.seen.append(msgspec.json.decode(decrypted(body, self._key, self._auth)))


def decrypted(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """The text of one record of aes128gcm (RFC 8188, 8291). Raises where it is for somebody else."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, sealed = body[21 : 21 + length], body[21 + length :]
    assert len(sealed) <= size, "one record"
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(P256, sender)
    ours = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = HKDF(SHA256(), 32, auth, b"WebPush: info\0" + ours + sender).derive(key.exchange(ec.ECDH(), theirs))
    content = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
    text, mark, padding = AESGCM(content).decrypt(nonce, sealed, None).rpartition(b"\x02")
    assert mark and not padding.strip(b"\0")
    return text


class PushService(HttpServer):
    """`browsers` by name; a topic that comes again takes the place of what its browser has not seen."""

    def __init__(self, now_ms: Callable[[], int] = lambda: NOW) -> None:
        super().__init__()
        self.now_ms = now_ms
        self.browsers: dict[str, Browser] = {}
        self.taken: list[tuple[str, dict[str, str]]] = []
        self.tokens: set[str] = set()
        self.called: list[str] = []

    def browser(self, name: str, public_key: str) -> Browser:
        """A browser that subscribes with this key."""
        return self.browsers.setdefault(name, Browser(self.url(f"/wpush/v2/{name}"), public_key))

    async def respond(self, call: Call) -> bytes | None:
        name = call.target.removeprefix("/wpush/v2/")
        self.called.append(name)
        browser = self.browsers.get(name)
        if call.method != "POST" or browser is None:
            return refused(404, 102)
        if wrong := self.fault(call, browser):
            return refused(*wrong)
        if name in FATES:
            return refused(*FATES[name])
        self.taken.append((name, call.headers))
        browser.read(call.body)
        if name == "silent":
            return None
        return http_answer(201, b"", {"Location": self.url(f"/m/{len(self.taken)}"), "TTL": call.headers["ttl"]})

    def fault(self, call: Call, browser: Browser) -> tuple[int, int] | None:
        """What is wrong with a request."""
        headers = call.headers
        if headers.get("content-encoding") != "aes128gcm" or not call.body:
            return 400, 101
        if not headers.get("ttl", "").isdecimal() or int(headers["ttl"]) > TTL_SECONDS_MAX:
            return 400, 111 if "ttl" not in headers else 112
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers.get("topic", "a")):
            return 400, 113
        if headers.get("urgency", "normal") not in URGENCIES:
            return 400, 110
        if len(call.body) > BODY_BYTES_MAX:
            return 413, 104
        found = re.fullmatch(r"vapid t=([\w.-]+), k=([\w-]+)", headers.get("authorization", ""))
        if not found:
            return 401, 109
        self.tokens.add(found[1])
        if not vouched(found[1], found[2], self.url(""), self.now_ms() // 1_000):
            return 403, 109
        return None if found[2] == browser.public_key else (403, 109)


def vouched(token: str, public_key: str, audience: str, now_seconds: int) -> bool:
    """Whether this token of VAPID (RFC 8292) holds."""
    point = urlsafe_b64decode(public_key + "=" * (-len(public_key) % 4))
    key = ec.EllipticCurvePublicKey.from_encoded_point(P256, point)
    try:
        said = jwt.decode(token, key, ["ES256"], {"verify_exp": False, "require": ["exp", "sub"]}, audience=audience)
    except jwt.InvalidTokenError:
        return False
    is_reachable = str(said["sub"]).startswith(("mailto:", "https:"))
    return bool(is_reachable and now_seconds < said["exp"] <= now_seconds + DAY_SECONDS)


def refused(status: int, number: int) -> bytes:
    """An error as Mozilla's service writes it."""
    body = {"code": status, "errno": number, "error": "As Asked", "message": f"Error {number}"}
    return http_answer(status, msgspec.json.encode(body), {"Retry-After": "30"} if status in (429, 503) else None)
