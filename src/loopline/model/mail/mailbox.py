"""What the header of a mail may hold: mailboxes with their names, and the names of headers that an author may set."""

import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

ADDRESS_CHARACTERS_MAX: Final = 254
MAILBOXES_MAX: Final = 10
MAILBOX_CHARACTERS_MAX: Final = 1_000
ADDRESS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
ESCAPED: Final = re.compile(r"\\(.)")
SEPARATORS: Final = re.compile(r"[,;]")
BRACKETED: Final = re.compile(r"<([^<>]*)>")
MAIL_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,75}")
MAIL_HEADERS_OURS: Final = frozenset(
    ("from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version", "return-path")
)
"""What each mail has once, made by us, in lower case; no message sets it otherwise, nor any `content-` header."""


class Mailbox(Struct, frozen=True):
    """A name, which may be empty, and a plain address."""

    name: str
    address: str


def plain_address(text: str) -> str | None:
    """The bare address, its domain in ASCII (IDNA); None when it is not one that can be sent to."""
    local, _, domain = text.strip().rpartition("@")
    if not domain.isascii():
        domain = domain_in_ascii(domain)
    plain = f"{local}@{domain}"
    fits = len(plain) <= ADDRESS_CHARACTERS_MAX and ADDRESS.fullmatch(plain) and ".." not in plain
    return plain if fits else None


def domain_in_ascii(domain: str) -> str:
    """The domain in small letters, one of another script by IDNA; as it is where no domain can be written so."""
    small = domain.lower()
    if small.isascii():
        return small
    try:
        return small.encode("idna").decode("ascii")
    except UnicodeError:
        return small


def mail_address(text: str) -> str | None:
    """As `plain_address`, also for `Ann <a@b.test>`, as some keep it; None where it could be read in two ways."""
    plain = plain_address(text)
    if plain is not None or CONTROLS.search(text.strip()):
        return plain
    named = read_mailbox(text)
    is_clear = named is not None and bool(named.name) and not any(mark in named.name for mark in "@<>:")
    return named.address if named and is_clear else None


def read_mailbox(text: str) -> Mailbox | None:
    """`Acme, Inc. <hello@acme.test>`, with the name quoted or not, or a bare address; None when it is neither."""
    text = CONTROLS.sub(" ", text).strip()
    if len(text) > MAILBOX_CHARACTERS_MAX:
        return None
    name, opening, address = text.rpartition("<")
    if not opening:
        name, address = "", text
        if text.endswith(")"):  # hello@acme.test (Acme), as some write it
            address, _, name = text[:-1].partition("(")
    elif address.endswith(">"):
        address = address[:-1]
    else:
        return None
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = ESCAPED.sub(r"\1", name[1:-1])
    elif any(map(plain_address, (*BRACKETED.findall(name), *SEPARATORS.split(name)[:-1]))):
        return None  # several mailboxes: the name would show one address, and another one would get the mail
    plain = plain_address(address)
    return Mailbox(name, plain) if plain else None


def read_mailboxes(text: str) -> tuple[Mailbox, ...] | None:
    """Mailboxes with commas between, up to ten; None when one of them is none. A comma in a name needs no quotes."""
    if len(text) > MAILBOXES_MAX * MAILBOX_CHARACTERS_MAX:
        return None
    found: list[Mailbox] = []
    waiting: list[str] = []
    for piece in _pieces(text):
        if not piece.strip() and not waiting:
            continue
        waiting.append(piece)
        if "@" in piece:
            mailbox = read_mailbox(",".join(waiting))
            if mailbox is None:
                return None
            found.append(mailbox)
            waiting = []
    return tuple(found) if not waiting and 0 < len(found) <= MAILBOXES_MAX else None


def _pieces(text: str) -> list[str]:
    """The text cut at the commas that stand in no quotes."""
    pieces, start, quoted, at = [], 0, False, 0
    while at < len(text):
        if text[at] == "\\" and quoted:
            at += 1
        elif text[at] == '"':
            quoted = not quoted
        elif text[at] == "," and not quoted:
            pieces.append(text[start:at])
            start = at + 1
        at += 1
    return [*pieces, text[start:]]


@lru_cache(maxsize=256)
def is_mail_header(name: str) -> bool:
    """Whether an author may set a header of this name."""
    lower = name.lower()
    return (
        bool(MAIL_HEADER_NAME.fullmatch(name)) and lower not in MAIL_HEADERS_OURS and not lower.startswith("content-")
    )
