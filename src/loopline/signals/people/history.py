"""The times at which a person's events happened: the newest one by one, the rest as a total and a first time."""

from bisect import bisect_right, insort
from typing import Final

from msgspec.structs import replace

from loopline.model.person import HISTORY_MAX, Forgotten, Person

Times = tuple[int, ...]
HISTORY_TIMES: Final = 8_000
"""Times of one person's events, over all names, each of which has at most `HISTORY_MAX`; nine bytes each."""


def remember(person: Person, name: str, at: int, window: int | None, now: int) -> Person:
    """The person with one more time, without what no window can see (`window` None: all is kept)."""
    times = list((person.history or {}).get(name, ()))
    insort(times, at)
    gone = (person.forgotten or {}).get(name)
    if window is not None:
        times = times[bisect_right(times, now - window) :]
        if gone is not None and gone.latest <= now - window:
            gone = None
    return _with_times(person, name, times, gone)


def backfill(person: Person, name: str, times: Times, count: int, first: int) -> Person:
    """The person with past times put before those that it has; `count` and `first` are of all that there were."""
    earlier = Forgotten(count - len(times), first, min(times)) if times and count > len(times) else None
    known = sorted((*times, *(person.history or {}).get(name, ())))
    return _with_times(person, name, known, _together(earlier, (person.forgotten or {}).get(name)))


def merge_histories(person: Person, other: Person) -> tuple[dict[str, Times] | None, dict[str, Forgotten] | None]:
    """The times of two who are one, and what is only counted of them."""
    for name in sorted({*(person.history or {}), *(other.history or {})}):
        times = sorted((person.history or {}).get(name, ()) + (other.history or {}).get(name, ()))
        gone = _together((person.forgotten or {}).get(name), (other.forgotten or {}).get(name))
        person = _with_times(person, name, times, gone)
    return person.history, person.forgotten


def _with_times(person: Person, name: str, times: list[int], gone: Forgotten | None) -> Person:
    """The person with these times, of which the oldest are only counted beyond `HISTORY_MAX`."""
    lost = times[:-HISTORY_MAX]
    if lost:
        gone = _together(gone, Forgotten(len(lost), lost[0], lost[-1]))
    history = {**(person.history or {}), name: tuple(times[-HISTORY_MAX:])}
    if gone is not (person.forgotten or {}).get(name):
        forgotten = {known: one for known, one in (person.forgotten or {}).items() if known != name}
        if gone is not None:
            forgotten[name] = gone
        person = replace(person, forgotten=forgotten or None)
    person = replace(person, history=history)
    return person if len(history) * HISTORY_MAX <= HISTORY_TIMES else _bounded(person, history)


def _bounded(person: Person, history: dict[str, Times]) -> Person:
    """The person with `HISTORY_TIMES` at most: of the event with the most, the oldest are only counted."""
    over = sum(map(len, history.values())) - HISTORY_TIMES
    forgotten = dict(person.forgotten or {})
    while over > 0:
        longest = max(history, key=lambda name: (len(history[name]), name))
        times = history[longest]
        gone = max(1, min(over, len(times) // 2))
        counted = _together(forgotten.get(longest), Forgotten(gone, times[0], times[gone - 1]))
        assert counted is not None
        history, forgotten = {**history, longest: times[gone:]}, {**forgotten, longest: counted}
        over -= gone
    return replace(person, history=history, forgotten=forgotten or None)


def _together(one: Forgotten | None, two: Forgotten | None) -> Forgotten | None:
    if one is None or two is None:
        return one or two
    return Forgotten(one.count + two.count, min(one.first, two.first), max(one.latest, two.latest))
