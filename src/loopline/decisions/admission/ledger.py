"""The ledger of a journey's entries: a state machine that lets people in within its limits, the others in their order.

All asks of a journey come to it one after the other, so it never lets in too many; what waits stands on pages of its
own, so it costs the same whatever waits.
"""

from typing import Any, Final

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import replace

from loopline.decisions.admission.places import DAY_SPAN, HOUR_SPAN, frees_at, places_now, with_entries, without
from loopline.decisions.narration.admission import QUEUED
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.model.admission.ledger import ENTRIES, QUEUE_MAX, TICKETS_OF_PAGE, EntryLedger, page_key
from loopline.model.admission.reasons import AdmissionReason
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.effect import Effect, EmitSignal
from loopline.model.entry.limits import EntryLimits
from loopline.model.fact import Fact
from loopline.model.signal import Signal
from loopline.model.signals.admission import (
    AdmissionAnswered,
    AdmissionAsked,
    AdmissionReturned,
    EntriesRuled,
    TicketKept,
    TicketsCalled,
    TicketsDropped,
)

CALLED_AT_ONCE: Final = 2 * TICKETS_OF_PAGE
"""So many are called in one decision; the next ones when that has been decided for them."""

FULL_FOR_MS: Final = MINUTE
"""Those who wait are refused once the total has been reached for so long: until then a place may come back."""

NO_LIMITS: Final = EntryLimits()
_encode: Final = Encoder().encode


def advance_entries(ledger: EntryLedger, signal: Signal, published: PublishedSet) -> tuple[EntryLedger, list[Effect]]:
    """The ledger after a signal. Pure: the limits are those of the live version of the journey.

    A signal that comes twice is dropped before this, by its id, so each ask is let in once.
    """
    effects: list[Effect] = []
    ledger = replace(ledger, clock=max(ledger.clock, signal.received_at))
    version = published.live.get(ledger.key.removeprefix(ENTRIES))
    match signal:
        case AdmissionAsked():
            ledger = _asked(ledger, signal, version, published, effects)
        case AdmissionReturned():  # a timer calls the next one: a chain of places that come back is not one decision
            ledger = _returned(ledger, signal)
            return replace(ledger, due=ledger.clock if ledger.waiting else None), effects
        case TicketsDropped():  # a place that is given to a ticket that is gone comes back by itself
            return ledger, _drops(ledger, signal)
        case EntriesRuled() if ledger.is_lost and signal.version:
            ledger = EntryLedger(key=ledger.key, clock=ledger.clock, series=ledger.clock)
        case _:
            pass
    return _called(ledger, version, published, effects), effects


def _asked(
    ledger: EntryLedger,
    ask: AdmissionAsked,
    version: JourneyVersion | None,
    published: PublishedSet,
    effects: list[Effect],
) -> EntryLedger:
    limits = version.journey.entry.limits if version is not None else NO_LIMITS
    room = places_now(ledger, limits, ledger.clock)
    reason = _refusal(ledger, limits, room)
    if not reason and (ledger.waiting or room <= 0 or _is_paused(version, published)):
        return _queued(ledger, ask, version, limits, effects)
    effects.append(_answer(ask, ledger.clock, reason))
    return replace(ledger, refused=ledger.refused + 1) if reason else _let_in(ledger, 1)


def _refusal(ledger: EntryLedger, limits: EntryLimits, room: int) -> AdmissionReason | None:
    if ledger.is_lost:
        return "entries_lost"
    if limits.total and ledger.let_in >= limits.total:
        return "entry_total"
    if limits.beyond == "refuse" and room <= 0:
        return "entry_rate"
    return "queue_full" if ledger.waiting >= QUEUE_MAX else None


def _answer(ask: AdmissionAsked, now: int, reason: AdmissionReason | None) -> EmitSignal:
    return EmitSignal(
        AdmissionAnswered(
            key=ask.person,
            id=f"{ask.ask}/admission",
            at=now,
            received_at=now,
            journey=ask.journey,
            ask=ask.ask,
            let_in_at=0 if reason else now,
            reason=reason or "",
        )
    )


def _queued(
    ledger: EntryLedger,
    ask: AdmissionAsked,
    version: JourneyVersion | None,
    limits: EntryLimits,
    effects: list[Effect],
) -> EntryLedger:
    told: dict[str, Any] = {"ahead": ledger.waiting}
    told |= {name: count for name in ("per_hour", "per_day") if (count := getattr(limits, name))}
    effects.append(
        Fact(
            kind="queued",
            person=ask.person,
            at=ledger.clock,
            journey=ask.journey,
            version=version.version if version is not None else 0,
            key=ask.ask,
            reason=QUEUED,
            data=Raw(_encode(told)),
        )
    )
    kept = TicketKept(
        key=page_key(ask.journey, ledger.series, ledger.tail),
        id=f"{ask.ask}/ticket",
        at=ledger.clock,
        received_at=ledger.clock,
        journey=ask.journey,
        number=ledger.tail,
        person=ask.person,
        ask=ask.ask,
    )
    effects.append(EmitSignal(kept))
    return replace(ledger, tail=ledger.tail + 1)


