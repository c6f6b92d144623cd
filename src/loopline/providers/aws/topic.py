"""News by a topic of Amazon SNS: the signature of a call, the certificate that proves it, and the first handshake."""

import asyncio
import re
from base64 import b64decode
from typing import TYPE_CHECKING, Final, Literal, TypeVar
from urllib.parse import urlencode

from msgspec import Struct, field, json

from loopline.model.errors import Unavailable
from loopline.model.hook import HookRefusal, HookRequest
from loopline.providers.aws.signer import service_address
from loopline.providers.http_client import Answer, HttpClient

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

Value = TypeVar("Value")
SignatureVersion = Literal["1", "2"]
SIGNATURE_VERSIONS: Final[tuple[SignatureVersion, ...]] = ("2", "1")
ARN: Final = re.compile(r"arn:aws[a-z-]{0,12}:sns:([a-z0-9-]{5,40}):[0-9]{12}:[A-Za-z0-9_-]{1,256}")
CERTIFICATE: Final = re.compile(r"SimpleNotificationService-[A-Za-z0-9]{1,80}\.pem")
NOTIFICATION: Final = "Notification"
CONFIRMATION: Final = "SubscriptionConfirmation"
NOTICE_FIELDS: Final = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
HANDSHAKE_FIELDS: Final = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
KEPT_MAX: Final = 16
TIMEOUT_SECONDS: Final = 5
FORM: Final = [("Content-Type", "application/x-www-form-urlencoded")]
UNSIGNED: Final = HookRefusal("signature_invalid", "The call is not signed by Amazon for the topic of this provider.")
RAW: Final = HookRefusal("sns_raw", "Turn raw message delivery off for this subscription: it signs nothing.")
OLD: Final = HookRefusal(
    "sns_signature_old", "Set the topic's SignatureVersion to 2, or signature=1 in the provider's URL."
)
UNREADABLE: Final = HookRefusal("sns_garbled", "This is no call of Amazon SNS.", 400)
UNCONFIRMED: Final = HookRefusal("sns_unconfirmed", "SNS did not take our confirmation; subscribe once more.", 400)


class SnsCall(Struct, frozen=True, rename="pascal"):
    """A call as SNS makes it; what is not there is None, for only what is there is signed."""

    type: str
    message_id: str
    topic_arn: str
    message: str
    timestamp: str
    signature: str
    signature_version: str
    certificate: str = field(name="SigningCertURL")
    subject: str | None = None
    token: str | None = None
    subscribe_url: str | None = field(name="SubscribeURL", default=None)

    def signed_text(self) -> str:
        """What Amazon signs: each field that is there, its name and its value on a line each."""
        said = {
            "Message": self.message,
            "MessageId": self.message_id,
            "Subject": self.subject,
            "SubscribeURL": self.subscribe_url,
            "Timestamp": self.timestamp,
            "Token": self.token,
            "TopicArn": self.topic_arn,
            "Type": self.type,
        }
        names = NOTICE_FIELDS if self.type == NOTIFICATION else HANDSHAKE_FIELDS
        return "".join(f"{name}\n{value}\n" for name in names if (value := said[name]) is not None)


