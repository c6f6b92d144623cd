"""May it leave now? Consent, suppression, caps, quiet hours: asked at the decision and again at the send."""

from typing import Final, Literal

from msgspec import Struct

from loopline.decisions.narrate import GateReason
from loopline.decisions.published import CompiledCap, JourneyVersion, PublishedSet
from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.localtime import quiet_until
from loopline.model.person import Person, SuppressionReason

OPT_IN: Final = "opt_in"
SUPPRESSED: Final[dict[SuppressionReason, GateReason]] = {
    "bounced": "suppressed_bounced",
    "complained": "suppressed_complained",
}


class Verdict(Struct, frozen=True):
    """The gate's answer. `retry_at`: when a refusal by cap or quiet hours would end, in ms."""

    allowed: bool
    reason: GateReason | Literal[""] = ""
    retry_at: int | None = None
    deferred: bool = False


ALLOWED: Final = Verdict(True)


class Asked(Struct, frozen=True):
    """What wants to leave."""

    channel: ChannelName
    topic: str
    address: str
    transactional: bool = False
    key: str = ""
    enrollment: str = ""


def consents(person: Person, channel: str, topic: str | None, published: PublishedSet) -> bool | None:
    """The recorded will of the person: true, false, or unknown when nothing was recorded."""
    consent = person.consent or {}
    if consent.get(channel) is False:
        return False
    if topic:
        said = consent.get(f"{channel}:{topic}")
        if said is not None:
            return said
    return consent.get(channel)


def address_of(person: Person, channel: ChannelName, published: PublishedSet, url: str = "") -> str:
    """Where a message on this channel would go; "" when the person has no such address."""
    row = CHANNELS[channel]
    if row.address_source != "trait":
        return person.key if row.address_source == "person" else url
    value = person.traits.get(address_trait(channel, published))
    return value if isinstance(value, str) else ""


def address_trait(channel: ChannelName, published: PublishedSet) -> str:
    """The trait that holds a person's address for a channel."""
    return published.workspace.addresses.get(channel, CHANNELS[channel].address_trait or channel)


def address_traits(published: PublishedSet) -> frozenset[str]:
    """Every trait that holds an address, or would if the workspace named no other."""
    own = {address_trait(row.name, published) for row in CHANNELS.values() if row.address_source == "trait"}
    return frozenset(own | {row.address_trait for row in CHANNELS.values() if row.address_trait})


def ask(
    asked: Asked, person: Person, version: JourneyVersion, published: PublishedSet, now: int, *, sending: bool = False
) -> Verdict:
    """The verdict, by the first rule that objects. `sending` adds what can only be known at the moment of the send."""
    state = published.state_of(version.id, version.version)
    if state != "live" and (state == "stopped" or sending):
        return Verdict(False, "journey_stopped" if state == "stopped" else "journey_paused")
    if sending and _left(asked, person, version):
        return Verdict(False, "exited")
    if not asked.address:
        return Verdict(False, "no_address")
    if person.suppressed and (reason := _suppressed(asked, person)):
        return Verdict(False, reason)
    if refusal := _consent_refuses(asked, person, published):
        return Verdict(False, refusal)
    if asked.transactional:
        return ALLOWED
    for cap in published.caps:
        if (verdict := _capped(cap, asked, person, now, sending=sending)) is not None:
            return verdict
    quiet = version.quiet or published.quiet
    if quiet and CHANNELS[asked.channel].quiet_hours:
        until = quiet_until(now, quiet.start, quiet.end, person.zone, published.workspace.zone)
        if until is not None:
            return Verdict(False, "quiet_hours", until, deferred=True)
    return ALLOWED


def _left(asked: Asked, person: Person, version: JourneyVersion) -> bool:
    history = (person.journey_histories or {}).get(version.id)
    return history is not None and asked.enrollment in history.left


def _suppressed(asked: Asked, person: Person) -> GateReason | None:
    suppressed = person.suppressed or {}
    reason = suppressed.get(f"{asked.channel}={asked.address}") or suppressed.get(asked.channel) or suppressed.get("*")
    return SUPPRESSED[reason] if reason else None


def _consent_refuses(asked: Asked, person: Person, published: PublishedSet) -> GateReason | None:
    workspace = published.workspace
    topic = workspace.topics.get(asked.topic)
    if asked.transactional or (topic and topic.transactional):
        return None
    said = consents(person, asked.channel, asked.topic or None, published)
    if said is False:
        return "unsubscribed"
    default = workspace.consent.get(asked.channel) or CHANNELS[asked.channel].consent_default
    rule = (topic.consent if topic else "") or default
    return "no_opt_in" if said is None and rule == OPT_IN else None


def _capped(cap: CompiledCap, asked: Asked, person: Person, now: int, *, sending: bool) -> Verdict | None:
    """At the send a message yields to those before it alone: else two that wait would refuse each other for ever."""
    if (cap.channel and cap.channel != asked.channel) or (cap.topic and cap.topic != asked.topic):
        return None
    since = now - cap.within_ms
    own = next(((sent.at, sent.key) for sent in person.sends if sending and sent.key == asked.key), None)
    counted = [
        sent.at
        for sent in person.sends
        if sent.at > since
        and sent.key != asked.key
        and (own is None or (sent.at, sent.key) < own)
        and (not cap.channel or sent.channel == cap.channel)
        and (not cap.topic or sent.topic == cap.topic)
    ]
    if len(counted) < cap.limit:
        return None
    frees_at = sorted(counted)[len(counted) - cap.limit] + cap.within_ms if cap.limit > 0 else None
    return Verdict(False, "capped", frees_at)
