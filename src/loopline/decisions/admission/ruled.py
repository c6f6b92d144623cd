"""A publish, a pause, a resume or a stop is told to the ledger of the journey's entries, where they are limited."""

from loopline.decisions.published import PublishedSet
from loopline.model.admission.ledger import entries_key
from loopline.model.signal import DocumentPublished, JourneyStateChanged, PublicationSignal
from loopline.model.signals.admission import EntriesRuled


def entries_ruled(signal: PublicationSignal, before: PublishedSet, after: PublishedSet) -> EntriesRuled | None:
    """What the ledger is told; None where the signal changes nothing of a journey that has limits, or had them."""
    if isinstance(signal, JourneyStateChanged):
        journey = signal.journey
    elif isinstance(signal, DocumentPublished) and signal.kind == "journey":
        journey = signal.name
    else:
        return None
    versions = (before.live.get(journey), after.live.get(journey))
    if before is after or not any(one is not None and one.journey.entry.limits.any for one in versions):
        return None
    return EntriesRuled(
        key=entries_key(journey),
        id=f"{signal.id}/entries" if signal.id else "",
        at=signal.at,
        received_at=signal.received_at,
        version=signal.version if isinstance(signal, DocumentPublished) else 0,
    )
