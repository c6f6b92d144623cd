"""One look at the data that comes in: which alarms begin, and which of those that are known are over."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.tracking.alarm import HOUR_MS, PlanAlarm, alarm_key
from loopline.learning.tracking.observed import Observed, PropertyShare, Series
from loopline.learning.tracking.rare import SELDOM_HOURS, silence, stray, threshold
from loopline.learning.tracking.shares import LEAST_NOW, DailyShare, rarity
from loopline.learning.tracking.usual import Usual, learn
from loopline.model.tracking.reasons import PlanReason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from loopline.learning.tracking.usual import Floats, Mask, Whole

WINDOWS: Final = (24, 72)
"""The hours whose totals are held against what is expected: a fall shows in a day, a sinking in three."""

MOVED_LEAST: Final = 0.25
COUNTED_LEAST: Final = 20
"""A volume that is off by less than a quarter, or by fewer than so many events, alarms nobody."""

LEARNED_HOURS: Final = 14 * 24
"""A volume or a share that has been off for so long is what is usual now."""

CALM: Final = 0.01
"""An alarm is over when what is seen is no rarer than this by itself."""

GONE: Final = 0.99
OF_SHARES: Final = ("property_vanished", "property_drifted", "events_late")
SILENCES: Final = ("event_stopped", "trigger_silent")
SHARES_OF_AN_EVENT: Final = 1 + len(WINDOWS)
"""What is asked of an event beside its silence: its volumes, and whether it is late."""


class Rarity(Struct, frozen=True):
    """How rare the last hours are, a row a series: silences, and totals of each of `WINDOWS` (row, window)."""

    silence: "Floats"
    silent_hours: "Whole"
    missed: "Floats"
    totals: "Floats"
    seen: "Floats"
    expected: "Floats"


def rarities(counts: "Whole", usual: Usual, hours_of_week: "Whole", tested: "Mask | None" = None) -> Rarity:
    """How rare the end of these counts is. A series never seen is not silent.

    Only `tested` hours are summed; without them totals are not asked for.
    """
    import numpy as np

    rows, width = counts.shape
    last = np.where(counts.any(axis=1), width - 1 - np.argmax(counts[:, ::-1] > 0, axis=1), width - 1)
    longest = width - int(last.min(initial=width))
    silent = np.arange(width - longest, width)[None, :] > last[:, None]
    missed = (usual.rates[:, hours_of_week[width - longest :]] * silent).sum(axis=1)
    totals, seen, expected = (np.ones((rows, len(WINDOWS))) for _ in range(3))
    for column, hours in enumerate(WINDOWS if tested is not None else ()):
        assert tested is not None
        part = tested[:, -hours:]
        made = np.where(part, counts[:, -hours:], 0).sum(axis=1).astype(np.float64)
        due = np.where(part, usual.rates[:, hours_of_week[-hours:]], 0).sum(axis=1)
        far = usual.is_known & (np.abs(made - due) >= np.maximum(MOVED_LEAST * due, COUNTED_LEAST))
        totals[:, column] = np.where(far, stray(made, due, usual), 1.0)
        seen[:, column], expected[:, column] = made, due
    known = np.where(usual.is_known, silence(missed, usual), 1.0)
    return Rarity(known, width - 1 - last, missed, totals, seen, expected)


class _Looks:
    """The alarms of one look, as they are found."""

    def __init__(self, seen: Observed) -> None:
        self.seen, self.now = seen, seen.end_hour * HOUR_MS
        self.open = {one.key: one for one in seen.alarms if not one.ended_at}
        self.known: set[str] = set()
        self.changes: list[PlanAlarm] = []
        self.rare = 1.0

    def say(
        self, reason: PlanReason, name: str, field: str, *, chance: float, since: int, expected: str, seen: str
    ) -> None:
        """An alarm begins where the chance is small; one that lasts is over where it is not, or has been learned."""
        found = PlanAlarm(reason=reason, name=name, field=field, since=since, expected=expected, seen=seen)
        self.known.add(found.key)
        lasting = self.open.get(found.key)
        if lasting is None:
            if chance < self.rare and (reason in SILENCES or self.seen.end_hour % SELDOM_HOURS == 0):
                self.changes.append(found)
        elif chance > CALM:
            self.changes.append(replace(lasting, ended_at=self.now, ended="back"))
        elif reason not in SILENCES and self.now - lasting.since >= LEARNED_HOURS * HOUR_MS:
            self.changes.append(replace(lasting, ended_at=self.now, ended="learned"))

    def is_open(self, reason: PlanReason, name: str, field: str = "") -> bool:
        return alarm_key(reason, name, field) in self.open or any(
            (one.reason, one.name, one.field) == (reason, name, field) for one in self.changes
        )


def look(seen: Observed) -> list[PlanAlarm]:
    """The alarms that begin, and those that are over, each once."""
    looks = _Looks(replace(seen, alarms=[one for one in seen.alarms if one.name not in seen.muted]))
    events, triggers = _learned(seen, seen.events), _learned(seen, seen.triggers)
    known = int(events[0].is_known.sum())
    silences, others = known + int(triggers[0].is_known.sum()), SHARES_OF_AN_EVENT * known + len(seen.properties)
    looks.rare = threshold(silences, others)
    _events(looks, *events)
    _triggers(looks, *triggers)
    fields: dict[tuple[str, str], list[PropertyShare]] = {}
    for one in seen.properties:
        fields.setdefault((one.event, one.field), []).append(one)
    for (event, field), shares in fields.items():
        _property(looks, event, field, shares)
    return [*looks.changes, *_left(seen, looks)]


def _left(seen: Observed, looks: _Looks) -> Iterator[PlanAlarm]:
    """Alarms of what nobody asks about any more."""
    for one in seen.alarms:
        if not one.ended_at and one.name in seen.muted:
            yield replace(one, ended_at=looks.now, ended="muted")
        elif not one.ended_at and one.key not in looks.known:
            yield replace(one, ended_at=looks.now, ended="forgotten")


def _learned(seen: Observed, series: Series) -> tuple[Usual, "Mask"]:
    """What is usual of the series, and which of their hours are looked at."""
    import numpy as np

    counts, width = series.counts, len(seen.hours_of_week)
    first = np.argmax(counts > 0, axis=1) + 1  # the hour in which it was first seen is not a whole one
    teach: NDArray[np.bool_] = np.arange(width)[None, :] >= first[:, None]
    teach[~counts.any(axis=1)] = False
    test = np.ones_like(teach)
    rows = {name: row for row, name in enumerate(series.names)}
    for one in seen.alarms:
        row = rows.get((one.name, one.field if one.reason == "trigger_silent" else ""))
        if row is None or one.reason not in (*SILENCES, "volume_off"):
            continue
        begin = max(0, one.since // HOUR_MS - seen.first_hour)
        if one.ended == "learned":
            teach[row, :begin] = False
            continue
        end = one.ended_at // HOUR_MS - seen.first_hour if one.ended_at else width
        teach[row, begin : max(0, end)] = False
        if one.ended_at:
            test[row, begin : max(0, end)] = False
    end = max(0, width - seen.today - WINDOWS[-1])  # what is looked at must not teach what is usual
    part = slice(end % 24, end)
    return learn(counts[:, part], teach[:, part], seen.hours_of_week[part]), test


def _events(looks: _Looks, usual: Usual, test: "Mask") -> None:
    seen, series = looks.seen, looks.seen.events
    if not series.names:
        return
    found = rarities(series.counts, usual, seen.hours_of_week, test)
    for row, (name, _) in enumerate(series.names):
        if name in seen.muted or not series.counts[row].any():
            continue
        since = looks.now - int(found.silent_hours[row]) * HOUR_MS
        missed = f"about {_count(found.missed[row])} in {_hours(int(found.silent_hours[row]))}"
        chance = float(found.silence[row]) if found.silent_hours[row] else 1.0
        looks.say("event_stopped", name, "", chance=chance, since=since, expected=missed, seen="none")
        if looks.is_open("event_stopped", name):  # which says it all
            looks.known |= {alarm_key("volume_off", name), alarm_key("events_late", name)}
            continue
        _volume(looks, name, found, row)
        _late(looks, name, row)


def _volume(looks: _Looks, name: str, found: Rarity, row: int) -> None:
    """The rarer window is told; whether it is over, the shorter one says."""
    lasts = looks.is_open("volume_off", name)
    window = 0 if lasts else int(found.totals[row].argmin())
    hours = WINDOWS[window]
    looks.say(
        "volume_off",
        name,
        "",
        chance=float(found.totals[row, window]),
        since=looks.now - hours * HOUR_MS,
        expected=f"about {_count(found.expected[row, window])} in {_hours(hours)}",
        seen=_count(found.seen[row, window]),
    )


def _late(looks: _Looks, name: str, row: int) -> None:
    series = looks.seen.events
    if series.late is None:
        return
    width = series.counts.shape[1]
    counts, late = (
        tuple(int(n) for n in one[row, width % 24 :].reshape(-1, 24).sum(axis=1))
        for one in (series.counts, series.late)
    )
    share = DailyShare(counts[-29:], late[-29:])
    if share.of[-1] < LEAST_NOW:
        looks.known.add(alarm_key("events_late", name))
        return
    share = _of_quiet_days(looks, name, "", share)
    chance = rarity(share) if share.now > share.before else 1.0
    told = f"{share.before:.0%} more than an hour late", f"{share.now:.0%} in 24 hours"
    since = looks.now - 24 * HOUR_MS
    looks.say("events_late", name, "", chance=chance, since=since, expected=told[0], seen=told[1])


def _triggers(looks: _Looks, usual: Usual, test: "Mask") -> None:
    seen, series = looks.seen, looks.seen.triggers
    if not series.names:
        return
    found = rarities(series.counts, usual, seen.hours_of_week, test)
    for row, (journey, trigger) in enumerate(series.names):
        hours = int(found.silent_hours[row])
        longer = hours > _longest(series.counts[row])
        looks.say(
            "trigger_silent",
            journey,
            trigger,
            chance=float(found.silence[row]) if hours and (longer or found.silence[row] > CALM) else 1.0,
            since=looks.now - hours * HOUR_MS,
            expected=f"about {_count(found.missed[row])} in {_hours(hours)}",
            seen="nobody",
        )


def _longest(counts: "NDArray[np.int64]") -> int:
    """The longest stretch of hours without any between two that had some."""
    import numpy as np

    there = np.flatnonzero(counts)
    return int(np.diff(there).max()) - 1 if len(there) > 1 else 0


def _property(looks: _Looks, event: str, field: str, shares: Sequence[PropertyShare]) -> None:
    """Of a property's two shares the rarer one is told; one that is gone has vanished, and has not drifted too."""
    if event in looks.seen.muted:
        return
    drifted: tuple[float, str, str] = (1.0, "", "")
    for one in shares:
        quiet = _of_quiet_days(looks, event, field, one.share)
        if quiet.of[-1] < LEAST_NOW:  # too few to say anything, so nothing is over either
            looks.known |= {alarm_key(reason, event, field) for reason in OF_SHARES}
            return
        told = f"of another type than {one.kind}" if one.kind else "without it"
        found = (rarity(quiet), f"{quiet.before:.0%} {told}", f"{quiet.now:.0%} in 24 hours")
        gone = not one.kind and quiet.now >= GONE and quiet.before <= 0.5
        if gone or (not one.kind and looks.is_open("property_vanished", event, field)):
            _share(looks, "property_vanished", event, field, found)
        if not gone:
            drifted = min(drifted, found)
    _share(looks, "property_drifted", event, field, drifted)


