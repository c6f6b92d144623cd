"""Checks a document as a whole: every fault at once, in words that a marketer can act on. Pure: asks nobody."""

import re
from datetime import date
from typing import Final, assert_never

from loopline.decisions.checks.account import check_account_entry
from loopline.decisions.checks.exits import check_exit
from loopline.decisions.checks.factors import check_factors
from loopline.decisions.checks.findings import CheckContext, Findings, Problem, TemplateProblem, meant, nearest
from loopline.decisions.checks.goals import check_goal
from loopline.decisions.checks.limits import check_limits
from loopline.decisions.checks.metrics import check_metrics
from loopline.decisions.checks.triggers import check_trigger
from loopline.decisions.checks.values import (
    AT_CHANGE,
    AT_ENTRY,
    check_choice,
    check_duration,
    check_event,
    check_hold,
    check_hours_left,
    check_in_journey,
    check_path,
    check_percent,
    check_quiet,
    check_slug,
)
from loopline.decisions.documents.content import check_content
from loopline.decisions.documents.graph import check_graph
from loopline.decisions.documents.uses import written_by
from loopline.decisions.documents.workspace import check_segment, check_workspace
from loopline.decisions.nodes import kind_of
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.entry.metric import MetricDocument
from loopline.model.errors import LooplineError
from loopline.model.journey import (
    REENTRY_POLICIES,
    UNITS,
    Document,
    Entry,
    Journey,
    Reentry,
    Segment,
    Workspace,
)
from loopline.model.mail.files import File
from loopline.model.offers.document import Offer
from loopline.model.scoring.documents import Model

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
NOTHING_KNOWN: Final = CheckContext()


def check_document(document: Document, context: CheckContext = NOTHING_KNOWN) -> tuple[Problem, ...]:
    """Every fault of a document, errors and warnings, in the order of the document. Raises nothing."""
    found = Findings(context)
    try:
        _check(found, document)
        if not any(fault.severity == "error" for fault in found.faults):
            publish(PublishedSet(), document, 1)
    except Exception as error:  # a fault of ours costs this document, and neither its report nor the others of a batch
        words = error.text if isinstance(error, LooplineError) else f"Loopline failed to check it: {error!r:.200}."
        found.error("check_failed", words, "")
    return tuple(found.faults)


def _check(found: Findings, document: Document) -> None:
    match document:
        case Journey():
            _check_journey(found, document)
        case Segment():
            check_segment(found, document)
        case Workspace():
            check_workspace(found, document)
        case Template() | Block() | Brand() | Catalog() | Feed() | File() | Offer() | Model() | MetricDocument():
            check_content(found, document)
        case _:
            assert_never(document)


def _check_journey(found: Findings, journey: Journey) -> None:
    kinds = {name: kind_of(name, node) for name, node in journey.nodes.items()}
    found.sending_nodes = tuple(name for name, kind in kinds.items() if kind.sends())
    found.answering_nodes = tuple(name for name, kind in kinds.items() if kind.keeps_answer)
    found.own_journey = journey.id
    found.own_traits, found.own_lists = written_by(journey)
    check_slug(found, journey.id, "id")
    check_choice(found, journey.unit, UNITS, "unit", "unit_unknown")
    check_hold(found, journey.hold, "hold")
    _check_group(found, journey)
    _check_entry(found, journey, journey.entry)
    for index, rule in enumerate(journey.exits):
        check_exit(found, journey, rule, f"exits[{index}]")
    if journey.goal is not None:
        check_goal(found, journey, journey.goal)
    check_metrics(found, journey)
    check_factors(found, journey)
    check_percent(found, journey.holdout.percent, "holdout.percent")
    if journey.holdout.percent > 0 and journey.goal is None:
        text = "People are held out, but there is no goal to compare them by; add a goal."
        found.warn("holdout_without_goal", text, "holdout")
    check_quiet(found, journey.quiet_hours, "quiet_hours")
    check_hours_left(found, journey.quiet_hours, found.context.countries, "quiet_hours")
    if journey.planned_end and not _is_day(journey.planned_end):
        found.error("day_form", "Write the planned end as a day, such as 2026-12-31.", "planned_end")
    if journey.planned_units < 0:
        found.error("planned_units_negative", "The planned number of units is zero (none) or more.", "planned_units")
    check_graph(found, journey)
    for name, kind in kinds.items():
        found.node = name
        check_slug(found, name, f"nodes.{name}")
        kind.check(found, journey, f"nodes.{name}")
    found.node = ""


def _check_group(found: Findings, journey: Journey) -> None:
    if not journey.exclusive:
        return
    check_slug(found, journey.exclusive, "exclusive")
    if found.context.groups and journey.exclusive not in found.context.groups:
        wish = nearest(journey.exclusive, found.context.groups)
        hint = meant(wish, "Without one, the journey that a person entered first stays.")
        text = f'The workspace says no rule for the group "{journey.exclusive[:64]}". {hint}'
        found.warn("group_unknown", text, "exclusive", suggestion=wish)


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.match(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check_entry(found: Findings, journey: Journey, entry: Entry) -> None:
    if not entry.on and not entry.triggers:
        text = "Nobody can enter: name at least one event, as in on: [signed_up], or a trigger."
        found.error("entry_events_missing", text, "entry.on")
    for index, name in enumerate(entry.on):
        check_event(found, name, f"entry.on[{index}]")
    for index, trigger in enumerate(entry.triggers):
        check_trigger(found, journey, trigger, f"entry.triggers[{index}]")
    if entry.where:
        place = AT_CHANGE if not all(one.has_data for one in entry.triggers) else AT_ENTRY
        check_in_journey(found, journey, entry.where, "entry.where", place, entry.events)
    if entry.account is not None:
        check_account_entry(found, journey, entry.account, "entry.account")
    check_duration(found, entry.lateness, "entry.lateness")
    _check_reentry(found, entry.reentry)
    check_limits(found, entry, "entry.limits")


def _check_reentry(found: Findings, reentry: Reentry) -> None:
    check_choice(found, reentry.policy, REENTRY_POLICIES, "entry.reentry.policy", "reentry_policy_unknown")
    if reentry.policy == "after" and not reentry.after:
        text = "The policy `after` needs a time since the last entry, as in after: 30d."
        found.error("reentry_after_missing", text, "entry.reentry.after")
    if reentry.policy != "after" and reentry.after:
        text = "This time only counts with policy: after; change the policy, or remove it."
        found.warn("reentry_after_unused", text, "entry.reentry.after")
    if reentry.after:
        check_duration(found, reentry.after, "entry.reentry.after")
    if reentry.key:
        check_path(found, reentry.key, "entry.reentry.key")
    _check_counts(found, reentry)


def _check_counts(found: Findings, reentry: Reentry) -> None:
    if reentry.at_once < 0 or reentry.times < 0:
        text = "Write how often as a whole number; 0 is as often as it comes."
        found.error("reentry_count_negative", text, "entry.reentry")
    if reentry.at_once and not reentry.concurrent:
        text = "Nobody is inside twice at once without `concurrent: true`; add it, or take `at_once` away."
        found.warn("reentry_at_once_unused", text, "entry.reentry.at_once")
    if reentry.times and reentry.policy == "once":
        text = "`once` is one time already; change the policy, or take `times` away."
        found.warn("reentry_times_unused", text, "entry.reentry.times")


__all__ = ["CheckContext", "Problem", "TemplateProblem", "check_document"]
