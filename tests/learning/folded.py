"""The definitions that the SQL of learning is held to, as a fold over a list: for tests and for readers.

A unit counts once, from its first entry (exposure, arm), and in the arm that it had then: whatever identities turned
out to be one unit, and whatever arms they had. Its window is [entered_at, entered_at + window_ms). Until the
window has closed the unit is pending, even if it has converted already: counting early converters before the others had
their time would flatter whoever is looked at early.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import ceil

from msgspec import Struct

from loopline.learning.stats.moments import ArmCounts


class Entry(Struct, frozen=True):
    """A unit (person or account) came under an arm's treatment at this time (ms), drawn with others of its stratum.

    The stratum is that of the version under which it entered; `given` is the version that gave an experiment's arm.
    """

    unit: str
    arm: str
    entered_at: int
    stratum: int = 0
    given: int = 0


class Outcome(Struct, frozen=True):
    """A unit did what the programme is for, at this time (ms), worth this much (0 where money plays no part). Below 0
    it is money back, which subtracts and is no conversion."""

    unit: str
    at: int
    value: float = 0.0


class Scored(Struct, frozen=True):
    """A unit with what it did in its window. While `pending` nothing of it may be counted."""

    unit: str
    arm: str
    stratum: int
    given: int
    took_ms: int | None
    value: float
    pending: bool


def torn(entries: Iterable[Entry], now: int) -> set[str]:
    """Units that one and the same draw put into both arms, which only a merge of identities can do: told, and kept."""
    levels: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for entry in entries:
        if entry.entered_at <= now:
            levels[entry.unit, entry.stratum].add(entry.arm)
    return {unit for (unit, _), arms in levels.items() if {"", "journey"} <= arms}


def score(entries: Iterable[Entry], outcomes: Iterable[Outcome], window_ms: int, now: int) -> tuple[Scored, ...]:
    """Each unit once, from its first entry. What is after `now` is not known yet."""
    done: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.at <= now:
            done[outcome.unit].append(outcome)
    first: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda e: e.entered_at):
        if entry.entered_at <= now:
            first.setdefault(entry.unit, entry)
    return tuple(_score(entry, done[entry.unit], window_ms, now) for entry in first.values())


def _score(entry: Entry, outcomes: Sequence[Outcome], window_ms: int, now: int) -> Scored:
    """One unit's first conversion and its value within the window."""
    closes_at = entry.entered_at + window_ms
    within = [o for o in outcomes if entry.entered_at <= o.at < closes_at]
    took = min((o.at for o in within if o.value >= 0), default=None)
    return Scored(
        unit=entry.unit,
        arm=entry.arm,
        stratum=entry.stratum,
        given=entry.given,
        took_ms=None if took is None else took - entry.entered_at,
        value=sum(o.value for o in within),
        pending=closes_at > now,
    )


def arms(scored: Iterable[Scored]) -> dict[tuple[str, int, int], ArmCounts]:
    """The sufficient statistics of each arm and stratum, by the version that gave the arm."""
    found: dict[tuple[str, int, int], ArmCounts] = {}
    for unit in scored:
        if unit.pending:
            one = ArmCounts(0, 0, pending=1)
        else:
            one = ArmCounts(1, int(unit.took_ms is not None), unit.value, unit.value * unit.value)
        key = (unit.arm, unit.stratum, unit.given)
        found[key] = found.get(key, ArmCounts(0, 0)) + one
    return found


def quantile(took: Iterable[int], part: float) -> int | None:
    """The lowest time (ms) by which at least that part had converted."""
    ordered = sorted(took)
    return ordered[max(0, ceil(len(ordered) * part) - 1)] if ordered else None


class Passage(Struct, frozen=True):
    """One enrollment's way: the nodes that it stood on, in order, and whether it still stands on the last one."""

    nodes: tuple[str, ...]
    open: bool


def funnel(passages: Iterable[Passage]) -> dict[str, tuple[int, int, int]]:
    """For each node how many enrollments reached it, wait on it, ended there; once each, however often it came by."""
    reached: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for passage in passages:
        reached.update(set(passage.nodes))
        if passage.nodes:
            (waiting if passage.open else ended)[passage.nodes[-1]] += 1
    return {node: (reached[node], waiting[node], ended[node]) for node in reached}