def _returned(ledger: EntryLedger, signal: AdmissionReturned) -> EntryLedger:
    return replace(
        ledger,
        let_in=max(0, ledger.let_in - signal.count),
        returned=ledger.returned + signal.count,
        hours=without(ledger.hours, signal.let_in_at, signal.count, HOUR_SPAN),
        days=without(ledger.days, signal.let_in_at, signal.count, DAY_SPAN),
    )


def _let_in(ledger: EntryLedger, count: int) -> EntryLedger:
    return replace(
        ledger,
        let_in=ledger.let_in + count,
        hours=with_entries(ledger.hours, ledger.clock, count, HOUR, HOUR_SPAN),
        days=with_entries(ledger.days, ledger.clock, count, DAY, DAY_SPAN),
    )


def _called(
    ledger: EntryLedger, version: JourneyVersion | None, published: PublishedSet, effects: list[Effect]
) -> EntryLedger:
    """The ledger once those are called for whom there is a place, and the time at which it looks again."""
    if not ledger.waiting:
        return replace(ledger, due=None, full_since=0)
    now, journey = ledger.clock, ledger.key.removeprefix(ENTRIES)
    if version is None or published.state_of(journey, version.version) == "stopped":
        return _all_refused(ledger, "journey_stopped", effects)
    if _is_paused(version, published):
        return replace(ledger, due=None)
    limits = version.journey.entry.limits
    is_full = bool(limits.total) and ledger.let_in >= limits.total
    if is_full and ledger.full_since and now - ledger.full_since >= FULL_FOR_MS:
        return _all_refused(ledger, "entry_total", effects)
    if is_full:
        since = ledger.full_since or now
        return replace(ledger, full_since=since, due=since + FULL_FOR_MS)
    count = min(ledger.waiting, CALLED_AT_ONCE, max(0, places_now(ledger, limits, now)))
    effects += _calls(ledger, count, now)
    ledger = replace(_let_in(ledger, count) if count else ledger, head=ledger.head + count, full_since=0)
    if not ledger.waiting:
        return replace(ledger, due=None)
    if limits.total and ledger.let_in >= limits.total:
        return replace(ledger, full_since=now, due=now + FULL_FOR_MS)
    return replace(ledger, due=frees_at(ledger, limits, now))


def _is_paused(version: JourneyVersion | None, published: PublishedSet) -> bool:
    return version is not None and published.state_of(version.id, version.version) == "paused"


def _all_refused(ledger: EntryLedger, reason: AdmissionReason, effects: list[Effect]) -> EntryLedger:
    count = min(ledger.waiting, CALLED_AT_ONCE)
    effects += _calls(ledger, count, 0, reason)
    ledger = replace(ledger, head=ledger.head + count, refused=ledger.refused + count)
    return replace(ledger, due=ledger.clock if ledger.waiting else None)


def _drops(ledger: EntryLedger, signal: TicketsDropped) -> list[Effect]:
    """To every page on which somebody waits: nobody knows on which one it stands."""
    journey, numbers = ledger.key.removeprefix(ENTRIES), range(ledger.head, ledger.tail)
    pages = dict.fromkeys(page_key(journey, ledger.series, number) for number in numbers[::TICKETS_OF_PAGE])
    if numbers:
        pages[page_key(journey, ledger.series, numbers[-1])] = None
    return [EmitSignal(replace(signal, key=page, id=f"{signal.id}/{page}")) for page in pages]


def _calls(ledger: EntryLedger, count: int, let_in_at: int, reason: AdmissionReason | None = None) -> list[Effect]:
    """The calls to the pages on which the next `count` tickets stand."""
    journey, first, end, calls = ledger.key.removeprefix(ENTRIES), ledger.head, ledger.head + count, list[Effect]()
    while first < end:
        following = min(end, (first // TICKETS_OF_PAGE + 1) * TICKETS_OF_PAGE)
        calls.append(
            EmitSignal(
                TicketsCalled(
                    key=page_key(journey, ledger.series, first),
                    id=f"{ledger.key}/{ledger.series}/{first}",
                    at=ledger.clock,
                    received_at=ledger.clock,
                    journey=journey,
                    first=first,
                    count=following - first,
                    let_in_at=let_in_at,
                    reason=reason or "",
                )
            )
        )
        first = following
    return calls