class SnsTopic:
    """The topic that a provider is told by. `prepare` goes out and fetches; `believed` reads what is there.

    How old a call is does not matter: SNS repeats one for hours under its first time, and its id counts once.
    """

    def __init__(self, arn: str, *, oldest: SignatureVersion, allow_private: bool, address: str = "") -> None:
        """`oldest` is the lowest version of signatures that is believed; `address` stands for the region's own."""
        found = ARN.fullmatch(arn)
        self._arn = arn
        self._home = service_address("sns", found[1]) if found else ""
        self._address = address or self._home
        self._oldest = oldest
        self._client = HttpClient(allow_private=allow_private, connections=2, timeout_seconds=TIMEOUT_SECONDS)
        self._keys: dict[str, RSAPublicKey] = {}
        self._nothing: dict[str, None] = {}  # names that no certificate stands behind
        self._confirmed: dict[str, None] = {}  # tokens of handshakes
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Connections are opened by the first calls."""
        self._turn = asyncio.Lock()
        await self._client.open()

    async def close(self) -> None:
        """Closes every connection."""
        await self._client.close()

    async def prepare(self, request: HookRequest) -> None:
        """Fetch the certificate that a call of this topic names, and confirm the subscription that it asks about.

        Only the name is taken of the certificate's address, and nothing of the address to confirm at. Raises
        Unavailable where Amazon cannot be asked now.
        """
        call = _read(request)
        if call is None or call.topic_arn != self._arn or (name := self._certificate_of(call)) is None:
            return
        if name in self._keys and call.type != CONFIRMATION:  # nothing to do, so nobody waits for others who have
            return
        async with self._turn:
            if name not in self._keys and name not in self._nothing:
                await self._fetch(name)
            asks = call.type == CONFIRMATION and call.token not in self._confirmed
            if asks and isinstance(self._proved(request), SnsCall):
                await self._confirm(call.token or "")

    def believed(self, request: HookRequest) -> SnsCall | HookRefusal:
        """The call, where it is signed for this topic with a certificate that `prepare` has fetched."""
        proved = self._proved(request)
        if isinstance(proved, SnsCall) and proved.type == CONFIRMATION and proved.token not in self._confirmed:
            return UNCONFIRMED
        return proved

    def _proved(self, request: HookRequest) -> SnsCall | HookRefusal:
        if request.headers.get("x-amz-sns-rawdelivery", "").lower() == "true":
            return RAW
        call = _read(request)
        if call is None:
            return UNREADABLE
        name = self._certificate_of(call)
        key = self._keys.get(name) if name and call.topic_arn == self._arn else None
        if key is None or not _is_signed(call, key):
            return UNSIGNED
        kind, identity = (request.headers.get(f"x-amz-sns-message-{what}") for what in ("type", "id"))
        if kind not in (None, call.type) or identity not in (None, call.message_id):
            return UNSIGNED
        return OLD if call.signature_version == "1" and self._oldest == "2" else call

    def _certificate_of(self, call: SnsCall) -> str | None:
        """The name of the certificate, where it stands at the home of the topic's region and nowhere else."""
        home, _, name = call.certificate.rpartition("/")
        return name if home == self._home and CERTIFICATE.fullmatch(name) else None

    async def _fetch(self, name: str) -> None:
        answer = await self._client.get(f"{self._address}/{name}")
        if not isinstance(answer, Answer) or answer.status >= 500 or answer.status == 429:
            text = "The certificate of a call by Amazon SNS cannot be fetched now; SNS calls again."
            raise Unavailable("sns_certificate_missing", text)
        key = _key_of(answer.body) if answer.status == 200 else None
        if key is None:
            _keep(self._nothing, name, None)
        else:
            _keep(self._keys, name, key)

    async def _confirm(self, token: str) -> None:
        form = {"Action": "ConfirmSubscription", "Version": "2010-03-31", "TopicArn": self._arn, "Token": token}
        answer = await self._client.post(f"{self._address}/", FORM, urlencode(form).encode())
        if not isinstance(answer, Answer) or answer.status >= 500 or answer.status == 429:
            text = "The subscription to the topic cannot be confirmed now; SNS asks again."
            raise Unavailable("sns_confirmation_missing", text)
        if answer.status == 200:
            _keep(self._confirmed, token, None)


def _keep(kept: dict[str, Value], name: str, value: Value) -> None:
    """Remembers the newest; whoever makes names up can push out none but made up ones."""
    while len(kept) >= KEPT_MAX:
        kept.pop(next(iter(kept)))
    kept[name] = value


def _read(request: HookRequest) -> SnsCall | None:
    if request.method != "POST":
        return None
    try:
        return json.decode(request.body, type=SnsCall)
    except (ValueError, RecursionError):
        return None


def _key_of(pem: bytes) -> "RSAPublicKey | None":
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.x509 import load_pem_x509_certificate

    try:
        key = load_pem_x509_certificate(pem).public_key()
    except Exception:  # whatever the library makes of what is no certificate
        return None
    return key if isinstance(key, RSAPublicKey) else None


def _is_signed(call: SnsCall, key: "RSAPublicKey") -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256

    digest = {"1": SHA1, "2": SHA256}.get(call.signature_version)
    if digest is None:
        return False
    try:
        signature = b64decode(call.signature, validate=True)
        key.verify(signature, call.signed_text().encode("utf-8"), PKCS1v15(), digest())
    except (InvalidSignature, ValueError):
        return False
    return True