def _share(looks: _Looks, reason: PlanReason, event: str, field: str, found: tuple[float, str, str]) -> None:
    chance, expected, now = found
    looks.say(reason, event, field, chance=chance, since=looks.now - 24 * HOUR_MS, expected=expected, seen=now)


def _of_quiet_days(looks: _Looks, name: str, field: str, share: DailyShare) -> DailyShare:
    """The share without the days, other than the last one, on which an alarm of it lasted."""
    days = len(share.of)
    drop: set[int] = set()
    for one in looks.seen.alarms:
        if (one.name, one.field) != (name, field) or one.reason not in OF_SHARES:
            continue
        begin = days - 1 - (looks.now - one.since) // (24 * HOUR_MS)
        if one.ended == "learned":
            drop |= set(range(max(0, begin)))
            continue
        end = days - 1 - (looks.now - one.ended_at) // (24 * HOUR_MS) if one.ended_at else days - 1
        drop |= set(range(max(0, begin), min(end + 1, days - 1)))
    kept = [day for day in range(days) if day not in drop]
    return DailyShare(tuple(share.of[day] for day in kept), tuple(share.made[day] for day in kept))


def _count(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}"


def _hours(hours: int) -> str:
    return f"{hours} hours" if hours < 72 else f"{hours / 24:.0f} days"
