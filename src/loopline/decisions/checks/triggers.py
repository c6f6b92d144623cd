"""Checks of the ways into a journey: each is one thing, with what belongs to it, and can be read."""

from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import (
    AT_CHANGE,
    AT_ENTRY,
    check_changing,
    check_choice,
    check_duration,
    check_event,
    check_in_journey,
    check_time,
)
from loopline.decisions.triggers.condition_triggers import asked_condition
from loopline.decisions.triggers.moments import check_schedule, check_zone
from loopline.model.duration import DAY
from loopline.model.entry.trigger import EXISTING, Trigger
from loopline.model.errors import Invalid
from loopline.model.journey import Journey

OFFSET_DAYS_MAX: Final = 366
NO_OFFSET: Final = "0d"
A_TRIGGER: Final = (
    "A trigger is one thing: an event, the change of a trait, a condition (when), a segment, a list, a date, "
    "a schedule or a request."
)


def check_trigger(found: Findings, journey: Journey, trigger: Trigger, at: str) -> None:
    """Everything about one way in."""
    check_choice(found, trigger.existing, EXISTING, f"{at}.existing", "trigger_existing_unknown")
    if (text := _odd_form(trigger) or _odd_parts(trigger)) is not None:
        found.error("trigger_form", text, at)
        return
    if trigger.event:
        check_event(found, trigger.event, f"{at}.event")
    elif trigger.change:
        check_changing(found, trigger.change, f"{at}.change")
    elif trigger.timed:
        _check_moment(found, trigger, at)
    if asked := asked_condition(trigger):
        field = "when" if trigger.when else "segment" if trigger.segment else "list"
        check_in_journey(found, journey, asked, f"{at}.{field}", AT_CHANGE)
    if trigger.where:
        has_data = bool(trigger.event or trigger.request)
        events = (trigger.event,) if trigger.event else ()
        check_in_journey(found, journey, trigger.where, f"{at}.where", AT_ENTRY if has_data else AT_CHANGE, events)


def _odd_form(trigger: Trigger) -> str | None:
    """What is wrong with a trigger that is not one thing; None for one that is."""
    things = (trigger.event, trigger.change, trigger.request, trigger.date, trigger.schedule)
    states = sum(map(bool, (trigger.when, trigger.segment, trigger.list)))
    if trigger.timed and sum(map(bool, things)) == 1:
        many = "A date or a schedule lets in those of one condition, one segment or one list; name one of them."
        return many if states > 1 else None
    count = sum(map(bool, things)) + states
    return None if count == 1 else A_TRIGGER if count else f"Say what lets people in. {A_TRIGGER}"


def _odd_parts(trigger: Trigger) -> str | None:
    """What is wrong with a part that belongs to another kind of trigger; None where nothing is."""
    if not trigger.change and (trigger.previous is not None or trigger.value is not None):
        return "Only the change of a trait has from and to."
    if not trigger.lasting and (trigger.leaves or trigger.existing != "enter"):
        return "Only a condition, a segment or a list can cease to hold (leaves), or hold already (existing)."
    if trigger.leaves and trigger.existing != "enter":
        return "Nobody has left yet when the journey is published: take `existing` away."
    if not trigger.date and (trigger.offset != NO_OFFSET or trigger.at or trigger.yearly):
        return "Only a date has offset, at and yearly."
    if not trigger.timed and trigger.zone != "person":
        return "Only a date or a schedule goes by a zone."
    return None


def _check_moment(found: Findings, trigger: Trigger, at: str) -> None:
    try:
        check_zone(trigger.zone, at=f"{at}.zone")
        if trigger.schedule:
            check_schedule(trigger.schedule, at=f"{at}.schedule")
    except Invalid as fault:
        found.error(fault.code, fault.text, fault.at)
    if not trigger.date:
        return
    check_changing(found, trigger.date, f"{at}.date")
    offset = check_duration(found, trigger.offset, f"{at}.offset", signed=True)
    if offset is not None and abs(offset) > OFFSET_DAYS_MAX * DAY:
        text = "A date is moved by a year at most, to either side."
        found.error("trigger_offset_range", text, f"{at}.offset")
    if trigger.at:
        check_time(found, trigger.at, f"{at}.at")
