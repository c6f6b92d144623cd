"""A mail server behind TLS whose certificate the product trusts, and the product sending to it."""

import asyncio
import email.policy
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import trustme
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.providers.push.aside import aside


class SafePost:
    """What came, each with its recipient; `dead...` is refused for good."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.port = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuses who is dead."""
        if address.startswith("dead"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Takes it, if it came behind TLS."""
        assert server.transport is not None and server.transport.get_extra_info("sslcontext"), "it came in the open"
        assert isinstance(envelope.content, bytes)
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 2.0.0 queued"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to an address, parsed so that any defect raises."""
        return [strict(content) for to, content in self.mails if to == address]


class Trust:
    """An authority of its own, in a file that the product is told to believe."""

    def __init__(self, folder: Path) -> None:
        self.roots, authority = folder / "roots.pem", trustme.CA()
        authority.cert_pem.write_to_path(str(self.roots))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(self.context)

    def env(self, port: int) -> dict[str, str]:
        """The settings of a product that sends there."""
        return {
            "LOOPLINE_EMAIL": f"smtps://127.0.0.1:{port}",
            "LOOPLINE_SENDER": "Shop <hello@shop.test>",
            "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1",
            "SSL_CERT_FILE": str(self.roots),
        }


def strict(content: bytes) -> EmailMessage:
    """The mail; raises at any defect, in any of its parts."""
    policy = email.policy.SMTP.clone(raise_on_defect=True)
    found = BytesParser(EmailMessage, policy=policy).parsebytes(content)
    assert isinstance(found, EmailMessage)
    for part in found.walk():
        assert not part.defects
        if not part.is_multipart():
            part.get_content()
    return found


@asynccontextmanager
async def _serving(context: ssl.SSLContext, port: int) -> AsyncIterator[SafePost]:
    box, loop = SafePost(), asyncio.get_running_loop()
    listener = await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", port, ssl=context)
    box.port = listener.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        listener.close()


@contextmanager
def safe_post(trust: Trust, port: int = 0) -> Iterator[SafePost]:
    """The mail server, in a thread of its own."""
    with aside(_serving(trust.context, port)) as box:
        yield box
