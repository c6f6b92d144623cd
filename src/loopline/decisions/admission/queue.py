"""A page of a queue: keeps tickets in their order, and tells the people whose tickets are called."""

from msgspec.structs import replace

from loopline.model.admission.ledger import QueuePage, Ticket, entries_key
from loopline.model.effect import Effect, EmitSignal
from loopline.model.signal import Signal
from loopline.model.signals.admission import (
    AdmissionAnswered,
    AdmissionReturned,
    TicketKept,
    TicketsCalled,
    TicketsDropped,
)


def advance_page(page: QueuePage, signal: Signal) -> tuple[QueuePage, list[Effect]]:
    """The page after a signal. A place for a ticket that it does not have, since its record was lost, goes back."""
    match signal:
        case TicketKept():
            ticket = Ticket(signal.number, signal.person, signal.ask)
            return replace(page, tickets=(*page.tickets, ticket)), []
        case TicketsCalled():
            return _called(page, signal)
        case TicketsDropped():
            return replace(page, tickets=tuple(one for one in page.tickets if one.ask not in signal.asks)), []
        case _:
            return page, []


def _called(page: QueuePage, call: TicketsCalled) -> tuple[QueuePage, list[Effect]]:
    named = range(call.first, call.first + call.count)
    going = [one for one in page.tickets if one.number in named]
    effects: list[Effect] = [
        EmitSignal(
            AdmissionAnswered(
                key=one.person,
                id=f"{one.ask}/admission",
                at=call.at,
                received_at=call.received_at,
                journey=call.journey,
                ask=one.ask,
                let_in_at=call.let_in_at,
                reason=call.reason,
            )
        )
        for one in going
    ]
    if call.let_in_at and (missing := call.count - len(going)):
        back = AdmissionReturned(
            key=entries_key(call.journey),
            id=f"{call.id}/missing",
            at=call.at,
            received_at=call.received_at,
            let_in_at=call.let_in_at,
            count=missing,
        )
        effects.append(EmitSignal(back))
    return replace(page, tickets=tuple(one for one in page.tickets if one.number not in named)), effects
