"""Checks of single values that occur all over a document: ids, durations, times, shares, events, conditions."""

import math
import re
from collections.abc import Collection, Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.conditions.counted import properties_counted
from loopline.conditions.errors import ConditionError
from loopline.conditions.language import Condition, KnownNames, check_condition, compile_condition
from loopline.conditions.names import check_names
from loopline.conditions.path import FieldPath, compile_path
from loopline.conditions.tree import ACCOUNT_ID, ENTRY_AT, Home
from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.model.duration import DAY, parse_duration
from loopline.model.errors import Invalid
from loopline.model.history.message_events import is_ours
from loopline.model.journey import Journey, QuietHours
from loopline.model.language.tags import read_tag
from loopline.model.law.regions import leaves_hours
from loopline.model.localtime import parse_time

SLUG: Final = re.compile(r"[a-z0-9_-]{1,64}\Z")
PERCENT_MAX: Final = 90
HOLD_MS_MAX: Final = 7 * DAY


class Place(Struct, frozen=True):
    """What a condition can see where it stands. `event`: always, only just after an event, or never."""

    event: str = "always"
    entry: bool = True
    receipts: bool = True


AT_ENTRY: Final = Place(entry=False, receipts=False)
AT_CHANGE: Final = Place(event="never", entry=False, receipts=False)
AT_EVENT: Final = Place()
AT_GOAL: Final = Place(receipts=False)
AT_STEP: Final = Place(event="fleeting")
AT_SEGMENT: Final = Place(event="never", entry=False, receipts=False)


def check_slug(found: Findings, text: str, at: str) -> None:
    """An id that is safe in a URL, a file name and a log."""
    if not SLUG.match(text):
        wish = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-")[:64] or None
        found.error(
            "id_form", f'"{text[:80]}" is no id: use 1 to 64 of the characters a-z, 0-9, _ and -.', at, suggestion=wish
        )


def check_duration(found: Findings, text: str, at: str, *, signed: bool = False) -> int | None:
    """The duration in ms, or None and a fault."""
    try:
        return parse_duration(text, signed=signed)
    except Invalid as fault:
        found.error(fault.code, fault.text, at)
    return None


def check_time(found: Findings, text: str, at: str) -> None:
    """A local time of day."""
    try:
        parse_time(text)
    except Invalid as fault:
        found.error(fault.code, fault.text, at)


def check_quiet(found: Findings, hours: QuietHours | None, at: str) -> None:
    """Quiet hours that begin and end at two different times."""
    if hours is None:
        return
    check_time(found, hours.start, f"{at}.from")
    check_time(found, hours.end, f"{at}.to")
    if hours.start == hours.end:
        found.warn("quiet_hours_empty", "From and to are the same, so it is never quiet; give an end of its own.", at)


def check_hours_left(found: Findings, hours: QuietHours | None, countries: Collection[str], at: str) -> None:
    """That quiet hours leave some of those in which each country lets a marketing text leave."""
    try:
        start, end = (parse_time(hours.start), parse_time(hours.end)) if hours else (None, None)
    except Invalid:
        return  # said by the check of times
    if start is None or end is None:
        return
    for country in countries:
        if not leaves_hours((country,), start, end):
            text = f"Texts to {country} may leave in hours alone that are all quiet, so none would ever. Shorten them."
            found.error("quiet_hours_cover_window", text, at)


def check_percent(found: Findings, percent: float, at: str) -> None:
    """A share that leaves people to send to."""
    if not (math.isfinite(percent) and 0 <= percent <= PERCENT_MAX):
        text = f"Hold out between 0 and {PERCENT_MAX} percent; most journeys take 10."
        found.error("percent_range", text, at)


def check_choice(found: Findings, text: str, choices: Collection[str], at: str, code: str) -> None:
    """One of a few words."""
    if text not in choices:
        wish = nearest(text, choices)
        found.error(code, f'"{text[:40]}" is not known here; use {", ".join(choices)}.', at, suggestion=wish)


