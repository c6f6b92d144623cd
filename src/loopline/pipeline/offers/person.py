"""What a person does with her grants: an answer comes, she redeems one, one lapses, one whose message did not leave."""

from typing import Any, Final

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.decisions.nodes.message.offer import pinned_offer, remembered
from loopline.decisions.offers.compiled import CompiledOffer
from loopline.decisions.policy.sight import read_object, scope_of
from loopline.decisions.published import PublishedSet
from loopline.decisions.react import react
from loopline.model.change import Change
from loopline.model.duration import parse_duration
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.history.money import amount_in
from loopline.model.keyed.ledger import code_digest, offer_key
from loopline.model.offers.document import Offer, money_amount, money_parts, offer_words
from loopline.model.offers.grant import Grant, grant_of, with_grant, without_grant
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, EventReceived, Signal
from loopline.model.signals.offers import GrantRedeemed, GrantReturned, OfferAnswered
from loopline.model.traits import storable

MONEY_DIGITS: Final = 4
"""A shop reckons discounts in fractions, so 3.9979999999999998 is 3.998."""

NEVER_LEFT: Final = ("refused", "failed")
_encode: Final = Encoder().encode


def offer_answered(
    person: Person, signal: OfferAnswered, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """The person after an offer's answer: the message that asked goes on. A grant that nobody waits for any more goes
    back at once."""
    asked = grant_of(person.grants, signal.grant)
    if asked is None or asked.state != "asked":
        if signal.granted and asked is None:
            effects.append(_returned(signal.offer, signal.grant, signal.cost, signal.at))
        return person
    if signal.granted:
        grant = _granted(asked, signal, published)
    else:
        grant = replace(asked, state="refused", reason=signal.reason)
    told: dict[str, Any] = {"version": grant.version}
    if signal.granted:
        told |= {"cost": money_amount(grant.cost)} | ({"code": grant.code} if grant.code else {})
        told |= {"expires_at": grant.expires_at} if grant.expires_at else {}
    what = "granted" if signal.granted else f"refused_{signal.reason}"
    effects.append(_fact(person, grant, signal.at, what, told, money_amount(grant.cost) if signal.granted else None))
    person = replace(person, grants=with_grant(person.grants, grant))
    return react(person, Change(at=signal.at, offer=grant.id), published, now, signal.received_at, effects)


def _granted(asked: Grant, signal: OfferAnswered, published: PublishedSet) -> Grant:
    offer = _promised(asked, published)
    if offer is None:
        return replace(asked, state="granted", code=signal.code, at=signal.at)
    code = signal.code or (offer.codes.shared.strip() if offer.codes.source == "shared" else "")
    until = signal.at + parse_duration(offer.expires) if offer.expires else 0
    known = published.offers.get(offer.id)
    if known is not None and known.ends_at:
        until = min(until or known.ends_at, known.ends_at)
    return replace(asked, state="granted", code=code, words=offer_words(offer), expires_at=until, at=signal.at)


def _promised(grant: Grant, published: PublishedSet) -> Offer | None:
    """The version of the offer that was asked for."""
    version, known = published.version(grant.journey, grant.journey_version), published.offers.get(grant.offer)
    if known is None:
        return None
    return pinned_offer(version, grant.node, known)[1] if version is not None else known.offer


def grants_redeemed(person: Person, signal: EventReceived, published: PublishedSet, effects: list[Effect]) -> Person:
    """The person after an event that may redeem a grant: by the code that it carries, else the oldest open one."""
    offers = published.offers.redeeming.get(signal.name, ())
    for name in offers if person.grants else ():
        known = published.offers.get(name)
        if known is not None:
            person = _redeemed_of(person, signal, known, published, effects)
    return person


def _redeemed_of(
    person: Person, signal: EventReceived, known: CompiledOffer, published: PublishedSet, effects: list[Effect]
) -> Person:
    scope = scope_of(person, published, signal.received_at, read_object(signal.properties), signal.name)
    said = storable(known.code.look(scope)) if known.code is not None else None
    if known.code is not None and not isinstance(said, str | int):
        return person
    open_first = sorted(person.grants, key=lambda one: (one.state != "granted", one.at))
    of_it = (one for one in open_first if one.offer == known.offer.id and one.state in ("granted", "lapsed"))
    grant = next((one for one in of_it if one.at <= signal.at and _is_meant(one, said, by_code=bool(known.code))), None)
    if grant is None:
        return person
    real = amount_in(storable(known.real_cost.look(scope))) if known.real_cost is not None else None
    believed = real is not None and real >= 0 and signal.trust != "browser"  # a page could say any number
    parts = money_parts(round(real, MONEY_DIGITS)) if believed and real is not None else None
    cost = grant.cost if parts is None else parts
    late = grant.state == "lapsed" and grant.returns
    effects.append(
        EmitSignal(
            GrantRedeemed(
                key=offer_key(grant.offer),
                id=f"{grant.id}/redeemed",
                at=signal.at,
                received_at=signal.received_at,
                grant=grant.id,
                held=grant.cost,
                cost=cost,
                late=late,
            )
        )
    )
    what = "redeemed_late" if grant.state == "lapsed" else "redeemed"
    told: dict[str, Any] = {"cost": money_amount(cost)}
    if grant.code:
        told |= {"code": grant.code}
    effects.append(_fact(person, grant, signal.at, what, told, money_amount(cost)))
    return replace(person, grants=with_grant(person.grants, replace(grant, state="redeemed", cost=cost)))


def _is_meant(grant: Grant, said: object, *, by_code: bool) -> bool:
    return not by_code or (bool(grant.code) and code_digest(grant.code) == code_digest(str(said)))


def grants_lapsed(person: Person, due: int, effects: list[Effect]) -> Person:
    """The person after the grants that were to be redeemed by now; what they held comes back where the offer says."""
    for grant in person.grants:
        at = grant.lapses_at()
        if at is None or at > due:
            continue
        effects.append(_fact(person, grant, at, "lapsed", {"cost": money_amount(grant.cost)}, money_amount(grant.cost)))
        effects.append(_returned(grant.offer, grant.id, grant.cost, at, lapsed=True, returns=grant.returns))
        person = replace(person, grants=with_grant(person.grants, replace(grant, state="lapsed")))
    return person


def grants_settled(person: Person, signal: Signal, effects: list[Effect]) -> Person:
    """The person after a decision. A grant goes back whose message did not leave: it was refused at the send, or
    whoever asked for it has gone on without."""
    standing = {f"{one.id}:{one.node}:{one.visit}" for one in person.enrollments}
    for grant in person.grants:
        if grant.state == "refused" and grant.id not in standing:  # whoever asked has gone on by another way
            person = replace(person, grants=without_grant(person.grants, grant.id))
        if grant.state != "granted":
            continue
        left = isinstance(signal, AttemptAnswered) and signal.message == grant.id and signal.result in NEVER_LEFT
        if not left and (grant.sent or grant.id in standing):
            continue
        effects.append(_fact(person, grant, signal.received_at, "returned", {"cost": money_amount(grant.cost)}))
        effects.append(_returned(grant.offer, grant.id, grant.cost, signal.received_at))
        person = replace(person, grants=without_grant(person.grants, grant.id))
    if len(person.grants) > 1:
        kept = remembered(person.grants, signal.received_at)
        person = person if len(kept) == len(person.grants) else replace(person, grants=kept)
    return person


def _returned(offer: str, grant: str, cost: int, at: int, *, lapsed: bool = False, returns: bool = True) -> EmitSignal:
    said = GrantReturned(
        key=offer_key(offer),
        id=f"{grant}/{'lapsed' if lapsed else 'returned'}",
        at=at,
        received_at=at,
        grant=grant,
        cost=cost,
        lapsed=lapsed,
        returns=returns,
    )
    return EmitSignal(said)


def _fact(person: Person, grant: Grant, at: int, reason: str, data: dict[str, Any], value: float | None = None) -> Fact:
    return Fact(
        kind="offer",
        person=person.key,
        at=at,
        name=grant.offer,
        journey=grant.journey,
        version=grant.journey_version,
        enrollment=grant.enrollment,
        node=grant.node,
        key=grant.id,
        reason=reason,
        value=value,
        account=person.account,
        data=Raw(_encode(data)),
    )
