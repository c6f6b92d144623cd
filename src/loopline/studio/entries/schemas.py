"""Requests that journeys let people in, as the API takes and answers them."""

from typing import Any

from msgspec import Raw, Struct


class EntryBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `person` to be let in, by id. What `data` says stands before what the call says for all."""

    person: str
    data: dict[str, Any] = {}  # JSON of the customer's own shape


class EntriesBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """1 to 1,000 `entries`, each as `EntryBody`; one that is refused keeps none of the others.

    The journey reads `data` as the properties of an event: `event.x` at the way in, `entry.x` later. The same
    `idempotency_key` lets each person in once.
    """

    entries: tuple[Raw, ...]
    data: dict[str, Any] = {}  # JSON of the customer's own shape
    idempotency_key: str = ""


class EntryRefused(Struct, frozen=True):
    """Why one of the entries was not taken: its `index`, a stable `code`, the words, the field."""

    index: int
    code: str
    text: str
    at: str = ""


class EntriesTaken(Struct, frozen=True):
    """How many were `accepted`, which is on disk; whether the journey lets them in is decided after."""

    accepted: int
    refused: tuple[EntryRefused, ...] = ()
