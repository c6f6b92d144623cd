"""A person asks the ledger of a journey whose entries are limited, and waits for its answer; or waits no more."""

from typing import Any

from msgspec.structs import replace

from loopline.decisions.context import DecisionContext
from loopline.decisions.entry.asking import EnteredBy
from loopline.decisions.evidence import evidence
from loopline.decisions.exits.compiled import CompiledExit
from loopline.decisions.policy.changes import change_of
from loopline.decisions.published import JourneyVersion
from loopline.model.admission.ask import ASK_MEMORY_MS, EntryAsk, has_room_to_ask
from loopline.model.admission.ledger import entries_key
from loopline.model.admission.reasons import AdmissionReason
from loopline.model.duration import parse_duration
from loopline.model.effect import EmitSignal
from loopline.model.ids import stable_id
from loopline.model.signals.admission import AdmissionAsked


def waiting_refusal(ctx: DecisionContext, version: JourneyVersion, key: str, inside: int) -> AdmissionReason | None:
    """Why a person who waits for a place in the journey by this key may not ask for another; None where she may."""
    rule = version.journey.entry.reentry
    waits = sum(one.journey == version.id and one.key == key for one in current_asks(ctx, version))
    if not waits or (rule.concurrent and not 0 < rule.at_once <= inside + waits):
        return None
    return "already_waiting"


def current_asks(ctx: DecisionContext, version: JourneyVersion) -> tuple[EntryAsk, ...]:
    """The person's asks that still count: of this journey, for the time that it lets them wait."""
    asks = ctx.person.asks
    return tuple(one for one in asks if not _is_over(one, version, ctx.now)) if asks else asks


def waited_too_long(ask: EntryAsk, version: JourneyVersion, now: int) -> bool:
    """Whether an ask has waited for longer than its journey lets it."""
    return now - ask.at > min(parse_duration(version.journey.entry.limits.wait), ASK_MEMORY_MS)


def _is_over(ask: EntryAsk, version: JourneyVersion, now: int) -> bool:
    return waited_too_long(ask, version, now) if ask.journey == version.id else now - ask.at > ASK_MEMORY_MS


def ask_admission(ctx: DecisionContext, version: JourneyVersion, signal_id: str, begun: EnteredBy) -> bool:
    """Ask the ledger, and remember what for; False, and nothing is asked, where there is no room to remember it."""
    asks = current_asks(ctx, version)
    if not has_room_to_ask(asks, begun.entry):
        return False
    ask = EntryAsk(
        id=stable_id("admission", ctx.person.key, version.id, signal_id),
        journey=version.id,
        name=begun.name,
        at=ctx.now,
        entry=begun.entry,
        key=begun.key,
        began_at=begun.at,
        held=begun.held,
    )
    ctx.person = replace(ctx.person, asks=(*asks, ask))
    asked = AdmissionAsked(
        key=entries_key(version.id),
        id=f"{ask.id}/asked",
        at=ctx.now,
        received_at=ctx.now,
        journey=version.id,
        person=ctx.person.key,
        ask=ask.id,
    )
    ctx.effects.append(EmitSignal(asked))
    return True


def without_ask(ctx: DecisionContext, ask: EntryAsk) -> None:
    """The ask waits no more."""
    ctx.person = replace(ctx.person, asks=tuple(one for one in ctx.person.asks if one.id != ask.id))


def leave_queues(ctx: DecisionContext) -> None:
    """Asks end, with a fact, whose journeys have an exit rule on what has happened; others are asked at the entry."""
    for ask in ctx.person.asks:
        version = ctx.published.live.get(ask.journey)
        if version is None:
            continue
        ends = (_ends(ctx, rule, ask) for rule in ctx.published.exits_of(version))
        data = _goal(ctx, version, ask) or next((told for told in ends if told is not None), None)
        if data is not None:
            without_ask(ctx, ask)
            ctx.record("not_entered", journey=version.id, version=version.version, reason="exit_holds", data=data)


def _goal(ctx: DecisionContext, version: JourneyVersion, ask: EntryAsk) -> dict[str, Any] | None:
    goal, event = version.goal, ctx.change.event
    if goal is None or not goal.rule.exit or event is None or event.name != goal.rule.event:
        return None
    is_meant = _is_since(event.at, ask) and (goal.where is None or goal.where.evaluate(ctx.scope(ask.entry)) is True)
    return {"rule": "goal_reached"} if is_meant else None


def _is_since(at: int, ask: EntryAsk) -> bool:
    return at >= (ask.began_at or ask.at)


def _ends(ctx: DecisionContext, rule: CompiledExit, ask: EntryAsk) -> dict[str, Any] | None:
    change, stated = ctx.change, rule.rule
    event = change.event
    if stated.on and event is not None and event.name == stated.on and _is_since(event.at, ask):
        scope, name = ctx.scope(ask.entry), stated.reason or f"event_{stated.on}"
        if rule.where is None:
            return {"rule": name, **rule.told()}
        if rule.where.evaluate(scope) is True:
            return {"rule": name, **evidence(rule.where, True, scope), **rule.told()}
    if rule.change is not None and (changed := change_of(rule.change, change, ctx.person)) is not None:
        return {"rule": stated.reason or f"change_{stated.change}", **changed, **rule.told()}
    return None
