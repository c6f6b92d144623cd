"""What a signal changed about a person, for the decisions room; and how far a change of an account has been told."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from loopline.model.signal import AttemptAnswered, EventReceived, ReceiptReceived

NOTHING: frozenset[str] = frozenset()
NO_TRAITS: Mapping[str, Any] = {}


class Change(Struct, frozen=True, gc=False):
    """One change. `traits` and `account_traits` name what got a new value; the rest says what else happened.

    `before` and `account_before` are the traits as they were, where any of them changed.

    `journey` is set when only the enrollments of one journey are meant. `rules`: what the gate goes by was published
    anew, so what it held back is asked again.
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


FIRST_OF_ALL: Final = 0
"""The wake-up of an account whose members are being told: before every other."""


class Telling(Struct, frozen=True, gc=False, array_like=True):
    """A change of an account on its way to the members: those from place `next` on do not know of it yet.

    `person` brought it about and hears of it last ("": nobody does); `id` and `at` are those of its signal, and it
    counts as received at `received_at`. `due` is when the next page is told: `FIRST_OF_ALL` once it was begun, a time
    (ms) while it is put off, and None when all know of it: then `received_at` tells whether the next one is put off.
    """

    person: str
    id: str
    at: int
    received_at: int
    next: int
    due: int | None = FIRST_OF_ALL
