"""The offer of a message: it is asked for once the gate has let the message pass, and what the answer leads to."""

from typing import Any, Final

from msgspec.structs import replace

from loopline.conditions.dates import iso_text
from loopline.conditions.language import Condition
from loopline.decisions.context import DecisionContext
from loopline.decisions.evidence import evidence
from loopline.decisions.nodes.sending import message_key
from loopline.decisions.offers.compiled import CompiledOffer, compile_offer
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Hold, Transition, by_policy
from loopline.model.duration import MINUTE
from loopline.model.effect import EmitSignal
from loopline.model.keyed.ledger import offer_key
from loopline.model.nodes.message import Message
from loopline.model.offers.document import CODE_SOURCES, Offer, money_amount
from loopline.model.offers.grant import (
    GIVEN,
    GRANT_MEMORY_MS,
    GRANTS_MAX,
    Grant,
    grant_of,
    with_grant,
    without_grant,
)
from loopline.model.offers.reasons import OfferReason, PersonReason
from loopline.model.person import Enrollment, Waiting
from loopline.model.signals.offers import OfferAsked

ANSWER_WAIT_MS: Final = 15 * MINUTE
"""An offer that has not answered by then counts as refused; a grant that comes later is returned."""

Refusal = tuple[PersonReason, dict[str, Any] | None]


def is_asked(ctx: DecisionContext, enrollment: Enrollment) -> bool:
    """Whether the message of this visit has asked for its offer already."""
    return bool(ctx.person.grants) and grant_of(ctx.person.grants, message_key(enrollment)) is not None


def with_offer(
    ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, node: Message
) -> Transition | None:
    """None: the message may go, with its offer where it has got one, or without. Else where its refusal leads, or the
    wait for the answer."""
    key = message_key(enrollment)
    grant = grant_of(ctx.person.grants, key)
    if grant is None:
        known = ctx.published.offers.get(node.offer)
        refused = _why_not(ctx, enrollment, node.offer, known)
        if refused is None and known is not None:
            return _ask(ctx, version, enrollment, key, known)
        why, told = refused or ("offer_gone", None)
        record_offer(ctx, enrollment, node.offer, f"refused_{why}", key, told)
        return _without_offer(node, enrollment, why)
    if grant.state == "granted":
        ctx.person = replace(ctx.person, grants=with_grant(ctx.person.grants, replace(grant, sent=True)))
        return None
    if grant.state == "asked" and ctx.now < grant.at + ANSWER_WAIT_MS:
        return Hold(replace(enrollment, wake_at=grant.at + ANSWER_WAIT_MS, waiting=Waiting()))
    reason: OfferReason = grant.reason or ("no_answer" if grant.state == "asked" else "lapsed")
    if grant.state in ("asked", "refused"):
        ctx.person = replace(ctx.person, grants=without_grant(ctx.person.grants, key))
    if grant.state == "asked":
        record_offer(ctx, enrollment, node.offer, f"refused_{reason}", key)
    return _without_offer(node, enrollment, reason)


def _without_offer(node: Message, enrollment: Enrollment, reason: OfferReason) -> Transition | None:
    if node.if_no_offer == "send":
        return None
    if node.if_no_offer == "exit":
        return by_policy(enrollment, "exit", node.then, f"offer_refused_{reason}")
    return Advance(enrollment, node.then)


