"""Firebase on loopback, as documented: the token service of Google, and `messages:send` with its fields and errors."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qs, quote

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.types import Options

from tests.providers.servers import Call, HttpServer, http_answer
from tests.providers.stand import NOW

Json = dict[str, Any]  # messages and errors, as they are documented
PROJECT: Final = "loop-test"
EMAIL: Final = f"push@{PROJECT}.iam.gserviceaccount.com"
KEY_ID: Final = "0123456789abcdef0123456789abcdef01234567"
SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
BYTES_MAX: Final = 4_096
RESERVED: Final = re.compile(r"from|notification|message_type|google.*|gcm.*")

# The fields of a message and of what stands in it; a name that is not here is refused, as by every API of Google.
FIELDS: Final[dict[str, Json]] = {
    "token": {},
    "topic": {},
    "condition": {},
    "fid": {},
    "notification": {"title": str, "body": str, "image": str},
    "data": {},
    "android": {
        "collapse_key": str,
        "priority": str,
        "ttl": str,
        "restricted_package_name": str,
        "data": dict,
        "notification": dict,
        "fcm_options": dict,
    },
    "apns": {"headers": dict, "payload": dict, "fcm_options": dict},
    "webpush": {"headers": dict, "data": dict, "notification": dict, "fcm_options": dict},
    "fcm_options": {"analytics_label": str},
}

# By a word in the token: status, the status in words, FCM's own code.
FATES: Final[dict[str, tuple[int, str, str]]] = {
    "gone": (404, "NOT_FOUND", "UNREGISTERED"),
    "other": (403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"),
    "third": (401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
    "barred": (403, "PERMISSION_DENIED", ""),
    "quota": (429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    "busy": (503, "UNAVAILABLE", "UNAVAILABLE"),
    "broken": (500, "INTERNAL", "INTERNAL"),
}


@cache
def private_key() -> rsa.RSAPrivateKey:
    """The key of the service account."""
    return rsa.generate_private_key(65_537, 2_048)


class Firebase(HttpServer):
    """`taken` are the messages it took, `called` the devices asked for, `granted` its tokens and their ends (s)."""

    def __init__(self, now_ms: Callable[[], int] = lambda: NOW) -> None:
        super().__init__()
        self.now_ms = now_ms
        self.taken: list[Json] = []
        self.called: list[str] = []
        self.granted: dict[str, int] = {}
        self.asked = 0
        self.is_away = False

    def account(self, **changes: str) -> dict[str, str]:
        """The key file of the service account."""
        pem = private_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        fields = {"type": "service_account", "project_id": PROJECT, "private_key_id": KEY_ID, "private_key": pem}
        return fields | {"client_email": EMAIL, "token_uri": self.url("/token")} | changes

    def provider_url(self, options: str = "timeout=30") -> str:
        """The URL of a provider that speaks to this service."""
        key = quote(b64encode(msgspec.json.encode(self.account())).decode(), safe="")
        return f"fcm://?base64={key}&address={quote(self.url(''), safe='')}&{options}"

    def keys(self) -> list[str]:
        """Our keys, as the apps would get them."""
        return [message["data"]["loopline_message"] for message in self.taken]

    async def respond(self, call: Call) -> bytes | None:
        if (call.method, call.target) == ("POST", "/token"):
            return self.grant(call)
        return self.sent(call)

    def grant(self, call: Call) -> bytes:
        """A token for an assertion that holds."""
        self.asked += 1
        if self.is_away:
            return http_answer(503, b"<html>Service Unavailable</html>")
        assert call.headers["content-type"] == "application/x-www-form-urlencoded"
        form = parse_qs(call.body.decode(), strict_parsing=True)
        if form.get("grant_type") != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
            return denied("unsupported_grant_type", "Invalid grant_type")
        (assertion,) = form["assertion"]
        try:
            head = jwt.get_unverified_header(assertion)
            no_clock: Options = {
                "verify_exp": False,
                "verify_iat": False,
                "require": ["iss", "aud", "iat", "exp", "scope"],
            }
            said = jwt.decode(
                assertion, private_key().public_key(), ["RS256"], no_clock, audience=self.url("/token"), issuer=EMAIL
            )
        except jwt.InvalidTokenError:
            return denied("invalid_grant", "Invalid JWT Signature.")
        now = self.now_ms() // 1_000
        if head.get("kid") != KEY_ID or not (said["iat"] <= now + 60 and now < said["exp"] <= said["iat"] + 3_600):
            return denied("invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
        if said["scope"] != SCOPE:
            return denied("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        token = f"ya29.c.{self.asked}"
        self.granted[token] = now + 3_599
        body = {"access_token": token, "expires_in": 3_599, "token_type": "Bearer"}
        return http_answer(200, msgspec.json.encode(body))

    def sent(self, call: Call) -> bytes | None:
        """The answer of `messages:send`."""
        token = call.headers.get("authorization", "").removeprefix("Bearer ")
        if self.granted.get(token, 0) <= self.now_ms() // 1_000:
            return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if (call.method, call.target) != ("POST", f"/v1/projects/{PROJECT}/messages:send"):
            return error(404, "NOT_FOUND", "Requested entity was not found.")
        assert call.headers["content-type"] == "application/json"
        body = msgspec.json.decode(call.body)
        wrong = next(faults(body), None)
        if wrong:
            return error(400, "INVALID_ARGUMENT", wrong[1], "INVALID_ARGUMENT", wrong[0])
        message = body["message"]
        return self.fate(message, message["token"])

    def fate(self, message: Json, token: str) -> bytes | None:
        """What a word in the token asks for."""
        self.called.append(token)
        word = token.partition(":")[0]
        if word in FATES:
            status, text, code = FATES[word]
            return error(status, text, f"{text}.", code)
        if ":APA91b" not in token:
            text = "The registration token is not a valid FCM registration token"
            return error(400, "INVALID_ARGUMENT", text, "INVALID_ARGUMENT", "message.token")
        self.taken.append(message)
        if word == "silent":
            return None
        if word == "proxy":
            return http_answer(502, b"<html>Bad Gateway</html>")
        return http_answer(200, msgspec.json.encode({"name": f"projects/{PROJECT}/messages/0:{len(self.taken)}"}))


def faults(body: Json) -> Iterator[tuple[str, str]]:
    """What is wrong with a request: the field, and FCM's words."""
    if body.keys() - {"validate_only", "message"}:
        yield "", "Invalid JSON payload received. Unknown name."
    message = body["message"]
    for name, value in message.items():
        if name not in FIELDS:
            yield (
                f"message.{name}",
                f'Invalid JSON payload received. Unknown name "{name}" at "message": Cannot find field.',
            )
        fields = FIELDS.get(name, {})
        for inner, given in value.items() if fields else ():
            if inner not in fields:
                yield f"message.{name}.{inner}", f'Invalid JSON payload received. Unknown name "{inner}".'
            elif not isinstance(given, fields[inner]):
                yield f"message.{name}.{inner}", "Invalid value."
    if sum(target in message for target in ("token", "topic", "condition", "fid")) != 1:
        yield "message", "Exactly one of token, topic, condition or fid is required."
    for name, value in message.get("data", {}).items():
        if not isinstance(value, str):
            yield f"message.data[{name}]", "Invalid value (TYPE_STRING)."
        if RESERVED.fullmatch(name):
            yield "message.data", f"Invalid data payload key: {name}"
    yield from limits(message)


