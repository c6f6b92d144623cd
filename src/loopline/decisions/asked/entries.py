"""A journey begins for one person because the API asks for it, or because her account chose her."""

from msgspec.structs import replace

from loopline.decisions.asked.leaving import taken_out
from loopline.decisions.begin.ways_in import begin_as_admitted, begin_as_chosen, begin_on_request
from loopline.decisions.context import DecisionContext
from loopline.decisions.entry.admitted import give_back, open_ask
from loopline.decisions.entry.chosen import answer_for_place
from loopline.decisions.published import PublishedSet
from loopline.decisions.react import in_rounds
from loopline.model.change import Change
from loopline.model.effect import Effect
from loopline.model.entry.trigger import REQUEST
from loopline.model.person import Person
from loopline.model.signal import EventReceived
from loopline.model.signals.admission import AdmissionAnswered
from loopline.model.signals.members import AccountChose, PlaceAsked
from loopline.model.signals.requested import EntryRequested, PersonTakenOut

EntryAsked = EntryRequested | AccountChose


def decide_as_asked(
    person: Person,
    asked: EntryAsked | PlaceAsked | AdmissionAnswered | PersonTakenOut,
    published: PublishedSet,
    now: int,
    effects: list[Effect],
) -> Person:
    """The person after the API asked that a journey lets her in, or her account chose her, or asks whether she is in.

    What it says of her counts as an event's own. Nothing but this journey hears of it. A person who was not known is,
    from now on.
    """
    if isinstance(asked, PersonTakenOut):
        return taken_out(person, asked, published, now, effects)
    if isinstance(asked, PlaceAsked):
        answer_for_place(DecisionContext(person, Change(at=now), published, now, effects), asked)
        return person
    if isinstance(asked, AdmissionAnswered):
        return _answered(person, asked, published, now, effects)
    return _begun(person, asked, published, now, effects)


def _answered(
    person: Person, answer: AdmissionAnswered, published: PublishedSet, now: int, effects: list[Effect]
) -> Person:
    """The person after a journey with limits let her in; what asks for an event is asked of that by which she came."""
    ctx = DecisionContext(person, Change(at=now), published, now, effects)
    ask = open_ask(ctx, answer)
    if ask is None:
        give_back(ctx, answer)
        return person
    event = EventReceived(
        key=person.key, id=ask.id, at=ask.began_at or ask.at, received_at=now, name=ask.name, properties=ask.entry
    )
    ctx.change = Change(at=event.at, event=event)
    begin_as_admitted(ctx, answer)
    return in_rounds(ctx, answer.received_at)


def _begun(person: Person, asked: EntryAsked, published: PublishedSet, now: int, effects: list[Effect]) -> Person:
    known = person if person.first_seen_at else replace(person, first_seen_at=asked.received_at)
    name, properties = (
        (asked.name, asked.entry) if isinstance(asked, AccountChose) else (asked.trigger or REQUEST, asked.data)
    )
    event = EventReceived(
        key=asked.key, id=asked.id, at=asked.at, received_at=asked.received_at, name=name, properties=properties
    )
    ctx = DecisionContext(known, Change(at=asked.at, event=event), published, now, effects)
    if isinstance(asked, AccountChose):
        begin_as_chosen(ctx, asked)
    else:
        begin_on_request(ctx, asked)
    return in_rounds(ctx, asked.received_at)