def _why_not(ctx: DecisionContext, enrollment: Enrollment, offer: str, known: CompiledOffer | None) -> Refusal | None:
    """What keeps this person from the offer: its newest version says who may have it, whatever the journey pinned."""
    if known is None or known.offer.archived:
        return "offer_gone", None
    if known.starts_at and ctx.now < known.starts_at:
        return "not_started", None
    if known.ends_at and ctx.now >= known.ends_at:
        return "ended", None
    grants = remembered(ctx.person.grants, ctx.now)
    given = [one for one in grants if one.state in (*GIVEN, "asked")]
    of_it = [one for one in given if one.offer == offer]
    if known.offer.per_person and len(of_it) >= known.offer.per_person:
        return "had_it", {"values": {"grants": len(of_it)}}
    group = known.offer.group
    alike = [one for one in given if one.offer == offer or (group and one.group == group)]
    if known.cooling_off_ms and alike and ctx.now < (latest := max(one.at for one in alike)) + known.cooling_off_ms:
        return "cooling_off", {"last_grant": latest, "until": latest + known.cooling_off_ms}
    if len(grants) >= GRANTS_MAX:
        return "too_many_grants", None
    scope = ctx.enrollment_scope(enrollment)
    asked: tuple[tuple[Condition | None, PersonReason], ...] = (
        (known.when, "not_eligible"),
        (known.margin, "below_margin"),
    )
    for condition, reason in asked:
        if condition is not None and (truth := condition.evaluate(scope)) is not True:
            return reason, evidence(condition, truth, scope)
    return None


def remembered(grants: tuple[Grant, ...], now: int) -> tuple[Grant, ...]:
    """The grants without those that have been over for longer than they are remembered."""
    over = ("redeemed", "lapsed")
    return tuple(one for one in grants if one.state not in over or now < one.at + GRANT_MEMORY_MS)


def _ask(
    ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment, key: str, known: CompiledOffer
) -> Transition:
    number, offer = pinned_offer(version, enrollment.node, known)
    cost = compile_offer(offer, number).cost
    grant = Grant(
        id=key,
        offer=offer.id,
        version=number,
        at=ctx.now,
        group=known.offer.group,
        cost=cost,
        enrollment=enrollment.id,
        journey=version.id,
        journey_version=version.version,
        node=enrollment.node,
        returns=offer.returns,
    )
    ctx.person = replace(ctx.person, grants=with_grant(remembered(ctx.person.grants, ctx.now), grant))
    record_offer(ctx, enrollment, offer.id, "asked", key, {"version": number, "cost": money_amount(cost)})
    ctx.effects.append(
        EmitSignal(
            OfferAsked(
                key=offer_key(offer.id),
                id=f"{key}/offer",
                at=ctx.now,
                received_at=ctx.now,
                offer=offer.id,
                version=number,
                person=ctx.person.key,
                grant=key,
                cost=cost,
                currency=offer.budget.currency,
                source=next((one for one in CODE_SOURCES if one == offer.codes.source), "none"),
                prefix=offer.codes.prefix,
                length=offer.codes.length,
            )
        )
    )
    return Hold(replace(enrollment, wake_at=ctx.now + ANSWER_WAIT_MS, waiting=Waiting()))


def pinned_offer(version: JourneyVersion, node: str, known: CompiledOffer) -> tuple[int, Offer]:
    """The version of the offer that a journey version was published with: what it promises. Else the newest one."""
    pin = version.journey.pins.get(node)
    if pin is None or pin.offer is None or pin.offer.id != known.offer.id:
        return known.version, known.offer
    return pin.offer_version, pin.offer


def offer_fields(ctx: DecisionContext, enrollment: Enrollment) -> dict[str, Any]:
    """What templates read as `offer.NAME`; nothing for a message that goes without one."""
    grant = grant_of(ctx.person.grants, message_key(enrollment)) if ctx.person.grants else None
    if grant is None or grant.state != "granted":
        return {}
    until = iso_text(grant.expires_at) if grant.expires_at else ""
    told = {"id": grant.offer, "words": grant.words, "code": grant.code, "expires_at": until}
    return {"offer": {name: value for name, value in told.items() if value}}


def record_offer(
    ctx: DecisionContext,
    enrollment: Enrollment,
    offer: str,
    reason: str,
    key: str,
    data: dict[str, Any] | None = None,
    value: float | None = None,
) -> None:
    """The fact that a message asked for an offer, or what came of it."""
    ctx.record("offer", enrollment, name=offer, reason=reason, key=key, data=data, value=value)
