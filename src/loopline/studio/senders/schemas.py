"""Sender domains as the API shows and takes them. No private key is ever shown."""

from typing import Literal

from msgspec import Struct

SenderFindingAbout = Literal["dkim", "spf", "dmarc"]
SenderFindingState = Literal["right", "missing", "wrong", "unknown"]
"""`unknown`: no name server answered, so nobody can tell."""


class DnsRecord(Struct, frozen=True):
    """A record to publish. `value` is one text; a name server that wants pieces gets them of 255 characters."""

    name: str
    value: str
    kind: Literal["TXT"] = "TXT"


class SenderKeyLine(Struct, frozen=True):
    """One key of a sender domain. The one that `signs` signs its mails; the others are to come, or went before."""

    domain: str
    selector: str
    signs: bool
    record: DnsRecord
    created_at: int
    by: str


class SenderKeyList(Struct, frozen=True):
    """All keys, by domain, oldest first."""

    senders: tuple[SenderKeyLine, ...]


class SenderKeyBody(Struct, frozen=True):
    """A key to make. Without a `selector` it gets one that the domain does not have yet."""

    domain: str
    selector: str = ""


class SenderFinding(Struct, frozen=True):
    """What DNS says of one thing, in plain words, and the record that would make it right."""

    about: SenderFindingAbout
    state: SenderFindingState
    text: str
    publish: DnsRecord | None = None


class SenderCheckAnswer(Struct, frozen=True):
    """Whether receivers can believe mails from this domain: `passes` where each finding is right."""

    domain: str
    passes: bool
    findings: tuple[SenderFinding, ...]
