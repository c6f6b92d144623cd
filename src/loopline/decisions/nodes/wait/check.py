"""Checks of a wait node: one way to end, that can be read and will happen."""

from collections import Counter
from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import (
    AT_EVENT,
    AT_STEP,
    check_choice,
    check_duration,
    check_event,
    check_in_journey,
    check_path,
    check_time,
)
from loopline.model.journey import Journey
from loopline.model.localtime import WEEKDAYS
from loopline.model.nodes.wait import BestHour, Until, UntilDate, Wait, Way, WayDate
from loopline.model.signals.scores import MODEL_NAME

WAIT_FIELDS: Final = "for, until_time, until_date, until, ways"
WAYS_MAX: Final = 20
SHARE_MIN: Final = 1
SHARE_MAX: Final = 95


def check_wait(found: Findings, journey: Journey, node: Wait, at: str) -> None:
    """Everything about one wait node."""
    asked = node.until is not None or bool(node.ways)
    ways = [
        bool(node.duration),
        bool(node.until_time),
        node.until_date is not None,
        node.until is not None,
        bool(node.ways),
    ]
    if not any(ways):
        found.error("wait_empty", f"Say how long to wait: one of {WAIT_FIELDS}.", at)
    elif sum(ways) > 1:
        found.error("wait_several", f"A wait has one of {WAIT_FIELDS}; put a second wait behind it.", at)
    if node.duration:
        check_duration(found, node.duration, f"{at}.for")
    if node.until_time:
        check_time(found, node.until_time, f"{at}.until_time")
    elif node.weekdays:
        found.warn("weekdays_unused", "Weekdays only count together with until_time.", f"{at}.weekdays")
    if node.best_hour is not None:
        _check_best_hour(found, node, node.best_hour, f"{at}.best_hour")
    for index, day in enumerate(node.weekdays):
        check_choice(found, day, WEEKDAYS, f"{at}.weekdays[{index}]", "weekday_unknown")
    if node.until_date is not None:
        _check_date(found, node.until_date, f"{at}.until_date")
    if node.until is not None:
        _check_until(found, journey, node.until, f"{at}.until")
    if node.calendar and not node.duration:
        found.warn("calendar_unused", "The calendar only counts together with `for`; remove it.", f"{at}.calendar")
    elif node.calendar and node.duration.strip()[-1:] not in ("d", "w"):
        text = "The calendar counts days and weeks; write `for` in them, or remove it."
        found.warn("calendar_unused", text, f"{at}.calendar")
    _check_ways(found, journey, node, at)
    _check_timeout(found, node, at, asked=asked)


def _check_best_hour(found: Findings, node: Wait, best: BestHour, at: str) -> None:
    if not node.until_time:
        text = "Say by until_time when everybody else goes on: the best hour is compared with it, and falls back to it."
        found.error("best_hour_fixed", text, at)
    if not SHARE_MIN <= best.share <= SHARE_MAX:
        text = f"Between {SHARE_MIN} and {SHARE_MAX} percent wait for their best hour; the others are the comparison."
        found.error("best_hour_share", text, f"{at}.share")
    if not MODEL_NAME.fullmatch(best.model):
        found.error("model_name", "Name a model by its id, such as send_hour.", f"{at}.model")
    elif found.context.library is not None and found.context.library.newest("model", best.model) is None:
        text = f'No model "{best.model}" is published, so everybody goes on at the fixed hour. Publish it first.'
        found.warn("best_hour_model_unknown", text, f"{at}.model")
    for name, text in (("earliest", best.earliest), ("latest", best.latest)):
        if text:
            check_time(found, text, f"{at}.{name}")
    if best.latest and best.earliest > best.latest:  # HH:MM stand in their order as texts, too
        found.error("best_hour_none", "No hour lies between these times; turn them round.", f"{at}.latest")


def _check_ways(found: Findings, journey: Journey, node: Wait, at: str) -> None:
    if len(node.ways) > WAYS_MAX:
        text = f"A wait has at most {WAYS_MAX} ways out; this one has {len(node.ways)}."
        found.error("ways_number", text, f"{at}.ways")
    names = Counter(way.name.strip() for way in node.ways)
    for index, way in enumerate(node.ways):
        here = f"{at}.ways[{index}]"
        if not way.name.strip():
            found.error("way_name_missing", "Name this way out; people's timelines show it.", f"{here}.name")
        elif names[way.name.strip()] > 1:
            text = f'Two ways are called "{way.name[:80]}"; give each a name of its own.'
            found.error("way_name_repeated", text, f"{here}.name")
        if not (way.event or way.when or way.date):
            text = "Say what opens this way: an event, a condition under `when`, or a date."
            found.error("way_empty", text, here)
        _check_awaited(found, journey, way, here)
        if way.date is not None:
            _check_date(found, way.date, f"{here}.date")


def _check_date(found: Findings, date: UntilDate | WayDate, at: str) -> None:
    check_path(found, date.field, f"{at}.field")
    check_duration(found, date.offset, f"{at}.offset", signed=True)
    if date.at:
        check_time(found, date.at, f"{at}.at")


def _check_until(found: Findings, journey: Journey, until: Until, at: str) -> None:
    if not until.event and not until.when:
        found.error("until_empty", "Say what ends the wait: an event, or a condition under `when`.", at)
    _check_awaited(found, journey, until, at)


def _check_awaited(found: Findings, journey: Journey, until: Until | Way, at: str) -> None:
    if until.event:
        check_event(found, until.event, f"{at}.event")
    if until.where and not until.event:
        text = "`where` filters an event, and there is none here; add `event`, or write the condition as `when`."
        found.error("where_without_event", text, f"{at}.where")
    if until.where:
        check_in_journey(found, journey, until.where, f"{at}.where", AT_EVENT, (until.event,))
    if until.when:
        check_in_journey(found, journey, until.when, f"{at}.when", AT_STEP)


def _check_timeout(found: Findings, node: Wait, at: str, *, asked: bool) -> None:
    """`asked`: it waits for something that happens."""
    if node.timeout:
        check_duration(found, node.timeout, f"{at}.timeout")
    if asked and not node.timeout and all(way.date is None for way in node.ways):
        text = "What this waits for may never happen, and then people stand here for ever; add a timeout."
        found.warn("until_without_timeout", text, f"{at}.until" if node.until is not None else f"{at}.ways")
    if not asked and node.timeout:
        text = "A timeout only counts together with `until` or `ways`; remove it."
        found.warn("timeout_unused", text, f"{at}.timeout")
    if node.on_timeout is not None and not (asked and node.timeout):
        text = "Nobody ever takes this way: it needs `until` or `ways`, and a timeout."
        found.warn("on_timeout_unused", text, f"{at}.on_timeout")
