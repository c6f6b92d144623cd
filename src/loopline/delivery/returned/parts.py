"""A mail that came back, taken apart within bounds: whatever it is, reading it ends, and costs little."""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

from loopline.delivery.email.text import text_of_html

READ_BYTES_MAX: Final = 256 * 1_024
NESTED_MAX: Final = 40
PARTS_MAX: Final = 60
WORDS_MAX: Final = 32_000
HEADER_CHARACTERS_MAX: Final = 2_000
NESTING: Final = re.compile(rb"boundary\s*=|content-type:\s*message/", re.IGNORECASE)
STATUS: Final = ("message/delivery-status", "message/global-delivery-status")
ENCLOSED: Final = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
HTML_CHARACTERS_MAX: Final = 64_000
COPY: Final = re.compile(
    r"^[ \t>*=#-]{0,40}("
    r"(below this line|this) is a copy of (the|your) (original )?message|this is a copy of the message|"
    r"(the )?(body|first \d+ lines|headers?) of (the|your) (original )?(message|mail)|"
    r"(possibly truncated )?(original|returned|unsent|undelivered) message"
    r"( (headers?|follows|text|below|is included))?|"
    r"(message|original) headers? follows?|message contains|included below|ursprüngliche nachricht|"
    r"ursprüngliche nachrichtenkopf\w*|message d'origine|mensaje original|mensagem original|messaggio originale"
    r")\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
"""The line behind which the mail that is returned stands: what it says is no server's word."""


def parsed_mail(raw: bytes) -> "Message[str, str]":
    """The mail, or its head with all the rest as plain text when it is nested too deeply to be a bounce."""
    raw = raw[:READ_BYTES_MAX]
    if len(NESTING.findall(raw)) > NESTED_MAX:
        message = BytesHeaderParser().parsebytes(raw[:READ_BYTES_MAX])
        flat = message_from_string("")
        for name, value in message.items():
            if not name.lower().startswith("content-"):
                flat[name] = str(value)
        flat.set_payload(raw.partition(b"\n\n")[2].decode("utf-8", "replace"))
        return flat
    return message_from_bytes(raw)


def field_of(message: "Message[str, str]", name: str) -> str:
    """A header as one line of text; "" when it is not there."""
    try:
        value = str(message.get(name, ""))
    except (ValueError, LookupError):
        return ""
    return " ".join(value[:HEADER_CHARACTERS_MAX].split())


def own_parts(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts that the sender of a bounce wrote: nothing of a mail that is enclosed."""
    todo, seen = [message], 0
    while todo and seen < PARTS_MAX:
        part, seen = todo.pop(0), seen + 1
        yield part
        inner = part.get_payload() if part.is_multipart() else None
        if isinstance(inner, list) and part.get_content_type() not in (*ENCLOSED, *STATUS):
            todo = [one for one in inner if isinstance(one, Message)] + todo


def words_in(message: "Message[str, str]") -> str:
    """What a bounce says in its own words: its text up to the copy of what it returns."""
    plain, html = [], []
    for part in own_parts(message):
        kind = part.get_content_type()
        if kind in ENCLOSED or kind in STATUS or part.is_multipart():
            continue
        if kind == "text/html":
            html.append(text_of_html(part_text(part)[:HTML_CHARACTERS_MAX]))
        elif part.get_content_maintype() == "text":
            plain.append(part_text(part))
    text = ("\n".join(plain) if any(one.strip() for one in plain) else "\n".join(html))[: 2 * WORDS_MAX]
    found = COPY.search(text, 1)
    return text[: found.start()][:WORDS_MAX] if found else text[:WORDS_MAX]


def part_text(part: "Message[str, str]") -> str:
    """The text of a part, its transfer encoding and character set undone as far as they can be."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def blocks_of(part: "Message[str, str]") -> list["Message[str, str]"]:
    """The groups of fields of a delivery status: the first about the message, each other about a recipient."""
    inner = part.get_payload() if part.is_multipart() else None
    if not isinstance(inner, list):
        return _groups(part_text(part))
    blocks = [one for one in inner[:PARTS_MAX] if isinstance(one, Message)]
    if part.get_content_type() == STATUS[0] or len(blocks) != 1:
        return blocks
    rest = blocks[0].get_payload()
    return [blocks[0], *(_groups(rest) if isinstance(rest, str) else [])]


def _groups(text: str) -> list["Message[str, str]"]:
    pieces = re.split(r"\r?\n[ \t]*\r?\n", text[:WORDS_MAX])
    return [message_from_string(piece.strip() + "\n\n") for piece in pieces[:PARTS_MAX] if ":" in piece]
