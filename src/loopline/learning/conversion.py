"""From what happened to what is counted: who converted within their window, how much it was worth, who is still open.

A pure fold over entries and outcomes, for small data and for tests; reports do the same in SQL. A unit counts
once, from its first entry. Its window is [entered_at, entered_at + window_ms). Until the window has closed the
unit is pending, even if it has converted already: counting early converters before the others had their time would
flatter whoever is looked at early.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import ceil

from msgspec import Struct

from loopline.learning.moments import Arm


class Entry(Struct, frozen=True):
    """A unit (person or account) came under an arm's treatment at this time (ms)."""

    unit: str
    arm: str
    entered_at: int


class Outcome(Struct, frozen=True):
    """A unit did what the programme is for, at this time (ms), worth this much (0 where money plays no part)."""

    unit: str
    at: int
    value: float = 0.0


class Scored(Struct, frozen=True):
    """A unit with what it did in its window. While `pending` nothing of it may be counted."""

    unit: str
    arm: str
    entered_at: int
    converted_at: int | None
    value: float
    pending: bool

    @property
    def took_ms(self) -> int | None:
        """Time from entry to the first conversion."""
        return None if self.converted_at is None else self.converted_at - self.entered_at


def score(entries: Iterable[Entry], outcomes: Iterable[Outcome], window_ms: int, now: int) -> tuple[Scored, ...]:
    """Each unit once, in order of entry. Outcomes after `now` are not known yet. A unit that entered under two
    arms (a merge of identities) belongs to neither and is left out."""
    done: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.at <= now:
            done[outcome.unit].append(outcome)
    return tuple(_score(entry, done[entry.unit], window_ms, now) for entry in _first_entries(entries))


def _first_entries(entries: Iterable[Entry]) -> list[Entry]:
    """The first entry of each unit that was only ever in one arm."""
    first: dict[str, Entry] = {}
    torn: set[str] = set()
    for entry in sorted(entries, key=lambda e: (e.entered_at, e.unit, e.arm)):
        before = first.setdefault(entry.unit, entry)
        if before.arm != entry.arm:
            torn.add(entry.unit)
    return [entry for entry in first.values() if entry.unit not in torn]


def _score(entry: Entry, outcomes: Sequence[Outcome], window_ms: int, now: int) -> Scored:
    """One unit's first conversion and its value within the window."""
    closes_at = entry.entered_at + window_ms
    within = [o for o in outcomes if entry.entered_at <= o.at < closes_at]
    return Scored(
        unit=entry.unit,
        arm=entry.arm,
        entered_at=entry.entered_at,
        converted_at=min((o.at for o in within), default=None),
        value=sum(o.value for o in within),
        pending=closes_at > now,
    )


def arms(scored: Iterable[Scored]) -> dict[str, Arm]:
    """The sufficient statistics of each arm."""
    found: dict[str, Arm] = {}
    for unit in scored:
        if unit.pending:
            one = Arm(0, 0, pending=1)
        else:
            one = Arm(1, int(unit.converted_at is not None), unit.value, unit.value * unit.value)
        found[unit.arm] = found.get(unit.arm, Arm(0, 0)) + one
    return found


def time_to_convert(scored: Iterable[Scored], parts: Sequence[float] = (0.25, 0.5, 0.75)) -> tuple[int, ...]:
    """Quantiles (ms, the lowest time by which at least that part had converted) among closed units that converted;
    empty where none did."""
    took = sorted(unit.took_ms for unit in scored if not unit.pending and unit.took_ms is not None)
    if not took:
        return ()
    return tuple(took[max(0, ceil(len(took) * part) - 1)] for part in parts)
