"""APNs on loopback, as documented: a real HTTP/2 server over TLS that checks tokens, headers, devices and sizes."""

import asyncio
import re
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final, cast
from urllib.parse import quote
from uuid import UUID

import h2.config
import h2.connection
import h2.events
import h2.settings
import jwt
import msgspec
import trustme
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.providers.stand import NOW

Json = dict[str, Any]  # payloads
TEAM, KEY_ID, TOPIC = "TEAM123456", "ABC123DEFG", "com.example.app"
PAYLOAD_BYTES_MAX: Final = 4_096
HEADERS: Final = {
    *("authorization", "apns-topic", "apns-push-type", "apns-id", "apns-expiration", "apns-priority"),
    *("apns-collapse-id", "content-type", "content-length", "user-agent", "accept", "accept-encoding", "connection"),
}
KINDS: Final = {"alert", "background", "voip", "complication", "fileprovider", "mdm", "liveactivity", "location"}
HOUR_SECONDS: Final = 3_600
ONE_SECOND_AGO_MS: Final = 1_000

# By the first byte of the device: what Apple answers.
FATES: Final[dict[str, tuple[int, str]]] = {
    "01": (410, "Unregistered"),
    "02": (410, "ExpiredToken"),
    "03": (400, "DeviceTokenNotForTopic"),
    "04": (429, "TooManyRequests"),
    "05": (503, "ServiceUnavailable"),
    "06": (500, "InternalServerError"),
    "07": (429, "TooManyProviderTokenUpdates"),
    "08": (400, "BadDeviceToken"),
    "09": (503, "Shutdown"),
}
SILENT, CUT, GOODBYE = "0a", "0b", "0c"
DEVICE: Final = "aa" * 32


@cache
def private_key() -> ec.EllipticCurvePrivateKey:
    """The key that the team made."""
    return ec.generate_private_key(ec.SECP256R1())


def p8() -> bytes:
    """Its file."""
    return private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@cache
def authority() -> trustme.CA:
    """Who vouches for the server."""
    return trustme.CA()


def trusting() -> ssl.SSLContext:
    """A client's context that believes this authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)
    return context


def device(fate: str) -> str:
    """A device that meets a fate."""
    return fate + "bb" * 31


class Apple:
    """`taken` holds what it took: the device, the headers, the payload."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self.now_ms = now_ms
        self.port = self.connections = 0
        self.taken: list[tuple[str, dict[str, str], Json]] = []
        self.called: list[str] = []
        self.tokens: set[str] = set()
        self.streams_most = 0
        self.dead_before = 0
        """Tokens signed before (s) are taken for expired."""

    def url(self, options: str = "timeout=2") -> str:
        """The URL of a provider that speaks to this service."""
        text = quote(b64encode(p8()).decode(), safe="")
        return f"apns://{TEAM}:{KEY_ID}@127.0.0.1:{self.port}?topic={TOPIC}&base64={text}&{options}"

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        """The status and the reason; "" where it is taken."""
        if login := self.login_fault(headers.get("authorization", "")):
            return 403, login
        if wrong := fault(headers, body):
            return wrong
        to = headers[":path"].removeprefix("/3/device/")
        self.called.append(to)
        if to[:2] in FATES:
            return FATES[to[:2]]
        self.taken.append((to, headers, msgspec.json.decode(body)))
        return 200, ""

    def login_fault(self, said: str) -> str:
        """Why this token lets nobody in; "" where it does."""
        token = said.removeprefix("bearer ")
        if not token or token == said:
            return "MissingProviderToken"
        self.tokens.add(token)
        try:
            head = jwt.get_unverified_header(token)
            claims = jwt.decode(token, private_key().public_key(), ["ES256"], {"verify_iat": False})
        except jwt.InvalidTokenError:
            return "InvalidProviderToken"
        if head.get("kid") != KEY_ID or claims.get("iss") != TEAM:
            return "InvalidProviderToken"
        age = self.now_ms() // 1_000 - claims["iat"]
        return "ExpiredProviderToken" if not -60 < age < HOUR_SECONDS or claims["iat"] < self.dead_before else ""


