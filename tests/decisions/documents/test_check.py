"""The check of documents: every planted fault is found, at its place, with its code; good documents are left alone."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.conditions.language import KnownNames
from loopline.decisions.documents.check import CheckContext, Problem, check_document
from loopline.decisions.documents.graph import STEPS_MAX
from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import compile_journey
from loopline.delivery.rendering import verdict as render
from loopline.model.journey import Journey
from loopline.model.nodes.message import Content

Plain = dict[str, Any]
GOOD: Plain = {
    "kind": "journey",
    "id": "good",
    "entry": {"on": ["signed_up"], "where": 'plan != "none"', "reentry": {"policy": "after", "after": "30d"}},
    "exits": [{"on": "closed", "where": "event.id == entry.id"}, {"change": "plan"}, {"when": "score < 1"}],
    "goal": {"event": "bought", "value": "amount", "within": "14d", "where": "event.amount > 1"},
    "holdout": {"percent": 10},
    "quiet_hours": {"from": "21:00", "to": "08:00"},
    "planned_end": "2026-12-31",
    "start": "mail",
    "nodes": {
        "mail": {
            "kind": "message",
            "channel": "email",
            "topic": "news",
            "content": {"subject": "Hello", "text": "Hi", "headers": {"X-Kind": "a"}},
            "if_failed": {"then": "push"},
            "then": "pause",
        },
        "push": {"kind": "message", "channel": "push", "content": {"body": "Hi"}, "then": "pause"},
        "pause": {"kind": "wait", "for": "1d", "then": "morning"},
        "morning": {"kind": "wait", "until_time": "09:00", "weekdays": ["mon"], "then": "renewal"},
        "renewal": {
            "kind": "wait",
            "until_date": {"field": "renews_on", "offset": "-3d", "at": "09:00"},
            "then": "hold",
        },
        "hold": {
            "kind": "wait",
            "until": {"event": "used", "where": "event.id == entry.id", "when": 'clicked("mail")'},
            "timeout": "3d",
            "then": "which",
            "on_timeout": "arms",
        },
        "which": {
            "kind": "split",
            "branches": [
                {"name": "one", "when": "score > 2", "then": "set"},
                {"when": 'opened("push")', "then": "hand"},
            ],
            "otherwise": "arms",
        },
        "arms": {"kind": "experiment", "arms": [{"name": "a", "weight": 1, "then": "set"}, {"name": "b", "weight": 2}]},
        "set": {
            "kind": "update",
            "set": {"seen": "=now()", "p": "=entry.plan", "n": 1},
            "add_to": ["l"],
            "then": "hand",
        },
        "hand": {"kind": "handoff", "journey": "other", "then": "won"},
        "won": {"kind": "goal", "then": "end"},
        "end": {"kind": "exit"},
    },
}
KNOWN = CheckContext(
    known_names=KnownNames(
        traits=frozenset({"plan", "score", "seen", "renews_on", "mobile"}),
        events=frozenset({"signed_up", "closed", "bought", "used"}),
    ),
    journeys=frozenset({"good", "other"}),
    segments={},
    topics=frozenset({"news", "bills"}),
    transactional_topics=frozenset({"bills"}),
    groups=frozenset({"offers"}),
    country="US",
)
DELETE = "<deleted>"
BOUGHT = {"name": "bought", "event": "used", "then": "which"}
FROM_SHOP = {"body": "Sale", "sender": "Shop"}
TEXT: dict[str, Any] = {"kind": "message", "channel": "sms", "then": "pause"}
MAIL_DE, BODY_DE = "nodes.mail.content.locales.de", "nodes.push.content.locales.de.body"
LONG_DE = {**TEXT, "content": {"body": "Hi", "locales": {"de": {"body": "x" * 161}}}}
SHOP_DE = {**TEXT, "content": {"body": "Hi", "locales": {"de": FROM_SHOP}}}


def changed(path: str, value: Any) -> Plain:
    """The good journey with one value changed; list steps are numbers."""
    raw = copy.deepcopy(GOOD)
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = raw
    for step in steps:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
    if value is DELETE:
        del inner[last]
    else:
        inner[last] = value
    return raw


def faults(raw: Plain, context: CheckContext = KNOWN) -> tuple[Problem, ...]:
    return check_document(build_document(raw), context)


def test_a_good_journey_has_no_fault_whatever_is_known() -> None:
    assert faults(GOOD) == ()
    assert faults(GOOD, CheckContext()) == ()


PLANTED = [
    # path, value, code, at, severity
    ("id", "No Slug", "id_form", "id", "error"),
    ("unit", "household", "unit_unknown", "unit", "error"),
    ("hold", "soon", "duration_invalid", "hold", "error"),
    ("hold", "8d", "hold_too_long", "hold", "error"),
    ("nodes.mail.hold", "8d", "hold_too_long", "nodes.mail.hold", "error"),
    (
        "nodes.mail",
        {**GOOD["nodes"]["mail"], "hold": "1h", "transactional": True},
        "hold_unused",
        "nodes.mail.hold",
        "warning",
    ),
    ("exclusive", "No Slug", "id_form", "exclusive", "error"),
    ("exclusive", "offer", "group_unknown", "exclusive", "warning"),
    ("entry.on", [], "entry_events_missing", "entry.on", "error"),
    ("entry.triggers", [{}], "trigger_form", "entry.triggers[0]", "error"),
    ("entry.triggers", [{"event": "signed_up", "to": 1}], "trigger_form", "entry.triggers[0]", "error"),
    ("entry.triggers", [{"change": "event.x"}], "change_field", "entry.triggers[0].change", "error"),
    (
        "entry.triggers",
        [{"change": "plan", "where": "event.x == 1"}],
        "event_not_here",
        "entry.triggers[0].where",
        "error",
    ),
    ("entry.on", [" "], "event_blank", "entry.on[0]", "error"),
    ("entry.on", ["signed_upp"], "event_unknown", "entry.on[0]", "warning"),
    ("entry.where", "plan =! 3", "condition_syntax", "entry.where", "error"),
    ("entry.where", "plam == 3", "condition_unknown_field", "entry.where", "warning"),
    ("entry.where", "entry.x == 3", "entry_not_here", "entry.where", "error"),
    ("entry.where", 'opened("mail")', "receipt_not_here", "entry.where", "error"),
    ("entry.where", 'in_segment("gone")', "condition_unknown_segment", "entry.where", "error"),
    ("entry.lateness", "soon", "duration_invalid", "entry.lateness", "error"),
    ("entry.reentry", {"policy": "twice"}, "reentry_policy_unknown", "entry.reentry.policy", "error"),
    ("entry.reentry", {"policy": "after"}, "reentry_after_missing", "entry.reentry.after", "error"),
    ("entry.reentry", {"after": "3d"}, "reentry_after_unused", "entry.reentry.after", "warning"),
    ("entry.reentry.after", "x", "duration_invalid", "entry.reentry.after", "error"),
    ("entry.reentry.key", "event order", "path_form", "entry.reentry.key", "error"),
    ("exits.0", {}, "exit_rule_empty", "exits[0]", "error"),
    ("exits.0.on", DELETE, "where_without_event", "exits[0].where", "error"),
    ("exits.0.on", "clsed", "event_unknown", "exits[0].on", "warning"),
    ("exits.0.where", "1 +", "condition_syntax", "exits[0].where", "error"),
    ("exits.1.change", "a b", "path_form", "exits[1].change", "error"),
    ("exits.1.change", "plam", "condition_unknown_field", "exits[1].change", "warning"),
    ("exits.1.change", "entry.plan", "change_field", "exits[1].change", "error"),
    ("exits.1.change", "account.id", "change_field", "exits[1].change", "error"),
    ("entry.reentry.key", "person.plam", "condition_unknown_field", "entry.reentry.key", "warning"),
    (
        "nodes.renewal.until_date.field",
        "renew_on",
        "condition_unknown_field",
        "nodes.renewal.until_date.field",
        "warning",
    ),
    ("nodes.set.set", {"a": "=scor"}, "condition_unknown_field", "nodes.set.set.a", "warning"),
    ("exits.2.when", "event.x == 1", "event_fleeting", "exits[2].when", "warning"),
    ("goal.event", "", "event_blank", "goal.event", "error"),
    ("goal.where", 'clicked("mail")', "receipt_not_here", "goal.where", "error"),
    ("goal.value", "a b", "path_form", "goal.value", "error"),
    ("goal.once_by", "entry.order_id", "goal_once_by", "goal.once_by", "error"),
    ("goal.once_by", "a b", "path_form", "goal.once_by", "error"),
    ("goal.currency", "a b", "path_form", "goal.currency", "error"),
    ("goal.within", "14", "duration_invalid", "goal.within", "error"),
    ("goal.within", "0d", "goal_window_zero", "goal.within", "error"),
    ("goal", DELETE, "holdout_without_goal", "holdout", "warning"),
    ("holdout.percent", 91, "percent_range", "holdout.percent", "error"),
    ("holdout.percent", -1, "percent_range", "holdout.percent", "error"),
    ("quiet_hours.from", "25:00", "time_invalid", "quiet_hours.from", "error"),
    ("quiet_hours.from", "08:00", "quiet_hours_empty", "quiet_hours", "warning"),
    ("planned_end", "soon", "day_form", "planned_end", "error"),
    ("planned_end", "2026-02-30", "day_form", "planned_end", "error"),
    ("planned_units", -5, "planned_units_negative", "planned_units", "error"),
    ("start", "mali", "start_missing", "start", "error"),
    ("nodes", {}, "nodes_empty", "nodes", "error"),
    ("nodes.mail.then", "pauze", "node_missing", "nodes.mail.then", "error"),
    ("nodes.mail.if_failed.then", "nowhere", "node_missing", "nodes.mail.if_failed.then", "error"),
    ("nodes.hold.on_timeout", "nowhere", "node_missing", "nodes.hold.on_timeout", "error"),
    ("nodes.which.branches.0.then", "nowhere", "node_missing", "nodes.which.branches[0].then", "error"),
    ("nodes.which.otherwise", "nowhere", "node_missing", "nodes.which.otherwise", "error"),
    ("nodes.arms.arms.0.then", "nowhere", "node_missing", "nodes.arms.arms[0].then", "error"),
    ("nodes.renewal.until_date.if_past", "nowhere", "node_missing", "nodes.renewal.until_date.if_past", "error"),
    ("nodes.island", {"kind": "exit"}, "node_unreachable", "nodes.island", "warning"),
    ("nodes.won.then", "which", "loop_without_wait", "nodes.which", "error"),
    ("nodes.won.then", "won", "loop_without_wait", "nodes.won", "error"),
    ("nodes.UPPER", {"kind": "exit"}, "id_form", "nodes.UPPER", "error"),
    ("nodes.mail.channel", "emial", "channel_unknown", "nodes.mail.channel", "error"),
    ("nodes.mail.content.subject", "", "content_missing", "nodes.mail.content.subject", "error"),
    ("nodes.mail.content.text", "", "content_missing", "nodes.mail.content.html", "error"),
    ("nodes.mail.content.body", "Hi", "content_unused", "nodes.mail.content.body", "warning"),
    ("nodes.mail.content.headers", {"X A": "b"}, "header_form", "nodes.mail.content.headers.X A", "error"),
    ("nodes.mail.content.headers", {"XA": "b\nBcc: x"}, "header_form", "nodes.mail.content.headers.XA", "error"),
    ("nodes.push", {**TEXT, "content": {"body": "x" * 161}}, "sms_segments", "nodes.push.content.body", "warning"),
    ("nodes.push", {**TEXT, "content": {"body": "“" * 71}}, "sms_segments", "nodes.push.content.body", "warning"),
    ("nodes.push", {**TEXT, "content": FROM_SHOP}, "sms_way_out", "nodes.push.content.body", "warning"),
    ("nodes.push", {**TEXT, "content": FROM_SHOP}, "sms_sender_country", "nodes.push.content.sender", "warning"),
    (MAIL_DE, {"subject": " "}, "locale_part_blank", f"{MAIL_DE}.subject", "error"),
    (MAIL_DE, {"subject": "Hallo", "text": "Hi", "sender": "?"}, "sender_invalid", f"{MAIL_DE}.sender", "error"),
    (MAIL_DE, {"subject": "Hallo", "text": "Hi", "reply_to": "?"}, "reply_to_invalid", f"{MAIL_DE}.reply_to", "error"),
    (
        MAIL_DE,
        {"subject": "Hallo", "text": "Hi", "headers": {"To": "b"}},
        "header_ours",
        f"{MAIL_DE}.headers.To",
        "error",
    ),
    ("nodes.push", LONG_DE, "sms_segments", BODY_DE, "warning"),
    ("nodes.push", SHOP_DE, "sms_way_out", BODY_DE, "warning"),
    ("nodes.push.content", {"title": "Hi"}, "content_missing", "nodes.push.content.body", "error"),
    ("nodes.push.channel", "webhook", "content_missing", "nodes.push.content.url", "error"),
    ("nodes.mail.topic", "newz", "topic_unknown", "nodes.mail.topic", "warning"),
    ("nodes.mail.if_refused", "retry", "policy_unknown", "nodes.mail.if_refused", "error"),
    ("nodes.mail.wait_at_most", "later", "duration_invalid", "nodes.mail.wait_at_most", "error"),
    ("nodes.mail.if_failed.attempts", 0, "attempts_range", "nodes.mail.if_failed.attempts", "error"),
    ("nodes.pause.for", "", "wait_empty", "nodes.pause", "error"),
    ("nodes.pause.until_time", "09:00", "wait_several", "nodes.pause", "error"),
    ("nodes.pause.for", "20y", "duration_invalid", "nodes.pause.for", "error"),
    ("nodes.pause.timeout", "1d", "timeout_unused", "nodes.pause.timeout", "warning"),
    ("nodes.pause.on_timeout", "end", "on_timeout_unused", "nodes.pause.on_timeout", "warning"),
    ("nodes.pause.weekdays", ["mon"], "weekdays_unused", "nodes.pause.weekdays", "warning"),
    ("nodes.morning.weekdays", ["monday"], "weekday_unknown", "nodes.morning.weekdays[0]", "error"),
    ("nodes.morning.until_time", "9 am", "time_invalid", "nodes.morning.until_time", "error"),
    ("nodes.renewal.until_date.field", "", "path_form", "nodes.renewal.until_date.field", "error"),
    ("nodes.renewal.until_date.offset", "3", "duration_invalid", "nodes.renewal.until_date.offset", "error"),
    ("nodes.renewal.until_date.at", "noon", "time_invalid", "nodes.renewal.until_date.at", "error"),
    ("nodes.hold.timeout", "", "until_without_timeout", "nodes.hold.until", "warning"),
    ("nodes.hold.timeout", "x", "duration_invalid", "nodes.hold.timeout", "error"),
    ("nodes.morning.calendar", True, "calendar_unused", "nodes.morning.calendar", "warning"),
    ("nodes.hold", {"kind": "wait", "ways": [{"name": "a"}]}, "way_empty", "nodes.hold.ways[0]", "error"),
    ("nodes.hold", {"kind": "wait", "ways": [BOUGHT, BOUGHT]}, "way_name_repeated", "nodes.hold.ways[1].name", "error"),
    (
        "nodes.hold",
        {"kind": "wait", "ways": [{**BOUGHT, "name": " "}]},
        "way_name_missing",
        "nodes.hold.ways[0].name",
        "error",
    ),
    ("nodes.hold", {"kind": "wait", "ways": [BOUGHT] * 21}, "ways_number", "nodes.hold.ways", "error"),
    ("nodes.hold", {"kind": "wait", "ways": [BOUGHT]}, "until_without_timeout", "nodes.hold.ways", "warning"),
    (
        "nodes.hold",
        {"kind": "wait", "ways": [{"name": "a", "date": {"field": "("}}]},
        "path_form",
        "nodes.hold.ways[0].date.field",
        "error",
    ),
    (
        "nodes.hold",
        {"kind": "wait", "for": "36h", "calendar": True},
        "calendar_unused",
        "nodes.hold.calendar",
        "warning",
    ),
    ("nodes.hold.until", {}, "until_empty", "nodes.hold.until", "error"),
    ("nodes.hold.until.event", "", "where_without_event", "nodes.hold.until.where", "error"),
    ("nodes.hold.until.event", "usde", "event_unknown", "nodes.hold.until.event", "warning"),
    ("nodes.hold.until.when", 'clicked("mali")', "receipt_node_unknown", "nodes.hold.until.when", "error"),
    ("nodes.hold.until.when", 'clicked("pause")', "receipt_node_unknown", "nodes.hold.until.when", "error"),
    ("nodes.which.branches", [], "split_empty", "nodes.which.branches", "error"),
    ("nodes.which.branches.1.when", " score > 2", "branch_repeated", "nodes.which.branches[1]", "warning"),
    ("nodes.which.branches.1.name", "one", "branch_name_repeated", "nodes.which.branches", "warning"),
    ("nodes.which.branches.0.when", "", "condition_empty", "nodes.which.branches[0].when", "error"),
    ("nodes.which.branches.0.when", "event.x == 1", "event_fleeting", "nodes.which.branches[0].when", "warning"),
    ("nodes.arms.arms", [{"name": "a", "weight": 1}], "arms_number", "nodes.arms.arms", "error"),
    ("nodes.arms.arms.0.name", "b", "arm_name_repeated", "nodes.arms.arms", "error"),
    ("nodes.arms.arms.0.name", " ", "arm_name_missing", "nodes.arms.arms[0].name", "error"),
    ("nodes.arms.arms.0.weight", -1, "weight_wrong", "nodes.arms.arms[0].weight", "error"),
    ("nodes.arms.arms.0.weight", 1e308, "weight_wrong", "nodes.arms.arms[0].weight", "error"),
    (
        "nodes.arms.arms",
        [{"name": "a", "weight": 0}, {"name": "b", "weight": 0}],
        "weights_zero",
        "nodes.arms.arms",
        "error",
    ),
    ("nodes.set", {"kind": "update", "then": "hand"}, "update_empty", "nodes.set", "warning"),
    ("nodes.set.set", {" ": 1}, "trait_blank", "nodes.set.set", "error"),
    ("nodes.set.set", {"a": "=score + 1"}, "update_expression", "nodes.set.set.a", "error"),
    ("nodes.set.set", {"a": "=last('x')"}, "update_expression", "nodes.set.set.a", "error"),
    ("nodes.set.set", {"a": "=1x"}, "update_expression", "nodes.set.set.a", "error"),
    ("nodes.set.set", {"a": "=scoer"}, "condition_unknown_field", "nodes.set.set.a", "warning"),
    ("nodes.set.add_to", [""], "list_blank", "nodes.set.add_to[0]", "error"),
    ("nodes.set.remove_from", ["l"], "list_joined_and_left", "nodes.set", "warning"),
    ("nodes.hand.journey", "", "handoff_missing", "nodes.hand.journey", "error"),
    ("nodes.hand.journey", "good", "handoff_to_itself", "nodes.hand.journey", "error"),
    ("nodes.hand.journey", "othr", "handoff_unknown", "nodes.hand.journey", "warning"),
]


@pytest.mark.parametrize(("path", "value", "code", "at", "severity"), PLANTED, ids=lambda value: str(value)[:40])
def test_a_planted_fault_is_found_at_its_place(path: str, value: Any, code: str, at: str, severity: str) -> None:
    found = faults(changed(path, value))
    assert (code, at, severity) in [(fault.code, fault.at, fault.severity) for fault in found]
    for fault in found:
        assert fault.node == (fault.at.split(".")[1] if fault.at.startswith("nodes.") else "")
        assert (fault.text[0].isupper() or fault.text[0] in '"`') and fault.text[-1] in ".?!)"


@pytest.mark.parametrize(("path", "value", "code", "at", "severity"), PLANTED, ids=lambda value: str(value)[:40])
def test_what_has_no_error_compiles(path: str, value: Any, code: str, at: str, severity: str) -> None:
    document = build_document(changed(path, value))
    assert isinstance(document, Journey)
    if not any(fault.severity == "error" for fault in check_document(document, KNOWN)):
        assert compile_journey(document, 1).id == document.id


@pytest.mark.parametrize(
    ("path", "value", "suggestion"),
    [
        ("entry.on", ["signed_upp"], "signed_up"),
        ("start", "mali", "mail"),
        ("nodes.mail.then", "pauze", "pause"),
        ("nodes.mail.if_failed.then", "exti", "exit"),
        ("nodes.mail.channel", "emial", "email"),
        ("nodes.hold.until.when", 'clicked("mali")', "mail"),
        ("nodes.morning.weekdays", ["mon", "tu"], "tue"),
        ("nodes.hand.journey", "othr", "other"),
        ("nodes.mail.topic", "newz", "news"),
        ("entry.where", "plam == 3", "plan"),
        ("id", "Spring Sale!", "spring-sale"),
    ],
)
def test_a_misspelling_gets_a_suggestion(path: str, value: Any, suggestion: str) -> None:
    assert suggestion in [fault.suggestion for fault in faults(changed(path, value))]


def test_the_fault_of_a_condition_tells_the_character() -> None:
    (fault,) = faults(changed("entry.where", 'plan == "a" and plam == 3'))
    assert fault.offset == 16


def test_names_are_only_held_against_what_is_known() -> None:
    raw = changed("entry.where", 'plam == 3 and in_segment("gone") and in_list("gone") and account.x == 1')
    assert faults(raw, CheckContext()) == ()
    only_events = CheckContext(known_names=KnownNames(events=frozenset({"signed_up", "closed", "bought", "used"})))
    assert faults(raw, only_events) == ()


def test_the_time_of_the_entry_is_known_inside_a_journey_and_at_no_entry() -> None:
    told = CheckContext(known_names=KnownNames(properties={"signed_up": frozenset({"id", "plan"})}))
    asked = 'count("bought", since=entry.at) >= 1'
    assert faults(changed("exits", [{"when": asked}]), told) == ()
    assert [fault.code for fault in faults(changed("entry.where", asked), told)] == ["entry_not_here"]


def test_all_faults_are_told_at_once() -> None:
    raw = changed("entry.on", [])
    raw["nodes"]["pause"]["for"] = "soon"
    raw["nodes"]["won"]["then"] = "nowhere"
    assert {fault.code for fault in faults(raw)} >= {"entry_events_missing", "duration_invalid", "node_missing"}


def test_template_faults_are_told_at_their_part() -> None:
    def template_faults(content: Content) -> list[render.TemplateError]:
        return [render.TemplateError("template_syntax", "text", "A brace is missing.", 3)] if content.text else []

    (fault,) = faults(GOOD, CheckContext(template_faults=template_faults))
    assert (fault.code, fault.at, fault.node) == ("template_syntax", "nodes.mail.content.text", "mail")
    assert fault.text == "A brace is missing. (line 3)"


def test_a_loop_with_a_wait_is_good_and_one_without_an_end_is_told() -> None:
    raw = changed("nodes", {"a": {"kind": "wait", "for": "1d", "then": "a"}})
    raw["start"] = "a"
    assert faults(raw) == ()  # the exit rules let people out
    raw["exits"] = []
    assert [fault.code for fault in faults(raw)] == ["no_way_out"]
    raw["goal"]["exit"] = True
    assert faults(raw) == ()


LOOPS: list[tuple[Plain, bool]] = [
    ({"for": "1d"}, False),
    ({"for": "0d"}, True),
    ({"until_time": "09:00"}, False),
    ({"until_date": {"field": "renews_on"}}, True),
    ({"until_date": {"field": "renews_on", "if_past": "exit"}}, False),
    ({"until": {"event": "used"}, "timeout": "1d"}, False),
    ({"until": {"event": "used"}, "timeout": "0d"}, True),
    ({"until": {"when": "score > 1"}, "timeout": "1d"}, True),
    ({"until": {"event": "used"}, "timeout": "1d", "on_timeout": "b"}, False),
]


@pytest.mark.parametrize(("wait", "spins"), LOOPS, ids=str)
def test_only_a_wait_that_takes_time_breaks_a_loop(wait: Plain, spins: bool) -> None:
    nodes = {"a": {"kind": "wait", "then": "b", **wait}, "b": {"kind": "update", "set": {"n": 1}, "then": "a"}}
    raw = changed("nodes", nodes) | {"start": "a"}
    assert ("loop_without_wait" in [fault.code for fault in faults(raw)]) is spins


def test_two_loops_are_two_faults() -> None:
    split = {"kind": "split", "branches": [{"when": "score > 1", "then": "b"}], "otherwise": "c"}
    nodes = {"a": split, "b": {"kind": "goal", "then": "a"}, "c": {"kind": "goal", "then": "a"}}
    raw = changed("nodes", nodes) | {"start": "a"}
    loops = [fault.text for fault in faults(raw) if fault.code == "loop_without_wait"]
    assert len(loops) == 2 and [text.split(": ")[1][:9] for text in loops] == ["a → b → a", "a → c → a"]


@pytest.mark.parametrize(("length", "told"), [(STEPS_MAX, False), (STEPS_MAX + 1, True)])
def test_too_many_steps_without_a_wait_are_told(length: int, told: bool) -> None:
    nodes: Plain = {f"n{index}": {"kind": "goal", "then": f"n{index + 1}"} for index in range(length - 1)}
    nodes[f"n{length - 1}"] = {"kind": "exit"}
    raw = changed("nodes", nodes) | {"start": "n0"}
    assert ("steps_too_many" in [fault.code for fault in faults(raw)]) is told


def test_a_segment_sees_people_only() -> None:
    def codes(when: str) -> list[str]:
        return [fault.code for fault in faults({"kind": "segment", "id": "s", "when": when}, CheckContext())]

    assert codes("plan == 1") == []
    assert codes("event.plan == 1") == ["event_not_here"]
    assert codes("entry.plan == 1") == ["entry_not_here"]
    assert codes('opened("mail")') == ["receipt_not_here"]
    assert codes("") == ["condition_empty"]
    assert codes("plan ==") == ["condition_syntax"]


@pytest.mark.parametrize(
    ("segments", "circle"),
    [
        ({}, "s → s"),
        ({"b": 'in_segment("c")', "c": 'in_segment("s")'}, "s → b → c → s"),
    ],
)
def test_segments_in_a_circle_are_told(segments: dict[str, str], circle: str) -> None:
    first = circle.split(" → ")[1]
    raw = {"kind": "segment", "id": "s", "when": f'plan == 1 or in_segment("{first}")'}
    (fault,) = faults(raw, CheckContext(segments=segments))
    assert fault.code == "segment_circle" and f": {circle}." in fault.text


def test_a_circle_among_other_segments_is_not_this_ones_fault() -> None:
    segments = {"b": 'in_segment("c")', "c": 'in_segment("b")'}
    assert faults({"kind": "segment", "id": "s", "when": 'in_segment("b")'}, CheckContext(segments=segments)) == ()


WORKSPACE: Plain = {
    "kind": "workspace",
    "zone": "Europe/Berlin",
    "consent": {"sms": "opt_in"},
    "topics": {"news": {"consent": "opt_out"}},
    "caps": [{"limit": 3, "within": "7d", "channel": "email", "topic": "news"}],
    "quiet_hours": {"from": "21:00", "to": "08:00"},
    "holdout": {"percent": 2, "goal": {"event": "signed_up"}},
    "programmes": {"growth": {"percent": 5, "goal": {"event": "signed_up"}}},
    "addresses": {"sms": "mobile"},
}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"zone": "Middle/Earth"}, "zone_unknown"),
        ({"currency": "euro"}, "currency_unknown"),
        ({"consent": {"fax": "opt_in"}}, "channel_unknown"),
        ({"consent": {"sms": "maybe"}}, "consent_unknown"),
        ({"topics": {"news": {"consent": "maybe"}}}, "consent_unknown"),
        ({"topics": {"news": {}, "N N": {}}}, "id_form"),
        ({"caps": [{"limit": 0, "within": "7d"}]}, "cap_limit"),
        ({"caps": [{"limit": 1, "within": "a week"}]}, "duration_invalid"),
        ({"caps": [{"limit": 1, "within": "93d"}]}, "cap_window"),
        ({"caps": [{"limit": 1}]}, "cap_window"),
        ({"caps": [{"limit": 1, "within": "7d", "per": "day"}]}, "cap_window"),
        ({"caps": [{"limit": 1, "per": "fortnight"}]}, "cap_period"),
        ({"caps": [{"limit": 3, "per": "week", "reserve": {"priority": 80, "places": 3}}]}, "cap_reserve"),
        ({"caps": [{"limit": 3, "within": "7d", "reserve": {"priority": 80, "places": 0}}]}, "cap_reserve"),
        ({"caps": [{"limit": 1, "within": "0d"}]}, "cap_window"),
        ({"sender": "Shop"}, "sender_invalid"),
        ({"sender": "Shop <hello@example.com>, Other <o@example.com>"}, "sender_invalid"),
        ({"sender": "Shop <hello@example.com>\nBcc: x@example.com"}, "sender_invalid"),
        ({"caps": [{"limit": 1000, "within": "7d"}]}, "cap_limit"),
        ({"caps": [{"limit": 1, "within": "7d", "channel": "fax"}]}, "channel_unknown"),
        ({"caps": [{"limit": 1, "within": "7d", "topic": "nws"}]}, "topic_unknown"),
        ({"holdout": {"percent": 100, "goal": {"event": "signed_up"}}}, "percent_range"),
        ({"programmes": {"growth": {"percent": -1}}}, "percent_range"),
        ({"exclusive": {"offers": "best_wins", "news": "first_wins"}}, ""),
        ({"exclusive": {"offers": "last_wins"}}, "group_rule_unknown"),
        ({"exclusive": {"Of fers": "best_wins"}}, "id_form"),
        ({"quiet_hours": {"from": "late", "to": "08:00"}}, "time_invalid"),
        ({"addresses": {"fax": "fax"}}, "channel_unknown"),
        ({"addresses": {"sms": "a b"}}, "path_form"),
    ],
)
def test_the_workspace_is_checked(change: Plain, code: str) -> None:
    assert [fault.code for fault in faults(WORKSPACE | change)] == ([code] if code else [])


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_check_never_raises_and_repeats_itself(data: st.DataObject) -> None:
    raw = copy.deepcopy(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        _spoil(raw, data.draw)
    document = build_document(raw)
    assert check_document(document, KNOWN) == check_document(document, KNOWN)


def _spoil(raw: Any, draw: Callable[..., Any]) -> None:
    """Replace one text or number somewhere by another."""
    inner = raw
    while True:
        keys = [key for key in (inner if isinstance(inner, dict) else range(len(inner))) if key != "kind"]
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        if not isinstance(inner[key], dict | list):
            break
        inner = inner[key]
    texts = st.text(max_size=12) | st.sampled_from(["mail", "pause", "end", "=", "=now()", "-1d", "0d", "a", "exit"])
    if isinstance(inner[key], str):
        inner[key] = draw(texts)
    elif isinstance(inner[key], int | float):
        inner[key] = draw(st.integers(-5, 200))


@pytest.mark.parametrize(
    ("when", "warned"),
    [
        ('clicked("late")', True),
        ('not opened("late") and plan == "x"', True),
        ('answer("call", "left") > 1', True),
        ('clicked("mail")', False),
        ('clicked("round")', False),
    ],
)
def test_a_rule_about_what_no_road_to_it_passes_is_told(when: str, warned: bool) -> None:
    nodes = {
        "mail": {"kind": "message", "channel": "push", "content": {"body": "Hi"}, "then": "ask"},
        "ask": {"kind": "split", "branches": [{"when": when, "then": "late"}], "otherwise": "round"},
        "round": {"kind": "message", "channel": "push", "content": {"body": "Hi"}, "then": "day"},
        "day": {"kind": "wait", "for": "1d", "then": "ask"},
        "late": {"kind": "message", "channel": "push", "content": {"body": "Hi"}, "then": "call"},
        "call": {"kind": "webhook", "url": "https://example.com/", "timeout": "1h"},
    }
    document = {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": "mail", "nodes": nodes}
    told = [fault for fault in check_document(build_document(document)) if fault.code == "asked_before_sent"]
    assert [(fault.at, fault.severity) for fault in told] == ([("nodes.ask", "warning")] if warned else [])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("x" * 160, ""),
        ("{{first_name}} {{#if plan}}{{plan}}{{/if}}" + "x" * 159, ""),
        ("x" * 307, "is 3 SMS, and fields may make it longer; 160 letters"),
        ("ê" + "x" * 70, "is 2 SMS, and fields may make it longer; 70 letters fit into one, and not 160, because of ê"),
    ],
)
def test_a_text_says_how_many_sms_it_is(body: str, words: str) -> None:
    found = check_document(build_document(changed("nodes.push", {**TEXT, "content": {"body": body}})), KNOWN)
    said = " ".join(fault.text for fault in found if fault.code == "sms_segments")
    assert words in said and bool(said) is bool(words)


@pytest.mark.parametrize(
    ("node", "codes"),
    [
        ({"content": {"body": "Sale", "sender": "+15005550006"}}, set[str]()),
        ({"content": {"body": "Sale. To leave text STOP to 12345", "sender": "Shop"}}, {"sms_sender_country"}),
        ({"content": FROM_SHOP, "transactional": True}, set[str]()),
        ({"content": FROM_SHOP, "topic": "bills"}, set[str]()),
        ({"content": {"body": "Sale"}}, set[str]()),
    ],
)
def test_a_text_that_can_be_left_or_need_not_be_is_fine(node: dict[str, Any], codes: set[str]) -> None:
    found = check_document(build_document(changed("nodes.push", {**TEXT, **node})), KNOWN)
    assert {fault.code for fault in found if fault.code.startswith("sms_")} == codes


def test_nothing_is_said_of_senders_where_no_country_is_known() -> None:
    document = build_document(changed("nodes.push", {**TEXT, "content": FROM_SHOP}))
    assert not [fault for fault in check_document(document, replace(KNOWN, country="")) if "sms_" in fault.code]


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("display", "popup", "display_unknown"),
        ("priority", "urgent", "priority_unknown"),
        ("expires_in", "soon", "duration_invalid"),
        ("expires_in", "0d", "expires_at_once"),
        ("trigger", "cart_opened", "event_unknown"),
        ("url", "javascript:alert(1)", "link_form"),
        ("url", "shop.example.com", "link_form"),
        ("url", "{{link}}", ""),
        ("url", "/plans", ""),
        ("display", "modal", ""),
        ("trigger", "signed_up", ""),
    ],
)
def test_display_rules_of_an_in_app_message_are_checked(part: str, value: str, code: str) -> None:
    content = {"body": "Hi", part: value}
    document = changed("nodes.push", {"kind": "message", "channel": "in_app", "content": content, "then": "pause"})
    told = [(fault.code, fault.at) for fault in faults(document) if fault.at.startswith("nodes.push")]
    assert told == ([(code, f"nodes.push.content.{part}")] if code else [])


def test_what_stands_in_the_inbox_alone_waits_for_nothing() -> None:
    content = {"body": "Hi", "display": "inbox", "trigger": "signed_up"}
    document = changed("nodes.push", {"kind": "message", "channel": "in_app", "content": content, "then": "pause"})
    assert [fault.code for fault in faults(document)] == ["trigger_unused"]
