"""A shelf of an offer's codes: it takes each code once, and hands each out once."""

from msgspec.structs import replace

from loopline.model.effect import Effect, EmitSignal
from loopline.model.keyed.ledger import SHELF_MAX, CodeShelf, code_digest, offer_key
from loopline.model.signal import Signal
from loopline.model.signals.offers import CodesAsked, CodesCounted, CodesHanded, CodesStated


def advance_shelf(shelf: CodeShelf, signal: Signal) -> tuple[CodeShelf, list[Effect]]:
    """The shelf after a signal. A code that it ever had is not taken again, however its letters are written."""
    match signal:
        case CodesStated():
            return _taken(shelf, signal)
        case CodesAsked():
            return _handed(shelf, signal)
        case _:
            return shelf, []


def _taken(shelf: CodeShelf, signal: CodesStated) -> tuple[CodeShelf, list[Effect]]:
    known = {shelf.known[place : place + 8] for place in range(0, len(shelf.known), 8)}
    fresh: list[str] = []
    for code in signal.codes:
        digest = code_digest(code)
        if digest not in known and len(known) < SHELF_MAX and not shelf.is_full:
            known.add(digest)
            fresh.append(code)
    counted = CodesCounted(
        key=offer_key(signal.offer),
        id=f"{signal.id}/counted",
        at=signal.at,
        received_at=signal.received_at,
        number=signal.number,
        fresh=len(fresh),
        known=len(signal.codes) - len(fresh),
    )
    digests = b"".join(map(code_digest, fresh))
    return replace(shelf, codes=(*shelf.codes, *fresh), known=shelf.known + digests), [EmitSignal(counted)]


def _handed(shelf: CodeShelf, signal: CodesAsked) -> tuple[CodeShelf, list[Effect]]:
    handed = CodesHanded(
        key=offer_key(signal.offer),
        id=f"{signal.id}/handed",
        at=signal.at,
        received_at=signal.received_at,
        number=signal.number,
        codes=shelf.codes[: signal.count],
        asked=signal.count,
    )
    return replace(shelf, codes=shelf.codes[signal.count :]), [EmitSignal(handed)]
