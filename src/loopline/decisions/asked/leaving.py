"""A person is taken out of a journey, or of the queue for it, by an operator."""

from loopline.decisions.context import DecisionContext
from loopline.decisions.entry.admission import without_ask
from loopline.decisions.published import PublishedSet
from loopline.decisions.react import react
from loopline.model.change import Change
from loopline.model.effect import Effect
from loopline.model.person import Person
from loopline.model.signals.requested import PersonTakenOut


def taken_out(
    person: Person, signal: PersonTakenOut, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """The person without the passages of this journey, who waits for no place in it. What they left in the outbox is
    refused at the send."""
    ctx = DecisionContext(person, Change(at=signal.at), published, now, effects)
    for enrollment in person.enrollments:
        if enrollment.journey == signal.journey:
            ctx.leave(enrollment, "taken_out", {"by": signal.by, "reason": signal.reason}, rule=True)
    said = {"by": signal.by, "reason": signal.reason}
    version = published.live.get(signal.journey)
    for ask in ctx.person.asks:
        if ask.journey == signal.journey:
            without_ask(ctx, ask)
            number = version.version if version is not None else 0
            ctx.record("not_entered", journey=signal.journey, version=number, reason="taken_out", data=said)
    if ctx.person is person:
        return person
    change = Change(at=signal.at, timer=True, journeys=frozenset({signal.journey}))
    return react(ctx.person, change, published, now, signal.received_at, effects)
