"""Moments at which a clock lets people in: a date of theirs, moved and perhaps yearly, or a schedule."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cronsim import CronSim, CronSimError
from whenever import Date, PlainDateTime, Time

from loopline.conditions.path import FieldPath, compile_path
from loopline.conditions.scope import Scope
from loopline.conditions.values import Look, look_of
from loopline.model.duration import HOUR, MINUTE, calendar_offset
from loopline.model.entry.trigger import Trigger
from loopline.model.errors import Invalid
from loopline.model.localtime import at_local, local, parse_time, read_date, zone_in_use
from loopline.model.zone import known_zone

CRON_FIELDS: Final = 5
CRON_CHARACTERS_MAX: Final = 100
LOOKED_AT: Final = 48
"""So many times of a schedule are looked at for two that are less than an hour apart."""
YEARS_ABOUT: Final = 3
"""An offset of at most a year, and a zone, move an anniversary by two years of the calendar at most."""
CLOCKS_CHANGE_MS: Final = 3 * HOUR
"""A clock is set by less."""
LEAST_OF: Final = 4
LEAP_DAY: Final = (2, 29)
REMEMBERED: Final = 4_096
PERSON: Final = "person"
WORKSPACE: Final = "workspace"


@dataclass(frozen=True, slots=True)
class Moment:
    """The `date` in a field, or a schedule, compiled; `zone` says whose clock counts."""

    date: FieldPath | None
    days: int
    beyond_ms: int
    time: Time | None
    yearly: bool
    schedule: str
    zone: str
    definition: str
    """Tells it from every other one."""
    _look: Look | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_look", look_of(self.date.path) if self.date is not None else None)

    def first_from(self, scope: Scope, now: int, workspace_zone: str) -> int | None:
        """The first moment (ms) that is not before `now`; None: there is none, or the date cannot be read."""
        zone = self._clock_of(scope, workspace_zone)
        if self._look is None:
            return first_of_schedule(self.schedule, zone, now)
        value = self._look(scope)
        if self.yearly:
            born = read_date(value, self.time, zone, zone)
            return None if born is None else _anniversary(born, self.days, self.beyond_ms, zone, now)
        moment = read_date(value, self.time, zone, zone, self.days)
        return moment + self.beyond_ms if moment is not None and moment + self.beyond_ms >= now else None

    def shown(self, scope: Scope, now: int, workspace_zone: str) -> int:
        """What its clock shows at a moment (ms, as if it were UTC)."""
        wall = local(now, self._clock_of(scope, workspace_zone)).to_plain()
        return wall.assume_utc().timestamp(unit="millisecond")

    def _clock_of(self, scope: Scope, workspace_zone: str) -> str:
        return scope.zone if self.zone == PERSON else zone_in_use(self.zone, workspace_zone)


@lru_cache(REMEMBERED)
def _anniversary(born_at: int, days: int, beyond_ms: int, zone: str, now: int) -> int | None:
    """The first one, the date itself among them; of the 29th of February, the 28th where there is none."""
    born, year = local(born_at, zone), local(now, zone).year
    for number in range(max(born.year, year - YEARS_ABOUT), max(born.year, year) + YEARS_ABOUT + 1):
        try:
            day = _day_of_year(born.date(), number).add(days=days)
            at = at_local(day, born.time(), zone) + beyond_ms
        except (ValueError, OverflowError):
            return None
        if at >= now:
            return at
    return None


def _day_of_year(born: Date, year: int) -> Date:
    if (born.month, born.day) == LEAP_DAY:
        return Date(year, 3, 1).subtract(days=1)
    return born.replace(year=year)


def compile_moment(trigger: Trigger) -> Moment | None:
    """The moment of a trigger that a clock opens, None for every other one. Raises Invalid with a stable code."""
    if not trigger.timed:
        return None
    check_zone(trigger.zone)
    if trigger.schedule:
        _is_once(trigger.schedule)
    days, beyond = calendar_offset(trigger.offset) if trigger.date else (0, 0)
    return Moment(
        date=compile_path(trigger.date) if trigger.date else None,
        days=days,
        beyond_ms=beyond,
        time=parse_time(trigger.at) if trigger.at else None,
        yearly=trigger.yearly,
        schedule=trigger.schedule,
        zone=trigger.zone,
        definition="\x1f".join(
            (trigger.date, trigger.offset, trigger.at, str(trigger.yearly), trigger.schedule, trigger.zone)
        ),
    )


def check_zone(name: str, *, at: str = "") -> None:
    """Raises Invalid `trigger_zone` for what is neither "person", "workspace" nor the name of a zone."""
    if name not in (PERSON, WORKSPACE) and not known_zone(name):
        text = f'"{name[:60]}" is no zone; write person, workspace, or a name such as Europe/Berlin.'
        raise Invalid("trigger_zone", text, at=at)


def check_schedule(text: str, *, at: str = "") -> None:
    """Raises Invalid `schedule_form`, and `schedule_too_often` for one with two times within an hour."""
    if _is_once(text, at):
        return
    times = list(_times(text))
    if not times:
        raise Invalid("schedule_form", f'"{text[:40]}" never comes: there is no such day.', at=at)
    if any(after - before < HOUR for before, after in pairwise(times)):
        raise Invalid("schedule_too_often", "A schedule lets people in once an hour at most; name one minute.", at=at)


def _times(text: str) -> Iterator[int]:
    """The first times of a schedule since 1970 (ms), as many as are looked at."""
    now = 0
    for _ in range(LOOKED_AT):
        moment = first_of_schedule(text, "UTC", now)
        if moment is None:
            return
        yield moment
        now = moment + MINUTE


def check_times(text: str, *, at: str = "") -> None:
    """Raises Invalid `schedule_form` for what is no schedule, or one that never comes. It may come every minute."""
    if not _is_once(text, at) and next(_times(text), None) is None:
        raise Invalid("schedule_form", f'"{text[:40]}" never comes: there is no such day.', at=at)


def _is_once(text: str, at: str = "") -> bool:
    """Whether it is one time; False: it is cron. Raises Invalid `schedule_form`."""
    if _once(text) is not None:
        return True
    try:
        if len(text) > CRON_CHARACTERS_MAX or len(text.split()) != CRON_FIELDS:
            raise CronSimError
        CronSim(text.upper(), datetime.fromtimestamp(0, UTC))
    except CronSimError:
        told = 'write five fields of cron, as in "0 9 * * mon", or one time, as in "2026-12-24 09:00"'
        raise Invalid("schedule_form", f'"{text[:40]}" is no schedule; {told}.', at=at) from None
    return False


@lru_cache(REMEMBERED)
def _once(text: str) -> PlainDateTime | None:
    try:
        return PlainDateTime.parse_iso(text.strip().replace(" ", "T", 1))
    except ValueError:
        return None


def first_of_schedule(text: str, zone: str, now: int) -> int | None:
    """The first time (ms) of a schedule that is not before `now`, by the clock of a zone; None: there is none.

    A time that the clock skips comes by as much later, and one that it shows twice comes once, at the first.
    """
    once = _once(text)
    if once is None:
        return _first_of_cron(text, zone, -(-now // MINUTE))
    try:
        at = at_local(once.date(), once.time(), zone)
    except (ValueError, OverflowError):
        return None
    return at if at >= now else None


@lru_cache(REMEMBERED)
def _first_of_cron(text: str, zone: str, minute: int) -> int | None:
    """Everybody in one zone has the same times, and they are asked of about one moment: most answers are known.

    The times are those of a clock that nobody sets, looked at from before any change of the clock; each is then a
    moment of its zone. Where the clock skips, two of them may come in the other order, so the least of some is taken.
    """
    now, found = minute * MINUTE, list[int]()
    try:
        shown = local(now - CLOCKS_CHANGE_MS, zone).to_plain()
        before = datetime(shown.year, shown.month, shown.day, shown.hour, shown.minute, tzinfo=UTC)
        for wall in CronSim(text.upper(), before):
            at = at_local(Date(wall.year, wall.month, wall.day), Time(wall.hour, wall.minute), zone)
            found += [at] if at >= now else []
            if len(found) == LEAST_OF:
                break
    except (ValueError, OverflowError):
        pass  # the calendar ends
    return min(found, default=None)