def check_hold(found: Findings, text: str, at: str) -> None:
    """How long messages wait so that a better one may overtake them; "" is not at all."""
    held = check_duration(found, text, at) if text else None
    if held is not None and held > HOLD_MS_MAX:
        words = f"A message is held for at most {HOLD_MS_MAX // DAY}d; for a rest before it, write a wait."
        found.error("hold_too_long", words, at)


def check_event(found: Findings, name: str, at: str) -> None:
    """An event name that has been seen, as far as that is known."""
    known = found.context.known_names.events
    if not name.strip():
        found.error("event_blank", "Give the name of an event, such as order_placed.", at)
    elif is_ours(name):
        text = f"{name[:40]} is counted in conditions and triggers nothing; wait for a condition, as in opened(...)."
        found.error("event_reserved", text, at)
    elif known and name not in known:
        wish = nearest(name, known)
        text = f'No event "{name[:80]}" has come in so far. {meant(wish, "Check its spelling, or send it once.")}'
        found.warn("event_unknown", text, at, suggestion=wish)


def check_path(found: Findings, text: str, at: str, bare: Home = "person") -> FieldPath | None:
    """A field such as renews_on, account.plan or entry.order_id, known as far as names are; None when it is none."""
    try:
        field = compile_path(text, bare)
    except Invalid as invalid:
        found.error(invalid.code, invalid.text, at)
        return None
    for fault in check_names(((field.path, 0),), _names(found)):
        if _matters(found, fault):
            _add(found, fault, at)
    return field


def check_changing(found: Findings, text: str, at: str) -> None:
    """A field that can change while somebody is in a journey: a trait of the person or of the account."""
    field = check_path(found, text, at)
    if field is not None and (field.home not in ("person", "account") or field.path == ACCOUNT_ID):
        words = "Only traits change: write one of the person, such as plan, or of the account, such as account.plan."
        found.error("change_field", words, at)


def check_text(found: Findings, text: str, at: str, place: Place) -> Condition | None:
    """A condition: its own faults, then whether it can see here what it asks for. None when it does not compile."""
    faults = [fault for fault in check_condition(text, _names(found)) if _matters(found, fault)]
    for fault in faults:
        _add(found, fault, at)
    if any(fault.level == "error" for fault in faults):
        return None
    try:
        condition = compile_condition(text)
    except Invalid as invalid:
        found.error(invalid.code, invalid.text, at)
        return None
    _check_place(found, condition, at, place)
    for event, paths in properties_counted(condition.root):
        check_properties(found, paths, [event], "", at)
    return condition


def check_in_journey(
    found: Findings, journey: Journey, text: str, at: str, place: Place, events: Collection[str] = ()
) -> None:
    """A condition of this journey: also the nodes whose receipts it asks for must be its messages.

    `events` are those that can be at hand there, as far as that is known.
    """
    condition = check_text(found, text, at, place)
    if condition is None:
        return
    check_properties(found, condition.event_paths, events, "event", at)
    if not any(one.label for one in journey.entry.triggers):  # what is no event is an entry of another shape
        stated = condition.entry_paths - set(ENTRY_AT.keys)  # its time is known of every entry
        check_properties(found, stated, journey.entry.events, "entry", at)
    if not place.receipts:
        return
    _check_answers(found, journey, condition, at)
    messages = found.sending_nodes
    for name in sorted(condition.receipt_nodes):
        if name in messages:
            continue
        wish = nearest(name, messages)
        what = "is no message" if name in journey.nodes else "is no node"
        text = f'"{name[:80]}" {what} of this journey. {meant(wish, "Name one of its message nodes.")}'
        found.error("receipt_node_unknown", text, at, suggestion=wish)


