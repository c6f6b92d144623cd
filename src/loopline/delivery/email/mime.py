"""One mail as bytes, made cheaply: the standard library's encoders, without its message objects (2 ms each).

Every line ends in CRLF, no line is longer than 998 bytes (RFC 5322), and no value can begin a header of its own.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from loopline.delivery.email.attached import multipart, with_attachments
from loopline.delivery.email.text import text_of_html
from loopline.model.errors import Invalid
from loopline.model.mail.mailbox import (
    CONTROLS,
    Mailbox,
    is_mail_header,
    mail_address,
    read_mailbox,
    read_mailboxes,
)
from loopline.model.message import Dispatch, Outgoing, Rendered

LINE_BYTES_MAX: Final = 998
HEADER_LINE: Final = 76
WORD_MAX: Final = 900
NAME_PLAIN_MAX: Final = 200
PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
NO_NAME: Final = re.compile(r"[^A-Za-z0-9_]+")
STREAM_CHARACTERS_MAX: Final = 60
SAFE_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNPRINTABLE: Final = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))


def compose(dispatch: Dispatch, *, sender: str, domain: str, sent_at: int = 0) -> bytes:
    """The whole mail of a message; Invalid when it cannot be one, with the code of what is wrong in it.

    `sender` is who it is from when the content names nobody; `domain` ends the Message-ID, which begins with the key,
    so that every attempt of one message carries the same one. The date is `sent_at` (ms), the time of this attempt;
    without it, when the message was decided.
    """
    outgoing, rendered = dispatch.outgoing, dispatch.rendered
    lines = [
        _sender_line(rendered.sender or sender),
        _to_line(outgoing),
        header("Subject", rendered.subject),
        f"Date: {_date((sent_at or outgoing.created_at) // 1000)}",
        f"Message-ID: <{message_id(outgoing.key)}@{domain}>",
    ]
    if rendered.reply_to:
        lines.append(_reply_line(rendered.reply_to))
    lines += [_own_header(name, value) for name, value in _with_stream(outgoing, rendered.headers, domain).items()]
    lines.append("MIME-Version: 1.0")
    head = "\r\n".join(lines).encode() + b"\r\n"
    mark = blake2b(outgoing.key.encode("utf-8", "surrogatepass"), digest_size=15).hexdigest()
    return head + with_attachments(_words(rendered, mark), dispatch, mark)


def _words(rendered: Rendered, mark: str) -> bytes:
    """The text, or text and HTML as alternatives."""
    plain = _part("plain", text_part(rendered))
    return multipart("alternative", f"=_{mark}", [plain, _part("html", rendered.html)]) if rendered.html else plain


def _to_line(outgoing: Outgoing) -> str:
    name, address = CONTROLS.sub(" ", outgoing.to_name).strip(), mailbox(outgoing.address)
    return f"To: {_written(Mailbox(name, address), 'To')}"


@lru_cache(maxsize=256)
def mailbox(address: str) -> str:
    """The bare address, its domain in ASCII (IDNA); Invalid (`address_invalid`) when it is not one we can send to."""
    plain = mail_address(address)
    if plain is None:
        raise Invalid("address_invalid", f"{address[:80]!r} is not an e-mail address. Correct the person's address.")
    return plain


def header(name: str, value: str) -> str:
    """One header of free text, folded, and encoded when it is not plain ASCII. Line breaks become spaces."""
    value = _on_one_line(value)
    if value.isascii() and "=?" not in value and _has_short_words(value):
        if len(name) + 2 + len(value) <= HEADER_LINE:
            return f"{name}: {value}"
        return f"{name}: " + Header(value, "us-ascii", HEADER_LINE, name).encode(linesep="\r\n")
    clean = value.encode("utf-8", "replace").decode()
    return f"{name}: " + Header(clean, "utf-8", HEADER_LINE, name).encode(linesep="\r\n")


def message_id(key: str) -> str:
    """The part before the @ of the Message-ID: the key itself, or its digest when it has other characters."""
    return key if SAFE_KEY.fullmatch(key) else blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def bare(sender: str) -> str:
    """The address inside `Name <address>`; Invalid (`sender_invalid`)."""
    return sender_mailbox(sender).address


def text_part(rendered: Rendered) -> str:
    """The text of a mail for those who read no HTML: the author's, or what its HTML says."""
    return rendered.text or rendered.body or (text_of_html(rendered.html) if rendered.html else "")


def header_value(name: str, value: str) -> str:
    """The value of a header that an author asked for, as `compose` writes it, in ASCII and on one line.

    Raises Invalid (`header_invalid`).
    """
    return _own_header(name, value)[len(name) + 2 :].replace("\r\n", "")


@lru_cache(maxsize=1024)
def sender_mailbox(sender: str) -> Mailbox:
    """The name and address of `Name <address>`; Invalid (`sender_invalid`)."""
    found = read_mailbox(sender)
    if found is None:
        raise Invalid(
            "sender_invalid",
            f"{sender[:80]!r} is no sender. Write it as Acme, Inc. <hello@acme.test>, with one address.",
        )
    return found