def limits(message: Json) -> Iterator[tuple[str, str]]:
    """What of a message is too long, or written otherwise."""
    texts = [*message.get("data", {}).items(), *message.get("notification", {}).items()]
    if sum(len(text.encode()) for pair in texts for text in pair) > BYTES_MAX:
        yield "message", "Message is too big."
    if message.get("android", {}).get("priority", "HIGH") not in ("NORMAL", "HIGH"):
        yield "message.android.priority", "Invalid value."
    if not re.fullmatch(r"\d+(\.\d+)?s", message.get("android", {}).get("ttl", "1s")):
        yield "message.android.ttl", "Invalid duration format."
    if not message.get("webpush", {}).get("fcm_options", {}).get("link", "https://").startswith("https://"):
        yield "message.webpush.fcm_options.link", "Must be a valid HTTPS URL."
    if len(message.get("apns", {}).get("headers", {}).get("apns-collapse-id", "").encode()) > 64:
        yield "message.apns.headers", "Invalid apns-collapse-id."


def error(status: int, word: str, text: str, code: str = "", field: str = "") -> bytes:
    """An error as Google writes it."""
    kinds = "type.googleapis.com/google"
    details: list[Json] = [{"@type": f"{kinds}.firebase.fcm.v1.FcmError", "errorCode": code}] if code else []
    if field:
        violation = {"field": field, "description": text}
        details.append({"@type": f"{kinds}.rpc.BadRequest", "fieldViolations": [violation]})
    body = {"error": {"code": status, "message": text, "status": word, "details": details}}
    return http_answer(status, msgspec.json.encode(body), {"Retry-After": "90"} if status in (429, 503) else None)


def denied(word: str, text: str) -> bytes:
    """A token that is not given."""
    return http_answer(400, msgspec.json.encode({"error": word, "error_description": text}))
