"""The limits of a journey's entries as they stand now: how many were let in, who waits, when there is a place again."""

from loopline.decisions.admission.places import frees_at, places_now
from loopline.decisions.published import JourneyVersion
from loopline.model.admission.ledger import EntryLedger, entries_key
from loopline.studio.context import StudioContext
from loopline.studio.journeys.schemas import EntriesStanding


def standing_entries(ctx: StudioContext, version: JourneyVersion) -> EntriesStanding:
    """As the ledger has it at this moment; a journey that nobody asked yet has let in nobody."""
    limits, now = version.journey.entry.limits, ctx.clock.now()
    ledger = ctx.people.entries(version.id) or EntryLedger(key=entries_key(version.id))
    is_over = bool(limits.total) and ledger.let_in >= limits.total
    room = places_now(ledger, limits, now) if limits.any else 0
    return EntriesStanding(
        total=limits.total,
        per_hour=limits.per_hour,
        per_day=limits.per_day,
        let_in=ledger.let_in,
        waiting=ledger.waiting,
        refused=ledger.refused,
        next_at=None if is_over or room > 0 or not limits.any else frees_at(ledger, limits, now),
        lost=ledger.is_lost,
    )
