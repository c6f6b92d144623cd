"""A person whom the ledger of a journey's entries lets in enters, or says that she does not, so that another may."""

from loopline.conditions.scope import Scope
from loopline.decisions.context import DecisionContext
from loopline.decisions.entry.admission import waited_too_long, without_ask
from loopline.decisions.entry.enroll import HANDED, enroll, lets_in_asked
from loopline.decisions.evidence import evidence
from loopline.decisions.narrate import NotEnteredReason
from loopline.decisions.published import JourneyVersion
from loopline.decisions.triggers.condition_triggers import ConditionTrigger
from loopline.model.admission.ask import EntryAsk
from loopline.model.admission.ledger import entries_key
from loopline.model.effect import EmitSignal
from loopline.model.person import Enrollment
from loopline.model.signals.admission import AdmissionAnswered, AdmissionReturned


def open_ask(ctx: DecisionContext, answer: AdmissionAnswered) -> EntryAsk | None:
    """What the answer is about; None where the person does not wait for it any more."""
    return next((one for one in ctx.person.asks if one.id == answer.ask), None)


def enter_as_admitted(ctx: DecisionContext, answer: AdmissionAnswered, ask: EntryAsk) -> Enrollment | None:
    """The new enrollment; None, with a fact that says why, where the ledger or the journey does not let her in now.

    Everything is asked again, as of now: the state of the journey, the filters, re-entry, exits and groups.
    """
    without_ask(ctx, ask)
    version = ctx.published.live.get(ask.journey)
    state = ctx.published.state_of(ask.journey, version.version) if version is not None else "stopped"
    if answer.reason or version is None or state != "live":
        closed = "journey_paused" if state == "paused" else "journey_stopped"
        number = version.version if version is not None else 0
        ctx.record("not_entered", journey=ask.journey, version=number, reason=answer.reason or closed)
        return None
    if waited_too_long(ask, version, ctx.now):
        _refuse(ctx, version, "waited_too_long")
        return None
    if not _still_matches(ctx, version, ask):
        return None
    entered = enroll(ctx, version, ask.id, ask.name, ask.entry, ask.began_at or ask.at, ask.held, admitted=True)
    if entered is not None and ctx.person.asks and not version.journey.entry.reentry.concurrent:
        _end_twins(ctx, version, ask.key)
    return entered


def _end_twins(ctx: DecisionContext, version: JourneyVersion, key: str) -> None:
    """Since a merge somebody may have asked twice, where one ask is allowed: whose turn came first ends the other."""
    for one in ctx.person.asks:
        if one.journey == version.id and one.key == key:
            without_ask(ctx, one)
            _refuse(ctx, version, "already_waiting")


def give_back(ctx: DecisionContext, answer: AdmissionAnswered) -> None:
    """The place that the answer gave is not taken."""
    if answer.let_in_at:
        ctx.effects.append(EmitSignal(place_returned(answer, ctx.now)))


def place_returned(answer: AdmissionAnswered, now: int) -> AdmissionReturned:
    """The word to the ledger, at `now` (ms), that the place which this answer gave is not taken."""
    return AdmissionReturned(
        key=entries_key(answer.journey),
        id=f"{answer.ask}/returned",
        at=now,
        received_at=now,
        let_in_at=answer.let_in_at,
    )


def _still_matches(ctx: DecisionContext, version: JourneyVersion, ask: EntryAsk) -> bool:
    """Whether a way in by which she asked would let her in now; a fact says which filter would not.

    Of a way that the live version does not have, the filter of the whole entry is asked alone; of a hand-over nothing.
    """
    names = [(one.trigger.event, one.trigger.label) for one in version.triggers]
    places = [place for place, known in enumerate(names) if ask.name in known]
    if ask.name in version.journey.entry.on or not places:
        return (ask.name == HANDED and not places) or lets_in_asked(ctx, version, [None])
    scope, asked = ctx.scope(), {one.place: one for one in version.condition_triggers if not one.rule}
    ceased = [one for place in places if (one := asked.get(place)) is not None and not _holds(one, scope)]
    if len(ceased) == len(places) and (condition := ceased[0].condition) is not None:
        _refuse(ctx, version, "filter_false", evidence(condition, condition.evaluate(scope), scope))
        return False
    gone = {one.place for one in ceased}
    return lets_in_asked(ctx, version, [version.triggers[place].where for place in places if place not in gone])


def _holds(asked: ConditionTrigger, scope: Scope) -> bool:
    """Whether what let her ask holds still; of a moment, whether its condition does."""
    return asked.condition is None or (asked.condition.evaluate(scope) is True) is not asked.leaves


def _refuse(
    ctx: DecisionContext, version: JourneyVersion, reason: NotEnteredReason, data: dict[str, object] | None = None
) -> None:
    ctx.record("not_entered", journey=version.id, version=version.version, reason=reason, data=data)
