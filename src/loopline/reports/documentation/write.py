"""The page of a journey: what its document says, section by section."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from loopline.learning.measured.judge import allowed_words, counts_words
from loopline.model.channels import label_of
from loopline.model.entry.cap import Cap
from loopline.model.entry.trigger import Trigger
from loopline.model.journey import Journey, Workspace
from loopline.model.nodes.message import Message
from loopline.reports.documentation.page import Code, DescriptionPage, Line, Section, Strong, ToldVersion
from loopline.reports.documentation.steps import content_words, ordered, step_lines
from loopline.reports.documentation.words import plural, span

VERSIONS_MAX: Final = 50
REENTRY: Final = {
    "once": "A person enters once.",
    "after_exit": "A person may enter again after leaving.",
    "always": "A person may enter again at any time.",
}


def describe(
    journey: Journey, rules: Workspace | None = None, versions: Sequence[ToldVersion] = (), state: str = ""
) -> DescriptionPage:
    """The page of this document. `rules` are those of the workspace, `versions` the newest first, `state` what becomes
    of people now; without them the page is of a document alone."""
    found = [
        Section("Who enters", tuple(_entry(journey))),
        Section("The path", step_lines(journey), numbered=True),
        Section("Who leaves early", tuple(_exits(journey, rules))),
        _messages(journey),
        Section("Limits", tuple(_limits(journey, rules))),
        Section("What it is measured by", tuple(_measures(journey))),
        _versions(versions),
    ]
    return DescriptionPage(
        journey.name or journey.id, tuple(_lead(journey, state)), tuple(one for one in found if _has(one))
    )


def _has(section: Section) -> bool:
    return bool(section.lines or section.rows)


def _lead(journey: Journey, state: str) -> list[Line]:
    lines: list[Line] = [(journey.description,)] if journey.description else []
    if journey.hypothesis:
        lines.append((Strong("Hypothesis."), " ", journey.hypothesis))
    known = [
        ("journey ", Code(journey.id)),
        *([(f"{state}",)] if state else []),
        *([(f"owner {journey.owner}",)] if journey.owner else []),
        *([("programme ", Code(journey.programme))] if journey.programme else []),
        (f"priority {journey.priority}",),
    ]
    lines.append(tuple(part for number, one in enumerate(known) for part in ((", ", *one) if number else one)))
    return lines


def _entry(journey: Journey) -> list[Line]:
    entry = journey.entry
    lines: list[Line] = [("On the event ", Code(name), ".") for name in entry.on]
    lines += [_trigger(one) for one in entry.triggers]
    if entry.where:
        lines.append(("Only where ", Code(entry.where), "."))
    rule = entry.reentry
    again = f"A person may enter again {span(rule.after)} after the last time." if rule.policy == "after" else ""
    key: Line = (" Counted for each ", Code(rule.key), ".") if rule.key else ()
    lines.append((again or REENTRY.get(rule.policy, rule.policy), *key))
    if entry.account is not None:
        who = plural(entry.account.limit, "member")
        lines.append((f"The account decides: {who} of it at most stand in the journey at once.",))
    if entry.limits.any:
        limits = entry.limits
        bounds = [(limits.total, "in all"), (limits.per_hour, "in any 60 minutes"), (limits.per_day, "in any 24 hours")]
        said = ", ".join(f"{count:,} {what}" for count, what in bounds if count)
        beyond = f"others wait up to {span(limits.wait)}" if limits.beyond == "wait" else "others are refused"
        lines.append((f"At most {said}; {beyond}.",))
    lines.append((f"An event that comes more than {span(entry.lateness)} late lets nobody in.",))
    return lines


def _trigger(one: Trigger) -> Line:
    where: Line = (" where ", Code(one.where)) if one.where else ()
    holds: Line = (Code(one.when),)
    if one.segment or one.list:
        place = "in the segment" if one.segment else "on the list"
        holds = (f"the person is {place} ", Code(one.segment or one.list))
    if one.item is not None:
        what: Line = ("When ", Code(one.item.falls), " falls of an item of ", Code(one.item.catalog), " they looked at")
    elif one.event:
        what = ("On the event ", Code(one.event))
    elif one.change:
        was = ("",) if one.previous is None else (" from ", Code(str(one.previous)))
        now = ("",) if one.value is None else (" to ", Code(str(one.value)))
        what = ("When ", Code(one.change), " changes", *was, *now)
    elif one.date:
        moved = "" if one.offset in ("", "0d") else f", moved by {one.offset}"
        what = ("On the date ", Code(one.date), f"{moved}{f' at {one.at}' if one.at else ''}")
    elif one.schedule:
        what = ("By the schedule ", Code(one.schedule))
    elif one.request:
        what = ("When asked for by the API",)
    else:
        what = (f"When it {'ceases to hold' if one.leaves else 'begins to hold'} that ", *holds)
    return (*what, *where, ".")


def _exits(journey: Journey, rules: Workspace | None) -> list[Line]:
    own = [(one, "") for one in journey.exits]
    if rules is not None:
        own += [
            (one, " (a rule of the workspace)")
            for one in rules.exits
            if one.programme in ("", journey.programme) and journey.id not in one.spare
        ]
    lines: list[Line] = []
    for rule, whose in own:
        how: Line = ("On the event ", Code(rule.on)) if rule.on else ("When ", Code(rule.when))
        if rule.change:
            how = ("When ", Code(rule.change), " changes")
        where: Line = (" where ", Code(rule.where)) if rule.where else ()
        reason: Line = (", as ", Code(rule.reason)) if rule.reason else ()
        lines.append((*how, *where, *reason, f"{whose}."))
    if journey.goal is not None and journey.goal.exit:
        lines.append(("Whoever reaches the goal.",))
    return lines


def _messages(journey: Journey) -> Section:
    order = {name: number for number, name in enumerate(ordered(journey), 1)}
    rows: list[tuple[Line, ...]] = []
    for name, number in order.items():
        node = journey.nodes[name]
        if not isinstance(node, Message):
            continue
        pin = journey.pins.get(name)
        version = f" (version {pin.template})" if pin is not None and pin.template else ""
        kind = "transactional" if node.transactional else node.topic or "marketing"
        said = content_words(node)
        what: Line = (Code(said), version) if said else ("",)
        rows.append(((f"{number}",), (node.name or name,), (label_of(node.channel),), what, (kind,)))
    return Section("Messages", columns=("step", "name", "channel", "says", "topic"), rows=tuple(rows))


def _limits(journey: Journey, rules: Workspace | None) -> list[Line]:
    lines: list[Line] = []
    quiet = journey.quiet_hours or (rules.quiet_hours if rules is not None else None)
    if quiet is not None:
        whose = "" if journey.quiet_hours else " (a rule of the workspace)"
        lines.append((f"No marketing message from {quiet.start} to {quiet.end}, local time{whose}.",))
    if journey.exclusive:
        lines.append(("A person stands in one journey of the group ", Code(journey.exclusive), " at most."))
    if journey.hold:
        lines.append((f"Messages wait {span(journey.hold)} so that a better one may overtake them.",))
    for cap in rules.caps if rules is not None else ():
        if cap.journey in ("", journey.id) and cap.programme in ("", journey.programme):
            lines.append((_cap(cap),))
    return lines


def _cap(cap: Cap) -> str:
    what = f"{label_of(cap.channel)} messages" if cap.channel else "messages"
    when = f"within {span(cap.within)}" if cap.within else f"a {cap.per}"
    topic = f" of the topic {cap.topic}" if cap.topic else ""
    place = " of this journey" if cap.journey else " of its programme" if cap.programme else ""
    tried = f"; the limits {_tried_limits(cap)} are tried on people by a draw" if cap.experiment is not None else ""
    return f"At most {cap.limit:,} {what}{topic}{place} {when} a person (a rule of the workspace{tried})."


def _tried_limits(cap: Cap) -> str:
    limits = [f"{arm.limit:,}" for arm in cap.experiment.arms] if cap.experiment is not None else []
    return " and ".join(filter(None, (", ".join(limits[:-1]), limits[-1])))


def _measures(journey: Journey) -> list[Line]:
    lines: list[Line] = []
    unit = "accounts" if journey.randomises_by == "account" else "people"
    if journey.goal is not None:
        goal = journey.goal
        where: Line = (" where ", Code(goal.where)) if goal.where else ()
        value: Line = (", with the value ", Code(goal.value)) if goal.value else ()
        lines.append(("The goal: ", Code(goal.event), *where, f" within {span(goal.within)} of entry", *value, "."))
    held = journey.holdout.percent
    if held:
        lines.append((f"{held:g} % of {unit} are held out: they walk the same path and get no message.",))
    elif journey.goal is not None:
        lines.append(("Nobody is held out, so nothing is said about what it causes.",))
    if journey.planned_units or journey.planned_end:
        ends = [f"{journey.planned_units:,} {unit}"] if journey.planned_units else []
        ends += [f"on {journey.planned_end}"] if journey.planned_end else []
        lines.append((f"The comparison ends {' or '.join(ends)}.",))
    for name, metric in journey.compared_by.items():
        pinned = journey.pinned_metrics.get(journey.metrics[name].metric)
        whose = f" (metric {pinned.document.id}, version {pinned.version})" if pinned is not None else ""
        counts = f"{counts_words(metric, journey.randomises_by)} within {span(metric.within)}{whose}"
        guards = f"; a guardrail: {allowed_words(metric)}" if metric.role == "guardrail" else ""
        lines.append((Strong(metric.name or name), f": {counts}; {metric.better} is better{guards}."))
    unpinned = [(name, one.metric) for name, one in journey.metrics.items() if name not in journey.compared_by]
    lines += [(Strong(name), ": the metric ", Code(metric), ".") for name, metric in unpinned]
    if journey.factors:
        factors: list[Line] = [(Code(one),) for one in journey.factors]
        lines.append(("It is tested whether the effect differs by ", *_comma(factors), "."))
    return lines


def _comma(parts: list[Line]) -> Line:
    return tuple(part for number, one in enumerate(parts) for part in ((", ", *one) if number else one))


def _versions(versions: Sequence[ToldVersion]) -> Section:
    rows = tuple(
        (
            (f"{one.version}",),
            (datetime.fromtimestamp(one.published_at / 1_000, UTC).strftime("%Y-%m-%d"),),
            (one.by or "",),
            (one.reason,),
        )
        for one in versions[:VERSIONS_MAX]
    )
    return Section("Versions", columns=("version", "published", "by", "why"), rows=rows)
