"""The times at which a person's events happened: the newest one by one, the rest as a total and a first time."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from msgspec.structs import replace

from loopline.model.accounts.account import Account
from loopline.model.history.times import (
    HISTORY_MAX,
    KEPT_BYTES,
    SPARE_BYTES,
    TIME_BYTES,
    Forgotten,
    Times,
    later_than,
    newest_times,
    packed,
    times_in,
    together,
    with_time,
)
from loopline.model.person import Person

HISTORY_TIMES: Final = 8_000
"""Times of one person's events, over all names, each of which has at most `HISTORY_MAX`; eight bytes each."""

HISTORY_BYTES: Final = HISTORY_TIMES * TIME_BYTES
MOST_BYTES: Final = KEPT_BYTES + SPARE_BYTES

Subject = TypeVar("Subject", Person, Account)
"""Whoever remembers: a person what she did, an account what its members did."""

Observed = Mapping[str, int | None]
"""The keys of the times that are remembered, with the longest window that any condition needs (ms, None: no end)."""

Asked = Mapping[str, Sequence[str]]
"""The keys of times that are asked for by a condition, by the name of what happened."""


def remember(person: Subject, name: str, at: int, window: int | None, now: int) -> Subject:
    """The person with one more time, without what no window can see (`window` None: all is kept)."""
    times = with_time(_packed_times(person, name), at)
    gone = person.forgotten.get(name) if person.forgotten else None
    if window is not None:
        times = later_than(times, now - window)
        if gone is not None and gone.latest <= now - window:
            gone = None
    return _with_times(person, name, times, gone)


def backfill(person: Subject, name: str, times: tuple[int, ...], count: int, first: int) -> Subject:
    """The person with past times put before those that it has; `count` and `first` are of all that there were."""
    earlier = Forgotten(count - len(times), first, min(times)) if times and count > len(times) else None
    known = sorted((*times, *_times_of(person, name)))
    return _with_times(person, name, packed(known), together(earlier, (person.forgotten or {}).get(name)))


def merge_histories(person: Person, other: Person) -> tuple[dict[str, Times] | None, dict[str, Forgotten] | None]:
    """The times of two who are one, and what is only counted of them."""
    for name in sorted({*(person.history or {}), *(other.history or {})}):
        times = packed(sorted((*_times_of(person, name), *_times_of(other, name))))
        gone = together((person.forgotten or {}).get(name), (other.forgotten or {}).get(name))
        person = _with_times(person, name, times, gone)
    return person.history, person.forgotten


def _times_of(person: Person | Account, name: str) -> Sequence[int]:
    return times_in((person.history or {}).get(name, b""))


def _packed_times(person: Person | Account, name: str) -> bytes:
    """The times as bytes; what an older version has stored becomes that now."""
    times = person.history.get(name, b"") if person.history else b""
    return times if isinstance(times, bytes) else packed(times)


def _with_times(person: Subject, name: str, times: bytes, gone: Forgotten | None) -> Subject:
    """The person with these times, of which the oldest are only counted beyond `HISTORY_MAX`."""
    if len(times) >= MOST_BYTES:
        times, gone = newest_times(times, gone)
    history, forgotten = {**(person.history or {}), name: times}, person.forgotten
    if gone is not (forgotten.get(name) if forgotten else None):
        forgotten = {**(forgotten or {}), name: gone} if gone is not None else _without(forgotten, name)
    person = replace(person, history=history, forgotten=forgotten)
    return person if len(history) * MOST_BYTES <= HISTORY_BYTES else _bounded(person)


def _without(forgotten: dict[str, Forgotten] | None, name: str) -> dict[str, Forgotten] | None:
    return {known: one for known, one in (forgotten or {}).items() if known != name} or None


def _bounded(person: Subject) -> Subject:
    """The person with `HISTORY_TIMES` at most: of the event with the most, the oldest are only counted."""
    if sum(len(_packed_times(person, name)) for name in person.history or {}) <= HISTORY_BYTES:
        return person
    history, forgotten = dict[str, bytes](), dict(person.forgotten or {})

    def keep(name: str, times: bytes, most: int) -> None:
        history[name], gone = newest_times(times, forgotten.get(name), most)
        if gone is not None:
            forgotten[name] = gone

    for name in person.history or {}:
        keep(name, _packed_times(person, name), HISTORY_MAX)
    over = sum(map(len, history.values())) // TIME_BYTES - HISTORY_TIMES
    while over > 0:
        longest = max(history, key=lambda name: (len(history[name]), name))
        there = len(history[longest]) // TIME_BYTES
        gone = max(1, min(over, there // 2))
        keep(longest, history[longest], there - gone)
        over -= gone
    return replace(person, history=dict[str, Times](history), forgotten=forgotten or None)
