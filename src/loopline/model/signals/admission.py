"""The signals between a person, the ledger of a journey's entries, and the pages of its queue."""

from typing import Literal

from loopline.model.admission.reasons import AdmissionReason
from loopline.model.signals.header import SignalHeader
from loopline.model.signals.offers import OfferSignal
from loopline.model.signals.shards import ShardTold


class AdmissionAsked(SignalHeader, frozen=True, kw_only=True, gc=False, tag="admission_asked", array_like=True):
    """Emitted to a ledger of entries: `person` would enter, by an ask with this id."""

    journey: str
    person: str
    ask: str


class AdmissionAnswered(SignalHeader, frozen=True, kw_only=True, gc=False, tag="admission", array_like=True):
    """Emitted to a person: the ask is let in, and takes a place that was given at `let_in_at` (ms); or `reason`."""

    journey: str
    ask: str
    let_in_at: int = 0
    reason: AdmissionReason | Literal[""] = ""


class AdmissionReturned(SignalHeader, frozen=True, kw_only=True, gc=False, tag="admission_back", array_like=True):
    """Emitted to a ledger of entries: so many places that it gave at `let_in_at` (ms) were not taken."""

    let_in_at: int
    count: int = 1


class TicketKept(SignalHeader, frozen=True, kw_only=True, gc=False, tag="ticket", array_like=True):
    """Emitted to a page of a queue: this person waits, with a ticket of this number."""

    journey: str
    number: int
    person: str
    ask: str


class TicketsCalled(SignalHeader, frozen=True, kw_only=True, gc=False, tag="called_in", array_like=True):
    """Emitted to a page of a queue: `count` tickets from `first` on are let in at `let_in_at` (ms), or `reason`."""

    journey: str
    first: int
    count: int
    let_in_at: int = 0
    reason: AdmissionReason | Literal[""] = ""


class TicketsDropped(SignalHeader, frozen=True, kw_only=True, gc=False, tag="tickets_dropped", array_like=True):
    """Emitted to a ledger of entries, and by it to the pages of its queue: whoever asked so is forgotten."""

    asks: tuple[str, ...]


class EntriesRuled(SignalHeader, frozen=True, kw_only=True, gc=False, tag="entries_ruled", array_like=True):
    """Emitted to a ledger of entries: a version of its journey was published, or it was paused, resumed or stopped."""

    version: int = 0


AdmissionSignal = (
    AdmissionAsked | AdmissionAnswered | AdmissionReturned | TicketKept | TicketsCalled | TicketsDropped | EntriesRuled
)
LedgerSignal = AdmissionSignal | OfferSignal | ShardTold
"""The signals that are for no person: for a ledger, a shelf or a page, and for a shard as a whole."""