def check_properties(found: Findings, paths: Iterable[str], events: Collection[str], home: str, at: str) -> None:
    """Properties that none of these events has carried lately; nothing is said while one of them is not known.

    `home` is what stands before their names there.
    """
    known = found.context.known_names.properties
    if not events or not all(known.get(event) for event in events):
        return
    seen = {field.partition(".")[0] for event in events for field in known[event]}
    for name in sorted({path.partition(".")[0] for path in paths} - seen):
        wish = nearest(name, seen)
        carried = f'No {" or ".join(sorted(events))[:80]} has carried "{name[:60]}" lately.'
        text = f"{carried} {meant(wish, 'Check its spelling.')}"
        found.warn("property_unknown", text, at, suggestion=wish and ".".join(filter(None, (home, wish))))


def _check_answers(found: Findings, journey: Journey, condition: Condition, at: str) -> None:
    for name in sorted({path.partition(".")[0] for path in condition.answer_paths}):
        if name not in found.answering_nodes:
            wish = nearest(name, found.answering_nodes)
            what = "keeps no answer" if name in journey.nodes else "is no node of this journey"
            text = f'"{name[:80]}" {what}. {meant(wish, "Name one of its webhook nodes.")}'
            found.error("answer_node_unknown", text, at, suggestion=wish)


def _names(found: Findings) -> KnownNames:
    known, segments = found.context.known_names, found.context.segments
    return replace(
        known,
        traits=known.traits | found.own_traits,
        lists=known.lists | found.own_lists,
        segments=known.segments | frozenset(segments or ()) | found.own_segments,
        journeys=(found.context.journeys or frozenset()) | {found.own_journey},
        messages=found.context.messages | {f"{found.own_journey}/{node}" for node in found.sending_nodes},
    )


def _matters(found: Findings, fault: ConditionError) -> bool:
    """Whether the names of this kind are known at all; a field is not reported as unknown when all of them are."""
    names = found.context.known_names
    known = {
        "condition_unknown_field": bool(names.traits),
        "condition_unknown_account_field": bool(names.account_traits),
        "condition_unknown_event": bool(names.events),
        "condition_unknown_list": bool(names.lists),
        "condition_unknown_journey": found.context.journeys is not None,
        "condition_unknown_message": found.context.journeys is not None,
        "condition_unknown_segment": bool(names.segments) or found.context.segments is not None,
    }
    return known.get(fault.code, True)


def _add(found: Findings, fault: ConditionError, at: str) -> None:
    add = found.error if fault.level == "error" else found.warn
    # The code is the language's own, documented with it.
    add(fault.code, fault.text, at, fault.suggestion or None, fault.offset)


def _check_place(found: Findings, condition: Condition, at: str, place: Place) -> None:
    if condition.uses_event and place.event == "never":
        found.error("event_not_here", "There is no event here; ask for traits, count(...) or last(...) instead.", at)
    elif condition.uses_event and place.event == "fleeting":
        text = "`event` is only known in the moment of an event, not after a wait; write entry.x for the entry event."
        found.warn("event_fleeting", text, at)
    if condition.entry_paths and not place.entry:
        found.error("entry_not_here", "There is no entry event here; at the entry itself it is called event.x.", at)
    if condition.receipt_nodes and not place.receipts:
        text = "Receipts, such as opened(...), belong to a message of a journey that one is in; nobody has one here."
        found.error("receipt_not_here", text, at)
    if condition.answer_paths and not place.receipts:
        text = "An answer belongs to a journey that one is in; nobody has one here."
        found.error("answer_not_here", text, at)


def check_tag(found: Findings, tag: str, at: str) -> None:
    """A language tag as BCP 47 writes it; nothing is said about none."""
    if tag and read_tag(tag) != tag:
        wish = read_tag(tag)
        text = f'"{tag[:60]}" is no language tag; {f"write {wish}." if wish else "write one such as de or pt-BR."}'
        found.error("language_invalid", text, at, suggestion=wish)
