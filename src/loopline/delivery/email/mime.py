"""One mail as bytes, made cheaply: the standard library's encoders, without its message objects (2 ms each).

Every line ends in CRLF, no line is longer than 998 bytes (RFC 5322), and no value can begin a header of its own.
"""

import base64
import binascii
import re
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from loopline.delivery.email.text import text_of_html
from loopline.model.errors import Invalid
from loopline.model.message import Dispatch

LINE_BYTES_MAX: Final = 998
HEADER_LINE: Final = 76
ADDRESS_CHARACTERS_MAX: Final = 254
ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
HEADER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,75}")
SAFE_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
OURS: Final = frozenset(
    ("from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version", "return-path")
)


def compose(dispatch: Dispatch, *, sender: str, domain: str) -> bytes:
    """The whole mail of a message; Invalid (`header_invalid`, `address_invalid`) when it cannot be one.

    `sender` is who it is from when the content names nobody; `domain` ends the Message-ID, which begins with the key,
    so that every attempt of one message carries the same one. The date is when the message was decided.
    """
    outgoing, rendered = dispatch.outgoing, dispatch.rendered
    lines = [
        _sender_line(rendered.sender or sender),
        f"To: {mailbox(outgoing.address)}",
        header("Subject", rendered.subject),
        f"Date: {_date(outgoing.created_at // 1000)}",
        f"Message-ID: <{message_id(outgoing.key)}@{domain}>",
    ]
    if rendered.reply_to:
        lines.append(f"Reply-To: {mailbox(rendered.reply_to)}")
    lines += [_own_header(name, value) for name, value in rendered.headers.items()]
    lines.append("MIME-Version: 1.0")
    text = rendered.text or rendered.body or (text_of_html(rendered.html) if rendered.html else "")
    head = "\r\n".join(lines).encode() + b"\r\n"
    if not rendered.html:
        return head + _part("plain", text)
    mark = b"=_" + blake2b(outgoing.key.encode("utf-8", "surrogatepass"), digest_size=15).hexdigest().encode()
    return b"".join(
        (
            head,
            b'Content-Type: multipart/alternative; boundary="' + mark + b'"\r\n\r\n',
            b"--" + mark + b"\r\n",
            _part("plain", text),
            b"\r\n--" + mark + b"\r\n",
            _part("html", rendered.html),
            b"\r\n--" + mark + b"--\r\n",
        )
    )


def mailbox(address: str) -> str:
    """The bare address, its domain in ASCII (IDNA); Invalid (`address_invalid`) when it is not one we can send to."""
    local, _, domain = address.strip().rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            domain = ""
    plain = f"{local}@{domain}"
    if len(plain) > ADDRESS_CHARACTERS_MAX or not ADDRESS.fullmatch(plain) or ".." in plain:
        raise Invalid("address_invalid", f"{address[:80]!r} is not an e-mail address. Correct the person's address.")
    return plain


def header(name: str, value: str) -> str:
    """One header of free text, folded, and encoded when it is not plain ASCII. Line breaks become spaces."""
    value = CONTROLS.sub(" ", value).strip()
    if value.isascii() and "=?" not in value:
        if len(name) + 2 + len(value) <= HEADER_LINE:
            return f"{name}: {value}"
        return f"{name}: " + Header(value, "us-ascii", HEADER_LINE, name).encode(linesep="\r\n")
    clean = value.encode("utf-8", "replace").decode()
    return f"{name}: " + Header(clean, "utf-8", HEADER_LINE, name).encode(linesep="\r\n")


def message_id(key: str) -> str:
    """The part before the @ of the Message-ID: the key itself, or its digest when it has other characters."""
    return key if SAFE_KEY.fullmatch(key) else blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@lru_cache(maxsize=1024)
def bare(sender: str) -> str:
    """The address inside `Name <address>`."""
    return mailbox(parseaddr(sender)[1])


@lru_cache(maxsize=1024)
def _sender_line(sender: str) -> str:
    name, _ = parseaddr(CONTROLS.sub(" ", sender).encode("utf-8", "replace").decode())
    return f"From: {formataddr((name, bare(sender)), 'utf-8')}"


@lru_cache(maxsize=256)
def _date(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC))


def _own_header(name: str, value: str) -> str:
    """A header that the author or the preference room asked for; structured ones must stay as they are."""
    if not HEADER_NAME.fullmatch(name) or name.lower() in OURS or name.lower().startswith("content-"):
        raise Invalid("header_invalid", f"The header {name[:80]!r} cannot be set here. Remove it from the message.")
    value = CONTROLS.sub(" ", value).strip()
    if value.isascii() and len(name) + 2 + len(value) <= LINE_BYTES_MAX:
        return f"{name}: {value}"
    return header(name, value)


def _part(kind: str, text: str) -> bytes:
    """A text part with its headers: as it is when short-lined ASCII, else quoted-printable, or base64 when denser."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    how, body = _encoded(text)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {how}\r\n\r\n'
    return head.encode() + body


def _encoded(text: str) -> tuple[str, bytes]:
    data = text.encode("utf-8", "replace")
    if len(data) == len(text) and _short_lines(text) and not UNPRINTABLE.search(text):
        return "7bit", data
    if len(data) > len(text) * 4 // 3:
        return "base64", base64.encodebytes(data).replace(b"\n", b"\r\n")
    # the encoder breaks lines as its input does, or with a bare LF when the input has one line
    return "quoted-printable", binascii.b2a_qp(data, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _short_lines(text: str) -> bool:
    return len(text) <= LINE_BYTES_MAX or max(map(len, text.split("\r\n"))) <= LINE_BYTES_MAX
