"""Reads the calendar: moments of schedules from the journeys, holds and sends from the facts."""

from collections.abc import Iterator
from typing import Final

from whenever import Date, Time

from loopline.conditions.scope import Scope
from loopline.decisions.narrate import REFUSALS
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.decisions.triggers.moments import compile_moment
from loopline.model.channels import channel_named
from loopline.model.duration import DAY, MINUTE
from loopline.model.entry.trigger import Trigger
from loopline.model.errors import Invalid
from loopline.model.localtime import at_local, local, zone_in_use
from loopline.model.nodes.message import Message
from loopline.reports.improvement.week import week_figures
from loopline.studio.broadcasts.draw import audience_name, is_one_time
from loopline.studio.calendar import schemas as shape
from loopline.studio.context import StudioContext

DAYS_MAX: Final = 62
FIRST_DAY, LAST_DAY = Date(1970, 1, 2), Date(9999, 12, 1)
"""Beyond them a zone has no midnight that can be reckoned."""

PLANNED_MAX: Final = 1_000
OF_ONE_MAX: Final = 24 * DAYS_MAX + 1
"""A schedule comes once an hour at most, and a clock is set back by an hour."""

SETTLED_MS: Final = 2 * DAY
"""A day that ended so long ago gets no more sends, so its figures are kept."""

DAYS_KEPT: Final = 200
MIDNIGHT: Final = Time(0, 0)
PART: Final = 15 * MINUTE
"""Midnight comes at a full quarter of an hour, everywhere."""

HELD: Final = f"""
WITH latest AS (
    SELECT key, arg_max(kind, (decided_at, shard, number, position, seq)) AS kind,
        arg_max(journey, (decided_at, shard, number, position, seq)) AS journey,
        arg_max(channel, (decided_at, shard, number, position, seq)) AS channel,
        arg_max(reason, (decided_at, shard, number, position, seq)) AS reason,
        arg_max(json_extract_string(data, '$.retry_at'), (decided_at, shard, number, position, seq)) AS until
    FROM facts WHERE kind IN ('deferred', 'message', 'refused', 'withheld') AND "at" >= $since GROUP BY key
)
SELECT TRY_CAST(until AS BIGINT) // {PART} * {PART}, journey, channel, reason, count(*) FROM latest
WHERE kind = 'deferred' AND TRY_CAST(until AS BIGINT) >= $now AND TRY_CAST(until AS BIGINT) < $to
GROUP BY ALL ORDER BY 1 LIMIT 5000
"""
PARTS: Final = f"""
SELECT DISTINCT "at" // {PART} FROM facts WHERE kind = 'attempt' AND name = 'sent' AND "at" >= $since AND "at" < $until
"""
"""The parts of days in which anything left: a day without one is not asked for its figures."""

HOLD_MS_MAX: Final = 31 * DAY