@lru_cache(maxsize=1024)
def _sender_line(sender: str) -> str:
    return f"From: {_written(sender_mailbox(sender), 'From')}"


@lru_cache(maxsize=1024)
def _reply_line(reply_to: str) -> str:
    return "Reply-To: " + ",\r\n ".join(_written(one, "Reply-To") for one in reply_mailboxes(reply_to))


def reply_mailboxes(reply_to: str) -> tuple[Mailbox, ...]:
    """Where replies go, one to ten mailboxes; Invalid (`reply_to_invalid`)."""
    found = read_mailboxes(reply_to)
    if found is None:
        raise Invalid(
            "reply_to_invalid",
            f"{reply_to[:80]!r} is no address for replies. Write Support <help@acme.test>, or a few with commas.",
        )
    return found


def _written(one: Mailbox, header_name: str) -> str:
    """A mailbox as it stands in a header: its name as it is, in quotes, or encoded and folded."""
    name = one.name.encode("utf-8", "replace").decode()
    if not name:
        return one.address
    if not name.isascii() or "=?" in name or len(name) > NAME_PLAIN_MAX:
        written = Header(name, "utf-8", HEADER_LINE, header_name).encode(linesep="\r\n")
    elif PLAIN_NAME.fullmatch(name):
        written = name
    else:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        written = f'"{quoted}"'
    last = len(written.rpartition("\n")[2]) + (0 if "\n" in written else len(header_name) + 2)
    gap = " " if last + len(one.address) + 3 <= HEADER_LINE else "\r\n "
    return f"{written}{gap}<{one.address}>"


@lru_cache(maxsize=256)
def _date(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC))


def _with_stream(outgoing: Outgoing, headers: Mapping[str, str], domain: str) -> Mapping[str, str]:
    """The headers of a mail that can be left, with those that say of which stream it is; the author's own stay."""
    named = {name.lower() for name in headers}
    if "list-unsubscribe" not in named:
        return headers
    stream = _stream(outgoing.topic, outgoing.journey, outgoing.node, domain)
    return {**headers, **{name: value for name, value in stream.items() if name.lower() not in named}}


@lru_cache(maxsize=1024)
def _stream(topic: str, journey: str, node: str, domain: str) -> dict[str, str]:
    """List-Id (RFC 2919), and Feedback-ID, by whose last field Gmail knows the sender and by whose others it counts."""
    names = [NO_NAME.sub("-", part)[:STREAM_CHARACTERS_MAX].strip("-.") or "all" for part in (node, journey, topic)]
    sender = blake2b(domain.lower().encode(), digest_size=5).hexdigest()
    return {"List-Id": f"<{names[2] if topic else names[1]}.{domain}>", "Feedback-ID": ":".join((*names, sender))}


def _own_header(name: str, value: str) -> str:
    """A header that the author or the preference room asked for; structured ones must stay as they are.

    A list header too long for a line is cut inside its addresses, whose blanks count for nothing (RFC 2369).
    """
    if not is_mail_header(name):
        raise Invalid("header_invalid", f"The header {name[:80]!r} cannot be set here. Remove it from the message.")
    value = _on_one_line(value)
    if value.isascii() and len(name) + 2 + len(value) <= LINE_BYTES_MAX:
        return f"{name}: {value}"
    if value.isascii() and name.lower().startswith("list-"):
        pieces = [word[at : at + WORD_MAX] for word in value.split(" ") for at in range(0, len(word), WORD_MAX)]
        return f"{name}: " + "\r\n ".join(pieces)
    return header(name, value)


def _on_one_line(value: str) -> str:
    return (value if value.isprintable() else CONTROLS.sub(" ", value)).strip()  # no control is printable


def _has_short_words(value: str) -> bool:
    return len(value) <= WORD_MAX or max(map(len, value.split(" "))) <= WORD_MAX


def _part(kind: str, text: str) -> bytes:
    """A text part with its headers: as it is when short-lined ASCII, else quoted-printable, or base64 when denser."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    how, body = _encoded(text)
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {how}\r\n\r\n'
    return head.encode() + body


def _encoded(text: str) -> tuple[str, bytes]:
    data = text.encode("utf-8", "replace")
    if len(data) == len(text) and _short_lines(text) and len(data.translate(None, UNPRINTABLE)) == len(data):
        return "7bit", data
    if len(data) > len(text) * 4 // 3:
        return "base64", base64.encodebytes(data).replace(b"\n", b"\r\n")
    # the encoder breaks lines as its input does, or with a bare LF when the input has one line
    return "quoted-printable", binascii.b2a_qp(data, istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _short_lines(text: str) -> bool:
    return len(text) <= LINE_BYTES_MAX or max(map(len, text.split("\r\n"))) <= LINE_BYTES_MAX
