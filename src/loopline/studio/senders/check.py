"""Whether DNS says of a sender domain what receivers want (DKIM, SPF, DMARC), in plain words with what to publish."""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

from loopline.model.errors import Unavailable
from loopline.storage.sql.messages.sender_keys import StoredSenderKey
from loopline.studio.senders.dns_client import Texts
from loopline.studio.senders.schemas import DnsRecord, SenderCheckAnswer, SenderFinding, SenderFindingAbout
from loopline.studio.senders.spf import mechanisms_of, read_spf

SPF_OF: Final = {
    "ses": "include:amazonses.com",
    "sendgrid": "include:sendgrid.net",
    "mailgun": "include:mailgun.org",
    "postmark": "include:spf.mtasv.net",
    "brevo": "include:spf.brevo.com",
}
"""What a service asks senders to publish, where mails leave from its own addresses."""
PARENTS_MAX: Final = 8
"""So many domains are looked at upwards for a DMARC record."""
POLICIES: Final = ("none", "quarantine", "reject")
DMARC: Final = re.compile(r"v=DMARC1\s*(?:;|$)")

Relay = tuple[str, str]
"""The kind of a provider of e-mail, and its host where it is a mail server."""


async def check_sender(
    domain: str, keys: Sequence[StoredSenderKey], relays: Sequence[Relay], dns: Texts
) -> SenderCheckAnswer:
    """What DNS says. Raises nothing: what nobody answers is a finding of its own."""
    dmarc_text, dmarc = await _dmarc(domain, dns)
    findings = (*[await _key(one, dns) for one in keys], *_without_key(domain, keys))
    findings = (*findings, await _spf(domain, relays, dns), dmarc, *_alignment(domain, keys, dmarc_text))
    return SenderCheckAnswer(domain, all(one.state == "right" for one in findings), findings)


def dkim_record(key: StoredSenderKey) -> DnsRecord:
    """What to publish for a key."""
    return DnsRecord(f"{key.selector}._domainkey.{key.domain}", f"v=DKIM1; k=rsa; p={key.public_key}")


def tags_of(record: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, mark, value in pairs if mark}


def _without_key(domain: str, keys: Sequence[StoredSenderKey]) -> tuple[SenderFinding, ...]:
    if any(one.signs for one in keys):
        return ()
    text = f"Loopline signs no mail from {domain}: `loopline sender add {domain}` makes a key, unless a service signs."
    return (SenderFinding("dkim", "missing", text),)


async def _key(key: StoredSenderKey, dns: Texts) -> SenderFinding:
    record = dkim_record(key)
    try:
        found = await dns.texts(record.name)
    except Unavailable as error:
        return _unanswered("dkim", error)
    tags = [tags_of(one) for one in found]
    published = ["".join(one["p"].split()) for one in tags if "p" in one]
    use = "The key that signs" if key.signs else f"The key {key.selector}, which signs nothing yet or no more,"
    if not published:
        return SenderFinding("dkim", "missing", f"{use} is not published; publish this record.", record)
    if len(published) > 1 or published != [key.public_key]:
        why = "was taken back there (p= is empty)" if published == [""] else "is another one there"
        return SenderFinding("dkim", "wrong", f"{use} {why}; publish this record, and no other of this name.", record)
    if "y" in tags[0].get("t", "").split(":"):
        return SenderFinding(
            "dkim", "wrong", f"{use} is marked as a test there (t=y), so it counts for nothing.", record
        )
    return SenderFinding("dkim", "right", f"{use} is published at {record.name}.")


async def _spf(domain: str, relays: Sequence[Relay], dns: Texts) -> SenderFinding:
    try:
        found = await read_spf(domain, dns)
    except Unavailable as error:
        return _unanswered("spf", error)
    wanted = list(dict.fromkeys(filter(None, map(_mechanism, relays))))
    if found.fault:
        return SenderFinding("spf", "wrong", f"SPF: {found.fault}")
    if not found.records:
        if not wanted:
            text = "SPF is missing, and Loopline cannot tell from where your mails leave: ask your provider of e-mail."
            return SenderFinding("spf", "missing", text)
        record = DnsRecord(domain, " ".join(("v=spf1", *wanted, "~all")))
        return SenderFinding("spf", "missing", "SPF is missing; publish this record.", record)
    known = mechanisms_of(found.records[0])
    lacking = [one for one in wanted if one.startswith("include:") and one not in known]
    if lacking:
        first, *rest = found.records[0].split()
        record = DnsRecord(domain, " ".join((first, *lacking, *rest)))
        text = f"SPF does not name {', '.join(lacking)}; publish this record in place of the one there is, unless the "
        return SenderFinding("spf", "wrong", f"{text}provider sends with a return path of its own.", record)
    return SenderFinding("spf", "right", f"SPF holds, with {found.lookups} of 10 look-ups: {found.records[0]}")


def _mechanism(relay: Relay) -> str:
    kind, host = relay
    try:
        return f"ip{ip_address(host).version}:{host}" if host else SPF_OF.get(kind, "")
    except ValueError:
        return f"a:{host}"


async def _dmarc(domain: str, dns: Texts) -> tuple[str, SenderFinding]:
    """The record that counts for this domain, "" where none does: its own, or that of the nearest domain above."""
    wanted = DnsRecord(f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:dmarc@{domain}")
    try:
        name, found = await _nearest(domain, dns)
    except Unavailable as error:
        return "", _unanswered("dmarc", error)
    if not found:
        return "", SenderFinding("dmarc", "missing", "DMARC is missing; publish this record.", wanted)
    if len(found) > 1:
        text = f"_dmarc.{name} has {len(found)} DMARC records, and receivers believe none of them; keep one."
        return "", SenderFinding("dmarc", "wrong", text)
    tags = tags_of(found[0])
    policy = (tags.get("sp") if name != domain else None) or tags.get("p", "")
    if policy.lower() not in POLICIES:
        text = f"The DMARC record of {name} says no policy (p=none, quarantine or reject); publish this one."
        return "", SenderFinding("dmarc", "wrong", text, wanted)
    more = " It asks receivers to refuse nothing: go on to p=quarantine once reports are clean."
    return found[0], SenderFinding("dmarc", "right", f"DMARC: {found[0]}.{more if policy.lower() == 'none' else ''}")


async def _nearest(domain: str, dns: Texts) -> tuple[str, list[str]]:
    """The DMARC records of the domain, or of the nearest one above that has some, and whose they are."""
    name, found = domain, list[str]()
    for _ in range(PARENTS_MAX):
        found = [one for one in await dns.texts(f"_dmarc.{name}") if DMARC.match(one)]
        above = name.partition(".")[2]
        if found or "." not in above:
            break
        name = above
    return name, found


def _alignment(domain: str, keys: Sequence[StoredSenderKey], dmarc: str) -> tuple[SenderFinding, ...]:
    signing = next((one for one in keys if one.signs), None)
    if signing is None or signing.domain == domain or tags_of(dmarc).get("adkim", "r").lower() != "s":
        return ()
    text = (
        f"DMARC wants signatures by {domain} itself (adkim=s), and the key is of {signing.domain}: "
        f"`loopline sender add {domain}`, or publish adkim=r."
    )
    return (SenderFinding("dmarc", "wrong", text),)


def _unanswered(about: SenderFindingAbout, error: Unavailable) -> SenderFinding:
    return SenderFinding(about, "unknown", error.text)