def fault(headers: dict[str, str], body: bytes) -> tuple[int, str] | None:
    """What is wrong with a request, by Apple's names."""
    path = re.fullmatch(r"/3/device/(.*)", headers[":path"])
    if headers[":method"] != "POST":
        return 405, "MethodNotAllowed"
    if not path:
        return 404, "BadPath"
    if not re.fullmatch(r"[0-9a-f]{64}", path[1], re.IGNORECASE):
        return 400, "BadDeviceToken" if path[1] else "MissingDeviceToken"
    strange = {name for name in headers if not name.startswith(":")} - HEADERS
    assert not strange, f"Apple would leave it out in silence: {strange}"
    if headers.get("apns-topic") != TOPIC:
        return 400, "TopicDisallowed" if headers.get("apns-topic") else "MissingTopic"
    if headers.get("apns-push-type") not in KINDS:
        return 400, "InvalidPushType"
    if headers.get("apns-priority", "10") not in ("1", "5", "10"):
        return 400, "BadPriority"
    if not headers.get("apns-expiration", "0").isdecimal():
        return 400, "BadExpirationDate"
    if len(headers.get("apns-collapse-id", "").encode()) > 64:
        return 400, "BadCollapseId"
    given = headers.get("apns-id", "00000000-0000-0000-0000-000000000000")
    if given != given.lower() or str(UUID(given)) != given:
        return 400, "BadMessageId"
    if len(body) > PAYLOAD_BYTES_MAX:
        return 413, "PayloadTooLarge"
    return None if isinstance(msgspec.json.decode(body).get("aps"), dict) else (400, "PayloadEmpty")


class Line(asyncio.Protocol):
    """One connection. Requests on it are answered as their bodies end."""

    def __init__(self, apple: Apple) -> None:
        self._apple = apple
        self._h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
        self._transport: asyncio.Transport | None = None
        self._is_over = False
        self._requests: dict[int, tuple[dict[str, str], bytearray]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        chosen = transport.get_extra_info("ssl_object").selected_alpn_protocol()
        assert chosen == "h2", chosen
        self._apple.connections += 1
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has the methods and not the class
        self._h2.initiate_connection()
        self._h2.update_settings({h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS: 1_000})
        self._flush()

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return  # Apple hangs up later
        for event in self._h2.receive_data(data):
            match event:
                case h2.events.RequestReceived(stream_id=int(stream), headers=headers):
                    named = [name for name, _ in headers or ()]
                    assert len(set(named)) == len(named), "DuplicateHeaders"
                    self._requests[stream] = {str(name): str(value) for name, value in headers or ()}, bytearray()
                    self._apple.streams_most = max(self._apple.streams_most, len(self._requests))
                case h2.events.DataReceived(stream_id=int(stream), data=bytes(part)):
                    self._requests[stream][1].extend(part)
                    self._h2.acknowledge_received_data(event.flow_controlled_length or 0, stream)
                case h2.events.StreamEnded(stream_id=int(stream)):
                    self._answer(stream)
                case _:
                    pass
        self._flush()

    def _answer(self, stream: int) -> None:
        headers, body = self._requests.pop(stream)
        if self._is_over:
            return
        status, reason = self._apple.answer(headers, bytes(body))
        to = headers[":path"].rpartition("/")[2][:2]
        if status == 200 and to == SILENT:
            return
        if status == 200 and to == CUT:
            self.hang_up()
            return
        said = {":status": str(status), "apns-id": headers.get("apns-id", "made-by-apple")}
        self._h2.send_headers(stream, list(said.items()), end_stream=not reason)
        if reason:
            more = {"timestamp": self._apple.now_ms() - ONE_SECOND_AGO_MS} if status == 410 else {}
            self._h2.send_data(stream, msgspec.json.encode({"reason": reason} | more), end_stream=True)
        if to == GOODBYE:  # what comes after this one has to go elsewhere
            self._h2.close_connection(last_stream_id=stream)
            self._is_over = True

    def hang_up(self) -> None:
        """End it without a word."""
        if self._transport is not None:
            self._transport.abort()

    def _flush(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(self._h2.data_to_send())


@asynccontextmanager
async def apple(now_ms: Callable[[], int] = lambda: NOW) -> AsyncIterator[Apple]:
    """APNs, listening on a free port of loopback."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority().issue_cert("127.0.0.1").configure_cert(context)
    context.set_alpn_protocols(["h2"])
    service, lines = Apple(now_ms), []

    def line() -> Line:
        lines.append(Line(service))
        return lines[-1]

    server = await asyncio.get_running_loop().create_server(line, "127.0.0.1", 0, ssl=context)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()
        for one in lines:
            one.hang_up()
        await asyncio.sleep(0)
