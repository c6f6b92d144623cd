"""Checks of each kind of node: what it needs, what it cannot be, what it most likely does not mean."""

import math
from collections import Counter
from typing import Final, assert_never

from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.decisions.checks.values import (
    AT_EVENT,
    AT_STEP,
    Place,
    check_choice,
    check_duration,
    check_event,
    check_path,
    check_slug,
    check_text,
    check_time,
)
from loopline.decisions.nodes.message_check import check_message
from loopline.model.journey import (
    Exit,
    Experiment,
    Goal,
    Handoff,
    Journey,
    Message,
    Node,
    Split,
    Until,
    UntilDate,
    Update,
    Wait,
)
from loopline.model.localtime import WEEKDAYS

ARMS_MIN: Final = 2
ARMS_MAX: Final = 20
WAIT_FIELDS: Final = "for, until_time, until_date, until"


def check_nodes(found: Findings, journey: Journey) -> None:
    """Every node by the rules of its kind."""
    for name, node in journey.nodes.items():
        found.node = name
        check_slug(found, name, f"nodes.{name}")
        _check_node(found, journey, f"nodes.{name}", node)
    found.node = ""


def _check_node(found: Findings, journey: Journey, at: str, node: Node) -> None:
    match node:
        case Message():
            check_message(found, node, at)
        case Wait():
            _check_wait(found, journey, node, at)
        case Split():
            _check_split(found, journey, node, at)
        case Experiment():
            _check_experiment(found, node, at)
        case Update():
            _check_update(found, node, at)
        case Handoff():
            _check_handoff(found, journey, node, at)
        case Goal() | Exit():
            pass
        case _:
            assert_never(node)


def check_in_journey(found: Findings, journey: Journey, text: str, at: str, place: Place) -> None:
    """A condition of this journey: also the nodes whose receipts it asks for must be its messages."""
    condition = check_text(found, text, at, place)
    if condition is None or not place.receipts:
        return
    messages = [name for name, node in journey.nodes.items() if isinstance(node, Message)]
    for name in sorted(condition.receipt_nodes):
        if name in messages:
            continue
        wish = nearest(name, messages)
        what = "is no message" if name in journey.nodes else "is no node"
        text = f'"{name[:80]}" {what} of this journey. {meant(wish, "Name one of its message nodes.")}'
        found.error("receipt_node_unknown", text, at, suggestion=wish)


def _check_wait(found: Findings, journey: Journey, node: Wait, at: str) -> None:
    ways = [bool(node.duration), bool(node.until_time), node.until_date is not None, node.until is not None]
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
    for index, day in enumerate(node.weekdays):
        check_choice(found, day, WEEKDAYS, f"{at}.weekdays[{index}]", "weekday_unknown")
    if node.until_date is not None:
        _check_date(found, node.until_date, f"{at}.until_date")
    if node.until is not None:
        _check_until(found, journey, node.until, f"{at}.until")
    _check_timeout(found, node, at)


def _check_date(found: Findings, date: UntilDate, at: str) -> None:
    check_path(found, date.field, f"{at}.field")
    check_duration(found, date.offset, f"{at}.offset", signed=True)
    if date.at:
        check_time(found, date.at, f"{at}.at")


def _check_until(found: Findings, journey: Journey, until: Until, at: str) -> None:
    if not until.event and not until.when:
        found.error("until_empty", "Say what ends the wait: an event, or a condition under `when`.", at)
    if until.event:
        check_event(found, until.event, f"{at}.event")
    if until.where and not until.event:
        text = "`where` filters an event, and there is none here; add `event`, or write the condition as `when`."
        found.error("where_without_event", text, f"{at}.where")
    if until.where:
        check_in_journey(found, journey, until.where, f"{at}.where", AT_EVENT)
    if until.when:
        check_in_journey(found, journey, until.when, f"{at}.when", AT_STEP)


def _check_timeout(found: Findings, node: Wait, at: str) -> None:
    if node.timeout:
        check_duration(found, node.timeout, f"{at}.timeout")
    if node.until is not None and not node.timeout:
        text = "What this waits for may never happen, and then people stand here for ever; add a timeout."
        found.warn("until_without_timeout", text, f"{at}.until")
    if node.until is None and node.timeout:
        found.warn("timeout_unused", "A timeout only counts together with `until`; remove it.", f"{at}.timeout")
    if node.on_timeout is not None and not (node.until is not None and node.timeout):
        text = "Nobody ever takes this way: it needs `until` and a timeout."
        found.warn("on_timeout_unused", text, f"{at}.on_timeout")