class CalendarReader:
    """Safe from any thread."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._settled = ctx, dict[tuple[str, str], shape.SentDay]()

    def read(self, first: str, last: str) -> shape.Calendar:
        """From a day to a day, both among them. Raises Invalid `days_range`."""
        ctx, published, now = self._ctx, self._ctx.published(), self._ctx.clock.now()
        zone = zone_in_use(published.workspace.zone, "UTC")
        begin, end = _date(first, "from"), _date(last, "to")
        if not FIRST_DAY <= begin <= end <= LAST_DAY:
            raise Invalid("days_range", f"Ask for 1 to {DAYS_MAX} days.", at="to")
        since = at_local(begin, MIDNIGHT, zone)
        until = at_local(end.add(days=1), MIDNIGHT, zone)
        if not since < until <= since + (DAYS_MAX + 1) * DAY:
            raise Invalid("days_range", f"Ask for 1 to {DAYS_MAX} days.", at="to")
        ctx.export_facts()
        planned = sorted(self._planned(published, since, until), key=lambda one: (one.at, one.journey))
        return shape.Calendar(
            zone=zone,
            today=str(local(now, zone).date()),
            planned=tuple(planned[:PLANNED_MAX]),
            held=tuple(self._held(published, now, since, until, zone)),
            sent=tuple(self._sent(begin, end, now, zone)),
            more=len(planned) > PLANNED_MAX,
        )

    def _planned(self, published: PublishedSet, since: int, until: int) -> Iterator[shape.PlannedLine]:
        """What was past when the version was published let nobody in, so it stands nowhere."""
        live_since = {
            (stored.name, stored.version): stored.published_at
            for stored in self._ctx.state.documents()
            if stored.kind == "journey"
        }
        for name, version in published.live.items():
            state = published.states.get(name)
            if state != "live" and state != "paused":
                continue
            begin = max(since, live_since.get((name, version.version), since))
            for trigger in version.journey.entry.triggers:
                if trigger.schedule:
                    for at in _moments(trigger, published, begin, until):
                        yield _line(at, trigger, version, published, state)

    def _held(self, published: PublishedSet, now: int, since: int, until: int, zone: str) -> Iterator[shape.HeldLine]:
        asked = {"since": now - HOLD_MS_MAX, "now": max(now, since), "to": until}
        days: dict[tuple[str, str, str, str], int] = {}
        for at, journey, channel, reason, people in self._ctx.facts.query(HELD, asked):
            day = str(local(int(str(at)), zone).date())
            place = (day, str(journey), str(channel or ""), str(reason))
            days[place] = days.get(place, 0) + int(str(people))
        for (day, journey, channel, reason), messages in sorted(days.items()):
            live = published.live.get(journey)
            name = live.journey.name if live else ""
            text = REFUSALS.get(reason, reason.replace("_", " "))
            yield shape.HeldLine(day, journey, name or journey, channel_named(channel) or "", reason, text, messages)

    def _sent(self, begin: Date, end: Date, now: int, zone: str) -> Iterator[shape.SentDay]:
        asked = {"since": at_local(begin, MIDNIGHT, zone), "until": at_local(end.add(days=1), MIDNIGHT, zone)}
        parts = [int(str(row[0])) * PART for row in self._ctx.facts.query(PARTS, asked)]
        busy, day = {local(at, zone).date() for at in parts} | {local(now, zone).date()}, begin
        while day <= end:
            since, until = at_local(day, MIDNIGHT, zone), at_local(day.add(days=1), MIDNIGHT, zone)
            if day in busy and since <= now:
                yield self._day(str(day), since, until, now, zone)
            day = day.add(days=1)

    def _day(self, day: str, since: int, until: int, now: int, zone: str) -> shape.SentDay:
        known = self._settled.get((zone, day))
        if known is not None:
            return known
        found = shape.SentDay(day, week_figures(self._ctx.facts, since, until).channels)
        if until < now - SETTLED_MS:
            while len(self._settled) >= DAYS_KEPT:
                self._settled.pop(next(iter(list(self._settled)), ("", "")), None)
            self._settled[zone, day] = found
        return found


def _moments(trigger: Trigger, published: PublishedSet, since: int, until: int) -> Iterator[int]:
    moment, zone = compile_moment(trigger), published.workspace.zone
    if moment is None:
        return
    scope, at = Scope(zone=zone_in_use("", zone)), since
    for _ in range(OF_ONE_MAX):
        found = moment.first_from(scope, at, zone)
        if found is None or found >= until:
            return
        yield found
        at = found + 1


def _line(at: int, trigger: Trigger, version: JourneyVersion, published: PublishedSet, state: str) -> shape.PlannedLine:
    journey = version.journey
    named = [channel_named(one.channel) for one in journey.nodes.values() if isinstance(one, Message)]
    return shape.PlannedLine(
        at=at,
        kind="broadcast" if is_one_time(trigger.schedule) else "schedule",
        journey=journey.id,
        name=journey.name or journey.id,
        audience=audience_name(trigger, published),
        zone=trigger.zone,
        channels=tuple(dict.fromkeys(one for one in named if one is not None)),
        state="paused" if state == "paused" else "live",
    )


def _date(text: str, at: str) -> Date:
    try:
        return Date.parse_iso(text)
    except ValueError:
        raise Invalid("day_invalid", "Write a day as 2026-12-24.", at=at) from None
