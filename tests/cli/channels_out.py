"""Where messages leave to in tests of whole servers: a mail server over TLS, and Twilio's resource for texts."""

import asyncio
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import msgspec
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.providers.push.firebase import Firebase
from tests.providers.servers import Call, HttpServer, http_answer

ACCOUNT, TOKEN, SENDER = "AC" + "1" * 32, "twilio-token", "+15005550006"
ANN, BOB = "+15005550101", "+15005550102"
TRAITS = {"current_plan": "free", "paywalled_feature_attempts": 4}


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


def environment(firebase: Firebase, twilio: Twilio, box: Mailbox, roots: str) -> dict[str, str]:
    """What tells a server of these three; `roots` is the file of the authority that signed for them."""
    return {
        "LOOPLINE_PUSH": firebase.provider_url("timeout=5"),
        "LOOPLINE_SMS": f"twilio://{ACCOUNT}:{TOKEN}@127.0.0.1:{twilio.port}?from=%2B{SENDER[1:]}",
        "LOOPLINE_EMAIL": f"smtps://127.0.0.1:{box.port}",
        "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1",
        "SSL_CERT_FILE": roots,
    }
