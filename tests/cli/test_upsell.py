"""The upsell journey leaves by real channels: push, mail over TLS and SMS; what comes back decides what follows."""

import asyncio
import re
import ssl
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import msgspec
import trustme
from aiosmtpd.smtp import SMTP, Envelope, Session

from loopline.cli.keys import create
from loopline.providers.sms.twilio import twilio_signature
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.push.aside import aside
from tests.providers.push.firebase import Firebase
from tests.providers.servers import Call, HttpServer, http_answer, running

ACCOUNT, TOKEN, SENDER = "AC" + "1" * 32, "twilio-token", "+15005550006"
ANN, BOB = "+15005550101", "+15005550102"
TRAITS = {"current_plan": "free", "paywalled_feature_attempts": 4}
DAY = "for: 4s"


class Twilio(HttpServer):
    """Its Messages resource; `texts` are what it took."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[dict[str, str]] = []

    async def respond(self, call: Call) -> bytes | None:
        if (call.method, call.target) != ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"):
            return http_answer(404, b'{"code": 20404, "message": "not found"}')
        login = f"Basic {b64encode(f'{ACCOUNT}:{TOKEN}'.encode()).decode()}"
        if call.headers.get("authorization") != login:
            return http_answer(401, b'{"code": 20003, "message": "Authenticate"}')
        form = dict(parse_qsl(call.body.decode(), strict_parsing=True))
        if not form.get("Body") or form.get("From") != SENDER or not form["To"].startswith("+"):
            return http_answer(400, b'{"code": 21602, "message": "Message body is required."}')
        self.texts.append(form)
        return http_answer(201, msgspec.json.encode({"sid": f"SM{len(self.texts):032x}", "status": "queued"}))


class Mailbox:
    """A mail server that asks for TLS before the first word."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert server.transport is not None and server.transport.get_extra_info("sslcontext"), "it came in the open"
        assert isinstance(envelope.content, bytes)
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 2.0.0 queued"


@asynccontextmanager
async def mailbox(context: ssl.SSLContext) -> AsyncIterator[Mailbox]:
    box = Mailbox()
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0, ssl=context)
    box.port = listener.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        listener.close()


def journey() -> str:
    """The one that ships, its days made seconds and nobody held out."""
    text = (files("loopline.studio.gallery") / "upsell.yaml").read_text(encoding="utf-8")
    return re.sub(r"for: [14]d", DAY, text).replace("holdout: {percent: 10}", "")


def hit_a_limit(made: Server, key: str, person: str, phone: str) -> None:
    traits = {**TRAITS, "email": f"{person}@example.test", "phone": phone, "push_token": f"{person}:APA91b"}
    batch: list[dict[str, Any]] = [
        {
            "type": "identify",
            "userId": person,
            "traits": traits,
            "context": {"consent": {"categoryPreferences": {"sms": True}}},
        },
        {"type": "track", "userId": person, "event": "feature_limit_reached"},
    ]
    assert made.ask("POST", "/v1/batch", {"batch": batch}, key=key).status_code == 200


def texts_back(made: Server, number: str, word: str) -> int:
    """What Twilio's call with somebody's SMS is answered."""
    form = [("From", number), ("To", SENDER), ("Body", word), ("MessageSid", f"SM{word}"), ("SmsStatus", "received")]
    url = f"{made.note.url}/hooks/twilio"
    signed = {"X-Twilio-Signature": twilio_signature(TOKEN, url, form).decode()}
    with httpx2.Client(trust_env=False, verify=False) as client:
        return client.post(url, data=dict(form), headers=signed).status_code


def channels(made: Server, person: str) -> list[tuple[str, str]]:
    """A person's messages by channel and status, oldest first."""
    lines = made.ask("GET", f"/api/messages?person={person}").json()["messages"]
    return [(line["channel"], line["status"]) for line in reversed(lines)]


def test_the_upsell_journey_leaves_by_push_mail_and_sms_and_hears_what_comes_back(tmp_path: Path) -> None:
    folder, roots, authority = tmp_path / "data", tmp_path / "roots.pem", trustme.CA()
    authority.cert_pem.write_to_path(str(roots))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    key = create(folder, "write")
    clock = lambda: time.time_ns() // 1_000_000  # noqa: E731
    with (
        aside(running(Firebase(clock))) as firebase,
        aside(running(Twilio(), context)) as twilio,
        aside(mailbox(context)) as box,
    ):
        env = {
            "LOOPLINE_PUSH": firebase.provider_url("timeout=5"),
            "LOOPLINE_SMS": f"twilio://{ACCOUNT}:{TOKEN}@127.0.0.1:{twilio.port}?from=%2B{SENDER[1:]}",
            "LOOPLINE_EMAIL": f"smtps://127.0.0.1:{box.port}",
            "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1",
            "SSL_CERT_FILE": str(roots),
        }
        with server(folder, env) as made:
            file = written(tmp_path, journey(), "upsell.yaml")
            pushed = loopline("push", file, "--data", folder, "--publish", "--reason", "new")
            assert pushed.returncode == 0, pushed.stderr + pushed.stdout
            hit_a_limit(made, key, "ann", ANN)
            hit_a_limit(made, key, "bob", BOB)
            wait_for(lambda: len(firebase.taken) == 2)
            (push,) = [one for one in firebase.taken if one["token"] == "ann:APA91b"]
            with httpx2.Client(trust_env=False, verify=False) as app:
                assert app.post(push["data"]["loopline_open"]).status_code == 204
            wait_for(lambda: len(twilio.texts) == 2)
            wait_for(lambda: {status for who in ("ann", "bob") for _, status in channels(made, who)} == {"sent"})
            assert channels(made, "ann") == [("push", "sent"), ("sms", "sent")], "who opened the push gets no e-mail"
            assert channels(made, "bob") == [("push", "sent"), ("email", "sent"), ("sms", "sent")]
            assert texts_back(made, BOB, "STOP") == 200
            wait_for(lambda: made.ask("GET", "/api/people/bob").json()["consent"].get("sms") is False)
            assert made.ask("GET", "/api/people/ann").json()["consent"].get("sms") is True
            made.stop()
    ((to, mail),) = box.mails
    parsed = message_from_bytes(mail, policy=policy.default)
    assert (to, parsed["subject"], parsed.defects) == ("bob@example.test", "The feature you keep reaching for", [])
    assert {form["To"] for form in twilio.texts} == {ANN, BOB}
    assert all("/s/" in form["Body"] for form in twilio.texts), "links are short and tracked"
