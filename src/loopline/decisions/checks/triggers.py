"""Checks of the ways into a journey: each is one thing, with what belongs to it, and can be read."""

from typing import Final

from loopline.decisions.checks.account import check_of_account
from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.decisions.checks.values import (
    AT_CHANGE,
    AT_ENTRY,
    check_changing,
    check_choice,
    check_duration,
    check_event,
    check_in_journey,
    check_path,
    check_properties,
    check_time,
)
from loopline.decisions.triggers.condition_triggers import asked_condition
from loopline.decisions.triggers.item_falls import WITHIN_MS_MAX, least_of
from loopline.decisions.triggers.moments import check_schedule, check_zone
from loopline.model.catalogs.documents import Catalog
from loopline.model.duration import DAY
from loopline.model.entry.trigger import EXISTING, ItemFall, Trigger
from loopline.model.errors import Invalid
from loopline.model.journey import Journey

OFFSET_DAYS_MAX: Final = 366
STATES: Final = ("when", "segment", "list", "account_segment", "account_list")
NO_OFFSET: Final = "0d"
A_TRIGGER: Final = (
    "A trigger is one thing: an event, the change of a trait, a condition (when), a segment, a list, a date, "
    "a schedule, a request, the fall of a number in an item, or, of the account, an event, a segment or a list "
    "(account_event, account_segment, account_list)."
)


def check_trigger(found: Findings, journey: Journey, trigger: Trigger, at: str) -> None:
    """Everything about one way in."""
    check_choice(found, trigger.existing, EXISTING, f"{at}.existing", "trigger_existing_unknown")
    if (text := _odd_form(trigger) or _odd_parts(trigger)) is not None:
        found.error("trigger_form", text, at)
        return
    if trigger.event:
        check_event(found, trigger.event, f"{at}.event")
    elif trigger.account_event or trigger.of_account:
        check_of_account(found, journey, trigger, at)
    elif trigger.change:
        check_changing(found, trigger.change, f"{at}.change")
    elif trigger.timed:
        _check_moment(found, trigger, at)
    elif trigger.item is not None:
        _check_item(found, journey, trigger.item, f"{at}.item")
    if asked := asked_condition(trigger):
        field = next(name for name in STATES if getattr(trigger, name))
        check_in_journey(found, journey, asked, f"{at}.{field}", AT_CHANGE)
    if trigger.where:
        named = trigger.event or trigger.account_event
        events = (named,) if named else ()
        check_in_journey(
            found, journey, trigger.where, f"{at}.where", AT_ENTRY if trigger.has_data else AT_CHANGE, events
        )


def _odd_form(trigger: Trigger) -> str | None:
    """What is wrong with a trigger that is not one thing; None for one that is."""
    things = (
        trigger.event,
        trigger.account_event,
        trigger.change,
        trigger.request,
        trigger.date,
        trigger.schedule,
        trigger.item,
    )
    states = sum(bool(getattr(trigger, name)) for name in STATES)
    if trigger.timed and sum(map(bool, things)) == 1 and not trigger.of_account:
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


def _check_item(found: Findings, journey: Journey, rule: ItemFall, at: str) -> None:
    library = found.context.library
    catalogs = library.with_archived().catalogs if library is not None else None
    check_event(found, rule.seen, f"{at}.seen")
    check_path(found, f"event.{rule.key}", f"{at}.key")
    check_properties(found, [rule.key], [rule.seen], "", f"{at}.key")
    try:
        least_of(rule.by, f"{at}.by")
    except Invalid as fault:
        found.error(fault.code, fault.text, fault.at)
    within = check_duration(found, rule.within, f"{at}.within")
    if within is not None and not 0 < within <= WITHIN_MS_MAX:
        found.error("item_within", "Ask who has looked within 1s to 366d.", f"{at}.within")
    if catalogs is not None and rule.catalog not in catalogs:
        wish = nearest(rule.catalog, catalogs)
        text = f'There is no catalog "{rule.catalog[:64]}". {meant(wish, "Publish it first.")}'
        found.error("item_catalog_unknown", text, f"{at}.catalog", suggestion=wish)
    elif catalogs is not None:
        _check_number(found, catalogs[rule.catalog][1], rule, f"{at}.falls")
    if sum(one.item is not None and one.item.label == rule.label for one in journey.entry.triggers) > 1:
        text = "Another way in of this journey waits for the same number to fall; join them, or make two journeys."
        found.error("item_repeated", text, at)


def _check_number(found: Findings, catalog: Catalog, rule: ItemFall, at: str) -> None:
    if catalog.fields and (known := catalog.fields.get(rule.falls)) is None:
        wish = nearest(rule.falls, catalog.fields)
        text = f'Items of "{catalog.id}" have no field "{rule.falls[:64]}". {meant(wish, "Declare it as a number.")}'
        found.error("item_field_unknown", text, at, suggestion=wish)
    elif catalog.fields and known is not None and known.type != "number":
        text = f'The field "{rule.falls[:64]}" holds a {known.type}, which does not fall; name a number.'
        found.error("item_field_unknown", text, at)


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
