"""A wait in milliseconds, local times and compiled conditions."""

from dataclasses import dataclass

from whenever import Time

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.path import FieldPath, compile_path
from loopline.model.duration import calendar_offset, parse_duration
from loopline.model.localtime import parse_time
from loopline.model.nodes.wait import BestHour, UntilDate, Wait, Way, WayDate


@dataclass(frozen=True, slots=True)
class CompiledDate:
    """A date field, its local time of day, and its offset: whole days on the person's calendar, and ms beyond them."""

    field: FieldPath
    time: Time | None
    offset: tuple[int, int]


@dataclass(frozen=True, slots=True)
class CompiledWay:
    """Something that ends a wait: an event, a condition, or a date; "" and None for what it does not ask."""

    name: str
    event: str
    where: Condition | None
    when: Condition | None
    date: CompiledDate | None


@dataclass(frozen=True, slots=True)
class CompiledWait:
    """A wait in milliseconds, local times, and what can end it; `until` is one way without a name.

    `calendar_days` are whole days on the person's calendar, which pass before `duration_ms`.
    """

    duration_ms: int | None
    calendar_days: int
    time: Time | None
    date: CompiledDate | None
    timeout_ms: int | None
    ways: tuple[CompiledWay, ...]
    between: tuple[Time, Time] | None = None
    """The earliest and the latest best hour; None: any."""


def compile_wait(node: Wait, at: str) -> CompiledWait:
    """Raises Invalid with a stable code at the first fault."""
    days, beyond = calendar_offset(node.duration, at=f"{at}.for") if node.calendar and node.duration else (0, 0)
    duration = parse_duration(node.duration, at=f"{at}.for") if node.duration else None
    ways = [_way(way, f"{at}.ways[{index}]") for index, way in enumerate(node.ways)]
    if (until := node.until) is not None:
        ways = [CompiledWay("", until.event, _maybe(until.where), _maybe(until.when), None)]
    return CompiledWait(
        duration_ms=beyond if node.calendar and duration is not None else duration,
        calendar_days=days,
        time=parse_time(node.until_time, at=f"{at}.until_time") if node.until_time else None,
        date=_date(node.until_date, f"{at}.until_date") if node.until_date else None,
        timeout_ms=parse_duration(node.timeout, at=f"{at}.timeout") if node.timeout else None,
        ways=tuple(ways),
        between=_between(node.best_hour, f"{at}.best_hour") if node.best_hour else None,
    )


def _between(best: BestHour, at: str) -> tuple[Time, Time] | None:
    if not best.earliest and not best.latest:
        return None
    first = parse_time(best.earliest, at=f"{at}.earliest") if best.earliest else Time.MIN
    return first, parse_time(best.latest, at=f"{at}.latest") if best.latest else Time.MAX


def _way(way: Way, at: str) -> CompiledWay:
    date = _date(way.date, f"{at}.date") if way.date else None
    return CompiledWay(way.name, way.event, _maybe(way.where), _maybe(way.when), date)


def _date(date: UntilDate | WayDate, at: str) -> CompiledDate:
    time = parse_time(date.at, at=f"{at}.at") if date.at else None
    return CompiledDate(compile_path(date.field).of_entry(), time, calendar_offset(date.offset, at=f"{at}.offset"))


def _maybe(text: str) -> Condition | None:
    return compile_condition(text) if text else None