def _check_split(found: Findings, journey: Journey, node: Split, at: str) -> None:
    if not node.branches:
        found.error("split_empty", "A split needs at least one branch with a condition.", f"{at}.branches")
    seen: set[str] = set()
    for index, branch in enumerate(node.branches):
        place = f"{at}.branches[{index}]"
        check_in_journey(found, journey, branch.when, f"{place}.when", AT_STEP)
        if branch.when.strip() in seen:
            text = "An earlier branch has the same condition, so nobody comes this way; change it or delete it."
            found.warn("branch_repeated", text, place)
        seen.add(branch.when.strip())
    names = Counter(branch.name for branch in node.branches if branch.name)
    for name in [name for name, count in names.items() if count > 1]:
        text = f'Two branches are called "{name[:80]}"; the reports could not tell them apart.'
        found.warn("branch_name_repeated", text, f"{at}.branches")


def _check_experiment(found: Findings, node: Experiment, at: str) -> None:
    if not ARMS_MIN <= len(node.arms) <= ARMS_MAX:
        text = f"An experiment has {ARMS_MIN} to {ARMS_MAX} arms; this one has {len(node.arms)}."
        found.error("arms_number", text, f"{at}.arms")
    for index, arm in enumerate(node.arms):
        if not arm.name.strip():
            found.error("arm_name_missing", "Name this arm; reports show it.", f"{at}.arms[{index}].name")
        if not (math.isfinite(arm.weight) and arm.weight >= 0):
            text = "A weight is a number, zero or more; the arms share people in proportion."
            found.error("weight_wrong", text, f"{at}.arms[{index}].weight")
    if node.arms and not any(arm.weight > 0 for arm in node.arms):
        found.error("weights_zero", "All weights are zero, so no arm could be chosen; give two arms one.", f"{at}.arms")
    for name in [name for name, count in Counter(arm.name for arm in node.arms).items() if count > 1 and name]:
        text = f'Two arms are called "{name[:80]}"; give each a name of its own.'
        found.error("arm_name_repeated", text, f"{at}.arms")


def _check_update(found: Findings, node: Update, at: str) -> None:
    if not (node.set or node.add_to or node.remove_from):
        found.warn("update_empty", "This changes nothing; fill set, add_to or remove_from, or delete the node.", at)
    for trait, value in node.set.items():
        if not trait.strip():
            found.error("trait_blank", "Give the name of the trait to set.", f"{at}.set")
        if isinstance(value, str) and value.startswith("="):
            _check_expression(found, value[1:].strip(), f"{at}.set.{trait}")
    for field, names in (("add_to", node.add_to), ("remove_from", node.remove_from)):
        for index, name in enumerate(names):
            if not name.strip():
                found.error("list_blank", "Give the name of a list.", f"{at}.{field}[{index}]")
    for name in sorted(set(node.add_to) & set(node.remove_from)):
        text = f'"{name[:80]}" is both joined and left here; keep one of the two.'
        found.warn("list_joined_and_left", text, at)


def _check_expression(found: Findings, text: str, at: str) -> None:
    """`=now()` or the path of a field, which is all that an update can calculate."""
    if text == "now()":
        return
    if "(" in text or " " in text:
        words = "After = stands now() or one field, such as =event.plan; a text that begins with = cannot be set."
        found.error("update_expression", words, at)
        return
    check_text(found, f"has({text})", at, AT_STEP if not text.startswith("event.") else AT_EVENT)


def _check_handoff(found: Findings, journey: Journey, node: Handoff, at: str) -> None:
    known = found.context.journeys
    if not node.journey:
        found.error("handoff_missing", "Name the journey to hand over to.", f"{at}.journey")
    elif node.journey == journey.id:
        text = "A journey cannot hand over to itself; point `then` back to a node, or choose another journey."
        found.error("handoff_to_itself", text, f"{at}.journey")
    elif known is not None and node.journey not in known:
        wish = nearest(node.journey, known)
        hint = meant(wish, "Publish it first, or nobody is handed over.")
        text = f'There is no journey "{node.journey[:80]}" yet. {hint}'
        found.warn("handoff_unknown", text, f"{at}.journey", suggestion=wish)
