"""What a signal changed about a person: what the signals room hands to the decisions room."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from loopline.model.history.message_events import COUNTED_KINDS, PREFIX, SENT
from loopline.model.signal import AttemptAnswered, EventReceived, ReceiptReceived

NOTHING: frozenset[str] = frozenset()
NO_TRAITS: Mapping[str, Any] = {}


class Change(Struct, frozen=True, gc=False):
    """One change. `traits` and `account_traits` name what got a new value; the rest says what else happened.

    `before` and `account_before` are the traits as they were, where any of them changed.

    `journeys` are those that the person entered or left. `journey` is set when only the enrollments of one journey
    are meant. `rules`: what the gate goes by was published anew, so what it held back is asked again. `silent`: it
    is known from now on, and nothing moves by it. `offer` is the grant that an offer has answered.
    """

    at: int
    signal: str = ""
    event: EventReceived | None = None
    traits: frozenset[str] = NOTHING
    account_traits: frozenset[str] = NOTHING
    consent: bool = False
    lists: bool = False
    timer: bool = False
    merged: bool = False
    receipt: ReceiptReceived | None = None
    answered: AttemptAnswered | None = None
    journey: str = ""
    zone: bool = False
    before: Mapping[str, Any] = NO_TRAITS
    account_before: Mapping[str, Any] = NO_TRAITS
    rules: bool = False
    journeys: frozenset[str] = NOTHING
    silent: bool = False
    offer: str = ""


def message_event(signal: ReceiptReceived | AttemptAnswered) -> str:
    """The name under which a signal counts; "" for one that does not."""
    if isinstance(signal, AttemptAnswered):
        return SENT if signal.result == "sent" else ""
    return f"{PREFIX}{signal.kind}" if signal.kind in COUNTED_KINDS else ""
