"""What a marketing text needs in each country: who may stand as its sender, and the way out at its end.

Collected on 2026-11-27 from the pages named in each row; input for engineers, not legal advice. Laws change, so
a row that is a year old has to be read again.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

SenderKind = Literal["name", "long", "short"]
RuleBasis = Literal["law", "carrier", "code", "default"]
Confidence = Literal["high", "medium", "low"]
READ: Final = "2026-11-27"

NAME_SENDER: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +&_-]{1,11}")
SHORT_SENDER: Final = re.compile(r"\+?[0-9]{3,6}")
WORD: Final = re.compile(r"\b(?:STOP|ARR[EÊ]T|SAIR|PARE|BAJA|ALTO)\b")
LEAVING: Final = re.compile(r"\bunsubscribe|\bopt[ -]?out\b", re.IGNORECASE)
LINK: Final = re.compile(r"https?://[^ ]{0,500}(?:stop|unsub|opt-?out|leave|abmeld)", re.IGNORECASE)
MESSAGE_LETTERS_MAX: Final = 10_000


class SmsRule(Struct, frozen=True, kw_only=True):
    """A row of the table, for countries whose rule is the same.

    `way_out` is the line at the end of a marketing text that has no way out of its own; only countries have one whose
    senders all take answers, for where a name sends, an answer reaches nobody. `register` says what has to be
    registered before anything is carried.
    """

    countries: str
    senders: tuple[SenderKind, ...]
    basis: RuleBasis
    confidence: Confidence
    sources: str
    way_out: str = ""
    register: str = ""
    read: str = READ


TABLE: Final = (
    SmsRule(
        countries="US PR VI GU AS MP",
        senders=("long", "short"),
        way_out="Reply STOP to opt out.",
        register="the brand and campaign of a long number (10DLC), a toll-free number or a short code",
        basis="law",
        confidence="high",
        sources="47 CFR 64.1200(a)(10); CTIA messaging principles; docs.aws.amazon.com and telnyx.com (no names)",
    ),
    SmsRule(
        countries="CA",
        senders=("long", "short"),
        way_out="STOP/ARRET to opt out.",
        register="a short code",
        basis="law",
        confidence="medium",
        sources="CASL s 6 and 11; developers.telnyx.com (no names)",
    ),
    SmsRule(
        countries="NZ",
        senders=("short",),
        way_out="Reply STOP to opt out.",
        register="a short code",
        basis="law",
        confidence="low",
        sources="UEM Act 2007 s 9 to 11; senders from memory",
    ),
    SmsRule(
        countries="BR",
        senders=("short",),
        way_out="SAIR p/ cancelar",
        register="a short code, which takes six weeks",
        basis="carrier",
        confidence="high",
        sources="twilio.com guidelines BR; help.salesforce.com (no names)",
    ),
    SmsRule(
        countries="ZA",
        senders=("long", "short"),
        way_out="Reply STOP to opt out.",
        basis="law",
        confidence="medium",
        sources="POPIA s 69; CPA s 11 and 12; acts.co.za R293",
    ),
    SmsRule(
        countries="MX",
        senders=("short", "name"),
        register="a name, which takes twelve weeks",
        basis="carrier",
        confidence="low",
        sources="help.salesforce.com; docs.aws.amazon.com",
    ),
    SmsRule(
        countries="FR",
        senders=("name", "short"),
        register="the sender, on the operators' list",
        basis="carrier",
        confidence="high",
        sources="help.withallo.com (06 and 07 are blocked); developers.telnyx.com; sweego.io (STOP in each text)",
    ),
    SmsRule(
        countries="IT",
        senders=("name",),
        register="the name, in AGCOM's register of aliases",
        basis="law",
        confidence="medium",
        sources="AGCOM 42/13/CIR; twilio.com guidelines IT",
    ),
    SmsRule(
        countries="ES",
        senders=("name",),
        register="the name, in the CNMC's register of aliases; others are blocked",
        basis="law",
        confidence="medium",
        sources="Order TDF/149/2025; CNMC Circular 1/2026",
    ),
    SmsRule(
        countries="IE SG",
        senders=("name",),
        register='the name; others are shown as "Likely Scam"',
        basis="law",
        confidence="medium",
        sources="ComReg's registry (from memory); sgnic.sg",
    ),
    SmsRule(
        countries="GB AU",
        senders=("name", "long", "short"),
        register="the name",
        basis="code",
        confidence="medium",
        sources="DMA code 1.4; ACMA Sender ID Register, in force since 2026-07-01",
    ),
    SmsRule(
        countries="DE CH NL BE PL SE DK NO",
        senders=("name", "long"),
        basis="default",
        confidence="medium",
        sources="developers.telnyx.com international compliance",
    ),
    SmsRule(
        countries="AT FI",
        senders=("name", "long"),
        register="the name",
        basis="carrier",
        confidence="medium",
        sources="docs.aws.amazon.com registrations by country",
    ),
    SmsRule(
        countries="IN AE SA TH TR",
        senders=("name",),
        register="the name; in India also each template",
        basis="law",
        confidence="medium",
        sources="TCCCPR 2018; twilio.com guidelines AE and TH; TR and SA from memory",
    ),
    SmsRule(
        countries="KR CN",
        senders=("long", "short"),
        register="the number; in China also signature and template",
        basis="law",
        confidence="medium",
        sources="Network Act art 50 (KR); support.huaweicloud.com (CN)",
    ),
)
_BY_COUNTRY: Final[Mapping[str, SmsRule]] = {country: row for row in TABLE for country in row.countries.split()}


def rule_of(country: str) -> SmsRule | None:
    """The row of a country (two capital letters); None where nothing was found out."""
    return _BY_COUNTRY.get(country)


def sender_kind(sender: str) -> SenderKind | None:
    """What kind of sender this is; None for the id of a service, which chooses one by itself."""
    if SHORT_SENDER.fullmatch(sender):
        return "short"
    if re.fullmatch(r"\+?[0-9]{7,15}", sender):
        return "long"
    return "name" if NAME_SENDER.fullmatch(sender) else None


def names_way_out(text: str) -> bool:
    """Whether a text tells how to leave: by a word in capital letters, by unsubscribing or opting out, or by a link."""
    text = text[:MESSAGE_LETTERS_MAX]
    return WORD.search(text) is not None or LEAVING.search(text) is not None or LINK.search(text) is not None
