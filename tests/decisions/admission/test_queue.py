"""A page of a queue keeps tickets, and gives places back for those that it does not have."""

from loopline.decisions.admission.queue import advance_page
from loopline.model.admission.ledger import QueuePage, Ticket, page_key
from loopline.model.effect import EmitSignal
from loopline.model.signals.admission import (
    AdmissionAnswered,
    AdmissionReturned,
    TicketsCalled,
)
from tests.decisions.admission.played import AT


def test_a_page_that_was_lost_gives_its_places_back() -> None:
    call = TicketsCalled(
        key=page_key("j", 0, 0), id="c", at=AT, received_at=AT, journey="j", first=0, count=3, let_in_at=AT
    )
    page = QueuePage(key=call.key, tickets=(Ticket(1, "bob", "b1"),))
    after, effects = advance_page(page, call)
    told = [one.signal for one in effects if isinstance(one, EmitSignal)]
    assert after.tickets == ()
    assert [type(one) for one in told] == [AdmissionAnswered, AdmissionReturned]
    assert isinstance(told[1], AdmissionReturned) and told[1].count == 2
