"""A person remembers the amounts of events that conditions add up: the newest one by one, the rest as tallies."""

from typing import Final

from msgspec.structs import replace

from loopline.model.history.amounts import (
    NOTHING,
    POINT_BYTES,
    Amounts,
    amounts_within,
    both_amounts,
    newest_amounts,
    with_point,
)
from loopline.model.history.message_events import value_parts
from loopline.model.history.values import both_values, newest_values, with_value
from loopline.model.person import Person
from loopline.signals.people.history import Subject

POINTS_MAX: Final = 4_000
"""Amounts of one person that are known one by one, over all sorts; sixteen bytes each."""


def with_amount(person: Subject, key: str, at: int, amount: int, window: int | None, now: int) -> Subject:
    """The person with one more amount (millionths), without what no window can see (`window` None: all is kept)."""
    amounts = with_point((person.amounts or {}).get(key, NOTHING), at, amount)
    return _with(person, key, amounts if window is None else amounts_within(amounts, now - window))


def with_distinct(person: Subject, key: str, at: int, digest: int, window: int | None, now: int) -> Subject:
    """The person with one of the different values (its digest), as above."""
    values = with_value((person.amounts or {}).get(key, NOTHING), at, digest)
    return _with(person, key, values if window is None else amounts_within(values, now - window))


def backfilled(person: Subject, key: str, past: Amounts) -> Subject:
    """The person with past amounts beside those that it has."""
    both = both_values if value_parts(key) else both_amounts
    return _with(person, key, both(past, (person.amounts or {}).get(key, NOTHING)))


def merge_amounts(person: Person, other: Person) -> dict[str, Amounts] | None:
    """The amounts of two who are one."""
    for key in sorted(other.amounts or {}):
        person = backfilled(person, key, (other.amounts or {})[key])
    return person.amounts


def _with(person: Subject, key: str, amounts: Amounts) -> Subject:
    """The person with these; of the sort with the most, the oldest are only tallied beyond `POINTS_MAX`."""
    known = {**(person.amounts or {}), key: amounts}
    while (over := sum(len(one.points) for one in known.values()) // POINT_BYTES - POINTS_MAX) > 0:
        longest = max(known, key=lambda name: (len(known[name].points), name))
        there = len(known[longest].points) // POINT_BYTES
        newest = newest_values if value_parts(longest) else newest_amounts
        known[longest] = newest(known[longest], there - max(1, min(over, there // 2)))
    return replace(person, amounts=known)
