"""Mails that services get wrong first, and what must arrive of them."""

from collections.abc import Sequence

from msgspec.structs import replace

from loopline.delivery.unsubscribe import ONE_CLICK_BODY
from loopline.model.mail.attachment import Attachment
from loopline.model.message import Dispatch, Rendered
from tests.delivery.messages import dispatch

UNSUBSCRIBE = f"<https://loop.test/u/{'t' * 120}>, <mailto:u.t@in.loop.test?subject=unsubscribe>"
FULL = Rendered(
    subject="Grüße, «Ann»\r\nBcc: eve@evil.test",
    html="<p>Käse &amp; <a href='https://loop.test/c/x'>more</a></p>",
    text="Käse & more\n",
    sender="Müller, Söhne & Co. <hello@bücher.test>",
    reply_to='"Help, Desk" <help@acme.test>, sales@bücher.test',
    headers={
        "List-Unsubscribe": UNSUBSCRIBE,
        "List-Unsubscribe-Post": ONE_CLICK_BODY,
        "X-Campaign": "Frühling",
        "X-Loopline-Message": "forged",
    },
)
"""A comma and letters of other alphabets in a name, a domain in Unicode, two addresses for replies, a line break."""


def mail(to: str = "ann@example.test", key: str = "k1", rendered: Rendered | None = None) -> Dispatch:
    """A mail to this address."""
    return dispatch(key, rendered, address=to)


PDF, DOT = b"%PDF-1.7 \x00\xff", b"\x89PNG\r\n\x1a\n"
KEPT = {"pdf": PDF, "dot": DOT}
"""The files that a house of these tests keeps, by digest."""


def kept_files(digests: Sequence[str]) -> dict[str, bytes]:
    """Those that are kept of the files that are asked for."""
    return {digest: KEPT[digest] for digest in digests if digest in KEPT}


def bill(name: str = "Rechnung März.pdf", content_type: str = "application/pdf", digest: str = "pdf") -> Attachment:
    """A file that stands behind the words of a mail."""
    return Attachment(name=name, content_type=content_type, digest=digest, size=len(PDF))


def mail_with_files(*files: Attachment) -> Dispatch:
    """A mail with these files, or with a bill and a picture in its HTML."""
    dot = Attachment(name="dot.png", content_type="image/png", digest="dot", size=len(DOT), cid="dot@loop.test")
    plain = mail(rendered=Rendered(subject="Bill", html='<img src="cid:dot@loop.test">', text="Bill"))
    return replace(plain, outgoing=replace(plain.outgoing, attachments=files or (bill(), dot)))
