"""Watches the data that comes in: each hour it learns anew what is usual, and says which alarms begin and end."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from loopline.learning.queries import tracking as q
from loopline.learning.tracking.alarm import HOUR_MS, REASONS, REMEMBERED_MS, PlanAlarm, read_alarms
from loopline.logs import log
from loopline.model.errors import LooplineError
from loopline.model.ids import PUBLISHED_KEY, stable_id
from loopline.model.localtime import local
from loopline.model.signals.data import PlanAlarmed
from loopline.runtime.alarms.decide import Trouble
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.studio.context import StudioContext

if TYPE_CHECKING:
    import numpy as np

    from loopline.learning.tracking.observed import Observed, PropertyShare, Series

FIRST_SECONDS: Final = 60.0
"""A start is busy enough; and what was sent while we were away should be in."""

AFTER_SECONDS: Final = 60.0
"""A look comes so long after the hour that it looks at has ended."""

FACTS_UNFIT: Final = "facts_unfit"
DAYS_OF_SHARES: Final = 29
SHARED_EVENTS: Final = 50
"""Of so many events, those that come most, are properties watched."""

Rows = list[tuple[object, ...]]


class PlanWatch:
    """Coroutines of the app's event loop; `troubles` is safe from any thread. What is told is told by facts alone."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._troubles: tuple[Trouble, ...] = ()
        self._has_waited = False
        self.task = SupervisedTask("tracking_plan", self._step, ctx.on_error, self._rest)

    def troubles(self) -> tuple[Trouble, ...]:
        """The alarms that last, as of the last look."""
        return self._troubles

    async def _step(self) -> None:
        if not self._has_waited:
            await asyncio.sleep(FIRST_SECONDS)
            self._has_waited = True
        await self.look()

    async def _rest(self) -> None:
        left = HOUR_MS - self._ctx.clock.now() % HOUR_MS
        await asyncio.sleep(left / 1_000 + AFTER_SECONDS)

    async def look(self) -> None:
        """Look at the hours that have ended. Where facts are unfit nothing is known, as health says."""
        try:
            lasting, changes = await in_thread(self._looked)
        except LooplineError as error:
            if error.code != FACTS_UNFIT:
                raise
            return
        self._troubles = tuple(self._trouble(one) for one in lasting)
        for one in changes:
            log.warning("plan_alarm", alarm=one.key, ended=one.ended, expected=one.expected, seen=one.seen)
        if changes:
            now = self._ctx.clock.now()
            await self._ctx.submit([_signal(one, now) for one in changes])

    def _looked(self) -> tuple[list[PlanAlarm], list[PlanAlarm]]:
        """The alarms that last from now on, and what has changed."""
        self._ctx.export_facts()
        seen = self._seen()
        if seen is None:
            return [], []
        from loopline.learning.tracking.look import look

        changes = look(seen)
        ended = {one.key for one in changes if one.ended_at}
        lasting = [one for one in seen.alarms if not one.ended_at and one.key not in ended]
        return [*lasting, *(one for one in changes if not one.ended_at)], changes

    def _seen(self) -> "Observed | None":
        """All that a look looks at; None where nothing has come in."""
        end_hour = self._ctx.clock.now() // HOUR_MS
        until = end_hour * HOUR_MS
        query, since = self._ctx.facts.query, until - REMEMBERED_MS
        alarms = read_alarms(query(q.ALARMS, {"reasons": list(REASONS), "since": since}))
        from loopline.learning.tracking.observed import Observed
        from loopline.learning.tracking.usual import DAYS_LEARNED

        first = end_hour - DAYS_LEARNED * 24
        span = {"since": first * HOUR_MS, "until": until}
        came = query(q.HOURS, span)
        if not came and not alarms:
            return None
        published = self._ctx.published()
        entries = [row for row in query(q.ENTRIES, span) if published.states.get(str(row[0])) == "live"]
        zone = published.workspace.zone
        return Observed(
            _series([(name, "", *rest) for name, *rest in came], first, end_hour),
            _series([(*row, 0) for row in entries], first, end_hour),
            self._shares(came, until),
            _hours_of_week(first, end_hour, zone),
            end_hour,
            local(until, zone).hour,
            alarms,
            frozenset(name for name, event in published.workspace.tracking.events.items() if event.muted),
        )

    def _shares(self, came: Rows, until: int) -> "list[PropertyShare]":
        """The shares of properties, of the events that come most."""
        counts: dict[str, int] = {}
        for name, _, count, _ in came:
            counts[str(name)] = counts.get(str(name), 0) + int(str(count))
        names = sorted(counts, key=lambda name: (-counts[name], name))[:SHARED_EVENTS]
        if not names:
            return []
        room = max(1, q.SAMPLE // len(names))
        every = [max(1, counts[name] // room) for name in names]
        span = {"since": until - DAYS_OF_SHARES * 24 * HOUR_MS, "until": until}
        return list(_property_shares(self._ctx.facts.query(q.TYPES, {"names": names, "every": every, **span})))

    def _trouble(self, one: PlanAlarm) -> Trouble:
        live = self._ctx.published().live
        goals = [name for name, version in live.items() if version.goal and version.goal.rule.event == one.name]
        goal = f" It is the goal of {', '.join(sorted(goals)[:5])}." if goals else ""
        return Trouble(f"plan:{one.key}", one.words + goal, grave=False)


def _signal(one: PlanAlarm, now: int) -> PlanAlarmed:
    return PlanAlarmed(
        key=PUBLISHED_KEY,
        id=stable_id("plan", one.key, str(one.since), one.ended),
        at=now,
        received_at=now,
        reason=one.reason,
        name=one.name,
        field=one.field,
        since=one.since,
        expected=one.expected,
        seen=one.seen,
        ended=one.ended,
    )


def _series(rows: Rows, first: int, end: int) -> "Series":
    """Rows of (name, trigger, hour, count, late) as a row a name, a column an hour."""
    import numpy as np

    from loopline.learning.tracking.observed import Series

    held = [((str(name), str(trigger)), hour, count, late) for name, trigger, hour, count, late in rows]
    names = tuple(sorted({name for name, *_ in held}))
    places = {name: place for place, name in enumerate(names)}
    counts, tardy = (np.zeros((len(names), end - first), np.int64) for _ in range(2))
    for name, hour, count, late in held:
        counts[places[name], int(str(hour)) - first] = int(str(count))
        tardy[places[name], int(str(hour)) - first] = int(str(late))
    return Series(names, counts, tardy)


def _hours_of_week(first: int, end: int, zone: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    import numpy as np

    moments = (local(hour * HOUR_MS, zone) for hour in range(first, end))
    return np.array([24 * (one.date().day_of_week().value - 1) + one.hour for one in moments], np.int64)


def _property_shares(rows: Rows) -> "Iterable[PropertyShare]":
    """What lacks each property by day, and what has another type than most had."""
    from loopline.learning.tracking.observed import PropertyShare
    from loopline.learning.tracking.shares import DailyShare

    of: dict[str, list[int]] = {}
    held: dict[tuple[str, str], dict[str, list[int]]] = {}
    for name, ago, field, kind, count in rows:
        event, day = str(name), DAYS_OF_SHARES - 1 - int(str(ago))
        days = of.setdefault(event, [0] * DAYS_OF_SHARES) if not field else _days(held, (event, str(field)), str(kind))
        days[day] += int(str(count))
    for event, field in _widest(held):
        kinds, there = held[event, field], of[event]
        present = [sum(days) for days in zip(*kinds.values(), strict=True)]
        lacking = tuple(all_ - some for all_, some in zip(there, present, strict=True))
        yield PropertyShare(event, field, "", DailyShare(tuple(there), lacking))
        usual = max(kinds, key=lambda kind: (sum(kinds[kind][:-1]), kind))
        other = tuple(all_ - mine for all_, mine in zip(present, kinds[usual], strict=True))
        yield PropertyShare(event, field, usual, DailyShare(tuple(present), other))


def _days(held: dict[tuple[str, str], dict[str, list[int]]], place: tuple[str, str], kind: str) -> list[int]:
    return held.setdefault(place, {}).setdefault(kind, [0] * DAYS_OF_SHARES)


def _widest(held: Mapping[tuple[str, str], Mapping[str, list[int]]]) -> Iterable[tuple[str, str]]:
    """Of each event the properties that were there most, in a steady order."""
    places: dict[str, list[tuple[int, str]]] = {}
    for (event, field), kinds in held.items():
        places.setdefault(event, []).append((-sum(sum(days) for days in kinds.values()), field))
    for event, fields in sorted(places.items()):
        yield from ((event, field) for _, field in sorted(fields)[: q.FIELDS_MAX])
