"""A message that was asked for by itself, outside of any journey: through the gate, into the outbox, told as facts."""

from typing import Final, Literal

import msgspec
from msgspec.structs import replace

from loopline.decisions.narrate import GateReason
from loopline.decisions.policy.gate import SUPPRESSED, Asked, Verdict, ask_recipient
from loopline.decisions.policy.recipient import address_of
from loopline.decisions.published import PublishedSet
from loopline.model.addresses.address import SuppressionReason
from loopline.model.addresses.normal import address_key, held_address
from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.effect import Effect, EmitSignal, SendMessage
from loopline.model.fact import Fact
from loopline.model.ids import shown_id, stable_id
from loopline.model.person import Person
from loopline.model.signals.requested import MessageRequested

_KEY_END: Final = ":send:1"
"""Ends the key of a message that was asked for: in shape that of a visit to a node, so that late news find it alike."""

OTHER_ADDRESS: Final = "other_address"
"""The name of the fact of a message that went to an address which was given, and is not the person's own."""

_encode: Final = msgspec.json.Encoder().encode


def request_id(idempotency_key: str) -> str:
    """The id of a request, which follows from its idempotency key alone."""
    return stable_id("send", idempotency_key)


def requested_key(request: str) -> str:
    """The key of the message that a request asks for."""
    return request + _KEY_END


def request_message(person: Person, signal: MessageRequested, published: PublishedSet, now: int) -> list[Effect]:
    """What follows from a request: the message in the outbox, or the fact that says why not.

    An address that the person does not have is asked what was said of it, and the request comes back with its answer.
    It is transactional: caps, quiet hours, holdouts and opt-outs do not hold it; a dead or suppressed address does.
    """
    if stranger := _not_theirs(person, signal):
        return [EmitSignal(replace(signal, key=stranger, id=f"{signal.id}/asks", person=person.key))]
    own = address_of(person, signal.channel, published)
    address = signal.address or own
    asked = Asked(signal.channel, "", address, transactional=True, key=signal.message)
    name = OTHER_ADDRESS if signal.address and _plain(signal.channel, address) != _plain(signal.channel, own) else ""
    refused = Verdict(False, _refusal(signal.refused)) if signal.refused else None
    objection = refused or ask_recipient(asked, person, published, now)
    fact = Fact(
        kind="message" if objection is None else "refused",
        person=person.key,
        at=now,
        name=name,
        channel=signal.channel,
        key=signal.message,
        reason=objection.reason if objection is not None else "",
        account=person.account,
    )
    if objection is not None:
        return [fact]
    return [
        fact,
        SendMessage(
            key=signal.message,
            person=person.key,
            channel=signal.channel,
            topic="",
            journey="",
            version=0,
            node="",
            enrollment="",
            address=address,
            context=_context(person, signal.data),
            due_at=now,
            created_at=now,
            transactional=True,
            sending=signal.sending,
        ),
    ]


def _refusal(said: SuppressionReason | Literal["confirmation_limit"]) -> GateReason:
    return said if said == "confirmation_limit" else SUPPRESSED[said]


def _not_theirs(person: Person, signal: MessageRequested) -> str:
    """The key of an address that was given, knows what was said of it, and has told this person nothing; else ""."""
    if not signal.address or signal.asked or held_address(person.addresses, signal.channel, signal.address):
        return ""
    return address_key(signal.channel, signal.address)


def _plain(channel: ChannelName, address: str) -> str:
    return address.strip().lower() if CHANNELS[channel].tracked else address


def _context(person: Person, data: bytes) -> bytes:
    """What its templates may read: `data` under its own name, and where a journey's template looks for an event."""
    given = msgspec.Raw(data)
    return _encode(
        {
            **person.traits,
            "person": {"id": person.key, "zone": person.zone},
            "account": ({"id": shown_id(person.account)} if person.account else {}) | (person.account_traits or {}),
            "entry": given,
            "event": given,
            "data": given,
        }
    )
