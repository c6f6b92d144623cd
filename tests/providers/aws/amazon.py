"""Amazon as it is documented: SigV4 reckoned anew from a call, and a topic of SNS that signs what it tells."""

import hmac
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
from botocore.session import get_session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from loopline.model.hook import HookRequest
from tests.providers.servers import Call, HttpServer, http_answer

ACCESS, SECRET = "AKIDEXAMPLE00000", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
REGION: Final = "eu-west-1"
ARN: Final = "arn:aws:sns:eu-west-1:123456789012:loopline"
CERTIFICATE: Final = "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
CREDENTIAL = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)/(\d{8})/([a-z0-9-]+)/([a-z-]+)/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
CLOCK_OFF: Final = timedelta(minutes=5)


def sigv4_fault(call: Call, service: str, *, now: datetime | None = None) -> str:
    """The kind of error of a call that is not signed as AWS asks, "" when it is: the algorithm as it is published."""
    found = CREDENTIAL.fullmatch(call.headers.get("authorization", ""))
    if found is None:
        return "MissingAuthenticationToken"
    access, day, region, named, signed, given = found.groups()
    if access != ACCESS:
        return "UnrecognizedClientException"
    stamp = call.headers.get("x-amz-date", "")
    at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if (region, named, day) != (REGION, service, stamp[:8]) or not {"host", "x-amz-date"} <= set(signed.split(";")):
        return "InvalidSignatureException"
    if abs((now or datetime.now(UTC)) - at) > CLOCK_OFF:
        return "RequestExpired"
    return (
        ""
        if hmac.compare_digest(given, sigv4(call, signed, f"{day}/{region}/{named}/aws4_request"))
        else "InvalidSignatureException"
    )


def sigv4(call: Call, signed: str, scope: str, secret: str = SECRET) -> str:
    """The signature of a call."""
    path, _, query = call.target.partition("?")
    lines = "".join(f"{name}:{call.headers[name]}\n" for name in signed.split(";"))
    asked = "\n".join((call.method, path, query, lines, signed, sha256(call.body).hexdigest()))
    text = "\n".join(("AWS4-HMAC-SHA256", call.headers["x-amz-date"], scope, sha256(asked.encode()).hexdigest()))
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    return hmac.new(key, text.encode(), "sha256").hexdigest()


@cache
def topic_key(name: str = "amazon") -> rsa.RSAPrivateKey:
    """A key of its own for each name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def certificate(name: str = "amazon") -> bytes:
    """The certificate of that key, as PEM."""
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    began = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(whose).issuer_name(whose).public_key(topic_key(name).public_key())
    made = made.serial_number(7).not_valid_before(began).not_valid_after(began + timedelta(days=365))
    return made.sign(topic_key(name), hashes.SHA256()).public_bytes(Encoding.PEM)


def told(
    message: str,
    *,
    kind: str = "Notification",
    version: str = "2",
    key: str = "amazon",
    arn: str = ARN,
    certificate_url: str = f"https://sns.{REGION}.amazonaws.com/{CERTIFICATE}",
    **more: str,
) -> HookRequest:
    """A call of SNS, signed: `more` is put in by the names of its fields."""
    fields = {
        "Type": kind,
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": arn,
        "Message": message,
        "Timestamp": "2026-11-28T10:00:00.000Z",
        **more,
    }
    names = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
    text = "".join(f"{name}\n{fields[name]}\n" for name in names if name in fields)
    digest = hashes.SHA256() if version == "2" else hashes.SHA1()
    signature = topic_key(key).sign(text.encode(), padding.PKCS1v15(), digest)
    proof = {
        "SignatureVersion": version,
        "Signature": b64encode(signature).decode(),
        "SigningCertURL": certificate_url,
        "UnsubscribeURL": f"https://sns.{REGION}.amazonaws.com/?Action=Unsubscribe",
    }
    headers = {
        "content-type": "text/plain; charset=UTF-8",
        "x-amz-sns-message-type": kind,
        "x-amz-sns-message-id": fields["MessageId"],
        "x-amz-sns-topic-arn": arn,
    }
    return HookRequest(path="/hooks/ses", headers=headers, body=msgspec.json.encode(fields | proof))


def handshake(token: str = "t" * 64, **changes: Any) -> HookRequest:  # as `told` takes them
    """SNS asks whether the subscription was meant."""
    ask = f"https://sns.{REGION}.amazonaws.com/?Action=ConfirmSubscription&TopicArn={ARN}&Token={token}"
    return told("You have chosen", kind="SubscriptionConfirmation", SubscribeURL=ask, Token=token, **changes)


class Sns(HttpServer):
    """The front of SNS that needs no login: certificates, and handshakes by tokens that it has given out."""

    def __init__(self) -> None:
        super().__init__()
        self.pems: dict[str, bytes] = {CERTIFICATE: certificate()}
        self.tokens: set[str] = {"t" * 64}
        self.asked: list[str] = []
        self.status = 0

    async def respond(self, call: Call) -> bytes | None:
        self.asked.append(f"{call.method} {call.target}")
        if self.status:
            return http_answer(self.status, b"")
        if call.method == "GET":
            pem = self.pems.get(call.target.removeprefix("/"))
            return http_answer(404 if pem is None else 200, pem or b"")
        form = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
        known = form.get("TopicArn") == ARN and form.get("Token") in self.tokens
        if (form.get("Action"), form.get("Version")) != ("ConfirmSubscription", "2010-03-31") or not known:
            return http_answer(400, b"<ErrorResponse><Error><Code>InvalidParameter</Code></Error></ErrorResponse>")
        return http_answer(200, b"<ConfirmSubscriptionResponse/>")


@contextmanager
def moto_server() -> Iterator[str]:
    """The address of moto's server, Amazon's double."""
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def client(name: str, address: str) -> Any:  # botocore makes its classes at run time
    """Amazon's own client, to set the double up and to ask it."""
    keys = {"aws_access_key_id": ACCESS, "aws_secret_access_key": SECRET}
    return get_session().create_client(name, region_name=REGION, endpoint_url=address, **keys)
