"""Publishing: compiles a document and makes it part of the published set. Older versions stay for who is on them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from msgspec import structs

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.path import compile_path
from loopline.decisions.capping.compiled import CompiledCap
from loopline.decisions.exits.compiled import CompiledExit, compile_exit
from loopline.decisions.nodes import AnyKind, kind_of
from loopline.decisions.offers.compiled import compile_offer
from loopline.decisions.published import (
    RULES,
    CompiledGoal,
    CompiledTrigger,
    JourneyVersion,
    PublishedSet,
    Quiet,
    asking,
    observing,
    with_triggers,
)
from loopline.decisions.triggers.condition_triggers import ConditionTrigger, asked_condition, rule_key
from loopline.decisions.triggers.moments import compile_moment
from loopline.decisions.triggers.numbers import numbers_of
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.channels import parse_channel
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.duration import DAY, HOUR, parse_duration
from loopline.model.entry.cap import Cap
from loopline.model.entry.metric import MetricDocument
from loopline.model.journey import Document, GoalRule, Journey, QuietHours, Segment, Workspace
from loopline.model.localtime import parse_time
from loopline.model.mail.files import File
from loopline.model.nodes import Node
from loopline.model.nodes.message import Message
from loopline.model.offers.document import Offer
from loopline.model.scoring.documents import Model
from loopline.model.signal import JourneyState

PERIOD_MS_MAX: Final = {"day": DAY + 2 * HOUR, "week": 8 * DAY, "month": 32 * DAY}
"""The longest that a period of the calendar may be, with its clock changes (ms)."""


def publish(published: PublishedSet, document: Document, version: int, state: JourneyState = "live") -> PublishedSet:
    """The set with this document live, or paused. Older versions stay for the people who are on them."""
    match document:
        case Workspace():
            return _with_workspace(published, document, version)
        case Segment():
            segments = {**published.segments, document.id: compile_condition(document.when)}
            documents = {**published.segment_documents, document.id: (version, document)}
            changed = replace(published, segments=segments, segment_documents=documents)
            changed = asking(changed, published.condition_triggers.with_segments(segments))
            return observing(changed, (segments[document.id],))
        case Journey():
            return _with_journey(published, compile_journey(document, version), state)
        case Offer():
            compiled = compile_offer(document, version, published.workspace.zone)
            library = published.content.with_document(document, version)
            changed = replace(published, content=library, offers=published.offers.with_offer(compiled))
            return observing(changed, compiled.conditions())
        case Template() | Block() | Brand() | Catalog() | Feed() | File() | Model() | MetricDocument():
            return replace(published, content=published.content.with_document(document, version))


def compile_journey(journey: Journey, version: int) -> JourneyVersion:
    """Compile one document. Raises Invalid with a stable code at the first fault; `check` explains all of them."""
    nodes = {name: kind_of(name, _as_sent(node, journey, name)) for name, node in journey.nodes.items()}
    for kind in nodes.values():
        kind.compile()
    exits = tuple(map(compile_exit, journey.exits))
    where = _maybe(journey.entry.where)
    triggers = tuple(
        CompiledTrigger(
            one,
            _maybe(one.where),
            change=compile_path(one.change) if one.change else None,
            when=_maybe(asked_condition(one)),
            moment=compile_moment(one),
        )
        for one in journey.entry.triggers
    )
    goal = compile_goal(journey.goal) if journey.goal is not None else None
    reentry = journey.entry.reentry
    return JourneyVersion(
        id=journey.id,
        version=version,
        journey=journey,
        nodes=nodes,
        where=where,
        lateness_ms=parse_duration(journey.entry.lateness, at="entry.lateness"),
        after_ms=parse_duration(reentry.after, at="entry.reentry.after") if reentry.after else 0,
        exits=exits,
        goal=goal,
        quiet=_quiet(journey.quiet_hours),
        conditions=_all_conditions((where, *_asked_by(triggers), *recipients_of(journey)), exits, goal, nodes),
        key=compile_path(reentry.key) if reentry.key else None,
        triggers=triggers,
    )


def compile_goal(goal: GoalRule) -> CompiledGoal:
    """The goal of a journey, of a programme or of everything. Raises Invalid where it cannot be read."""
    return CompiledGoal(
        goal,
        _maybe(goal.where),
        parse_duration(goal.within, at="goal.within"),
        compile_path(goal.value, "event") if goal.value else None,
        compile_path(goal.once_by, "event") if goal.once_by else None,
        compile_path(goal.currency, "event") if goal.currency else None,
    )


def _as_sent(node: Node, journey: Journey, name: str) -> Node:
    """A message with the hold of its journey, and with its content as it was pinned; any other node as it is."""
    if not isinstance(node, Message):
        return node
    if journey.hold and not node.hold:
        node = structs.replace(node, hold=journey.hold)
    pinned = journey.pins.get(name)
    return structs.replace(node, content=pinned.content) if pinned and (node.template or node.mjml) else node


def _maybe(text: str) -> Condition | None:
    return compile_condition(text) if text else None


def _quiet(hours: QuietHours | None) -> Quiet | None:
    return Quiet(parse_time(hours.start), parse_time(hours.end)) if hours else None


def recipients_of(journey: Journey) -> tuple[Condition, ...]:
    """The conditions by which an account chooses who enters, compiled."""
    account = journey.entry.account
    return tuple(map(compile_condition, account.recipient)) if account is not None else ()


def _asked_by(triggers: tuple[CompiledTrigger, ...]) -> tuple[Condition | None, ...]:
    return tuple(part for one in triggers for part in (one.where, one.when))


def _all_conditions(
    entry: tuple[Condition | None, ...],
    exits: tuple[CompiledExit, ...],
    goal: CompiledGoal | None,
    nodes: Mapping[str, AnyKind],
) -> tuple[Condition, ...]:
    found: list[Condition | None] = [*entry, goal.where if goal else None]
    for rule in exits:
        found += [rule.where, rule.when]
    for kind in nodes.values():
        found += kind.conditions()
    return tuple(condition for condition in found if condition is not None)


def _with_journey(published: PublishedSet, compiled: JourneyVersion, state: JourneyState) -> PublishedSet:
    previous = published.live.get(compiled.id)
    is_anew = published.states.get(compiled.id) == "stopped"
    compiled = _numbered(compiled, previous, is_anew=is_anew)
    changed = replace(
        published,
        versions={**published.versions, (compiled.id, compiled.version): compiled},
        live={**published.live, compiled.id: compiled},
        states={**published.states, compiled.id: state},
        goals=published.goals | ({compiled.goal.rule.event} if compiled.goal else set()),
        exclusive=_with_group(published.exclusive, compiled.journey),
        shared_exits=published.shared_exits.with_journey(compiled.journey),
    )
    return observing(with_triggers(changed, compiled.id, previous), compiled.conditions)


def _with_group(exclusive: Mapping[str, str], journey: Journey) -> Mapping[str, str]:
    """The groups with that of this journey as it says now."""
    if exclusive.get(journey.id, "") == journey.exclusive:
        return exclusive
    others = {name: group for name, group in exclusive.items() if name != journey.id}
    return {**others, journey.id: journey.exclusive} if journey.exclusive else others


def _numbered(compiled: JourneyVersion, previous: JourneyVersion | None, *, is_anew: bool) -> JourneyVersion:
    """The version whose triggers have their numbers; after a stop, nothing goes on that held before it."""
    before = previous.journey.entry.triggers if previous is not None and not is_anew else ()
    earlier, given = (previous.trigger_numbers, previous.triggers_numbered) if previous is not None else ((), 0)
    numbers = numbers_of(compiled.journey.entry.triggers, before, earlier, given)
    asked = tuple(
        ConditionTrigger(
            compiled.id,
            place,
            one.when,
            one.trigger.leaves,
            one.trigger.existing == "skip",
            one.moment,
            number,
            of_account=one.trigger.of_account,
        )
        for place, (one, number) in enumerate(zip(compiled.triggers, numbers, strict=True))
        if one.when is not None or one.moment is not None
    )
    asked += tuple(
        ConditionTrigger(compiled.id, place, one, leaves=False, skips=False, rule=rule_key(one.text))
        for place, one in enumerate(recipients_of(compiled.journey))
    )
    given = max((given, *(number + 1 for number in numbers)))
    return replace(compiled, trigger_numbers=numbers, triggers_numbered=given, condition_triggers=asked)


def _compiled_cap(cap: Cap) -> CompiledCap:
    """With the longest stretch that a calendar may give its period."""
    return CompiledCap(
        cap.limit,
        PERIOD_MS_MAX.get(cap.per, DAY) if cap.per else parse_duration(cap.within, at="caps.within"),
        parse_channel(cap.channel, at="caps.channel") if cap.channel else "",
        cap.topic,
        cap.per,
        cap.journey,
        cap.programme,
        cap.reserve.places if cap.reserve else 0,
        cap.reserve.priority if cap.reserve else 0,
        cap.experiment,
    )


def _gate_rules(workspace: Workspace) -> tuple[object, ...]:
    """What decides whether a message that waits may leave."""
    of_people = (workspace.zone, workspace.country, workspace.countries, workspace.consent, workspace.addresses)
    # An exit that holds refuses what waits, and ends passages at once.
    rules = (workspace.exits, workspace.quiet_hours, workspace.caps, workspace.topics)
    return (*rules, workspace.delivery.domain_rates, *of_people)


def _with_workspace(published: PublishedSet, workspace: Workspace, version: int) -> PublishedSet:
    caps = tuple(map(_compiled_cap, workspace.caps))
    window = max((cap.within_ms for cap in caps), default=0)
    quiet = _quiet(workspace.quiet_hours)
    rules = replace(published, workspace=workspace, workspace_version=version, quiet=quiet)
    if _gate_rules(workspace) != _gate_rules(published.workspace):
        rules = replace(rules, pending_fan_outs={**published.pending_fan_outs, RULES: version})
    rules = asking(rules, rules.condition_triggers.with_zone(workspace.zone))
    journeys = (version.journey for version in published.live.values())
    exits = published.shared_exits.with_rules(workspace.exits, journeys)
    if workspace.zone != published.workspace.zone:
        rules = replace(rules, offers=published.offers.with_zone(workspace.zone))
    return observing(replace(rules, caps=caps, cap_window_ms=window, shared_exits=exits), exits.conditions())
