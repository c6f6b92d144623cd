"""The published set: everything that is published, compiled once, so that a signal finds what concerns it by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from whenever import Time

from loopline.conditions.language import Condition, compile_condition
from loopline.model.duration import parse_duration
from loopline.model.journey import (
    Document,
    ExitRule,
    GoalRule,
    Journey,
    Message,
    Node,
    QuietHours,
    Segment,
    Split,
    Update,
    Wait,
    Workspace,
)
from loopline.model.localtime import parse_time

HISTORY_WHOLE = None


@dataclass(frozen=True, slots=True)
class CompiledExit:
    """An exit rule with its conditions compiled."""

    rule: ExitRule
    where: Condition | None
    when: Condition | None


@dataclass(frozen=True, slots=True)
class CompiledWait:
    """A wait in milliseconds and compiled conditions."""

    duration_ms: int | None
    time: Time | None
    date_time: Time | None
    date_offset_ms: int
    timeout_ms: int | None
    where: Condition | None
    when: Condition | None


@dataclass(frozen=True, slots=True)
class CompiledNode:
    """A node with what its kind needs ready to use."""

    id: str
    node: Node
    branches: tuple[Condition, ...] = ()
    wait: CompiledWait | None = None
    wait_at_most_ms: int = 0


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours as local times."""

    start: Time
    end: Time


@dataclass(frozen=True, slots=True)
class CompiledCap:
    """A frequency cap in milliseconds."""

    limit: int
    within_ms: int
    channel: str
    topic: str


@dataclass(frozen=True, slots=True)
class CompiledGoal:
    """A goal rule with its filter compiled and its window in ms."""

    rule: GoalRule
    where: Condition | None
    within_ms: int


@dataclass(frozen=True, slots=True)
class JourneyVersion:
    """One immutable published version of a journey, compiled."""

    id: str
    version: int
    journey: Journey
    nodes: Mapping[str, CompiledNode]
    where: Condition | None
    lateness_ms: int
    after_ms: int
    exits: tuple[CompiledExit, ...]
    goal: CompiledGoal | None
    quiet: Quiet | None
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """All of it. `triggers` and `goals` are indexed by event name; `observed` says which events people remember.

    `stopped` is the newest version of each journey that a stop has ended, for ever. `pending_fan_outs` names the
    journeys of which not everybody inside has heard yet that they stopped or go on, with the log position of that
    change. `recent_state_changes` holds the ids of the last changes of state of each journey, so that a late double
    changes nothing.
    """

    versions: Mapping[tuple[str, int], JourneyVersion] = field(default_factory=dict)
    live: Mapping[str, JourneyVersion] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, Condition] = field(default_factory=dict)
    segment_documents: Mapping[str, tuple[int, Segment]] = field(default_factory=dict)
    workspace: Workspace = field(default_factory=Workspace)
    workspace_version: int = 0
    caps: tuple[CompiledCap, ...] = ()
    cap_window_ms: int = 0
    quiet: Quiet | None = None
    triggers: Mapping[str, tuple[JourneyVersion, ...]] = field(default_factory=dict)
    goals: frozenset[str] = frozenset()
    observed: Mapping[str, int | None] = field(default_factory=dict)
    stopped: Mapping[str, int] = field(default_factory=dict)
    pending_fan_outs: Mapping[str, int] = field(default_factory=dict)
    recent_state_changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def version(self, journey: str, version: int) -> JourneyVersion | None:
        """A published version; None when it was never published here."""
        return self.versions.get((journey, version))

    def publish(self, document: Document, version: int, state: str = "live") -> "PublishedSet":
        """The set with this document live, or paused. Older versions stay for the people who are on them."""
        match document:
            case Workspace():
                return _with_workspace(self, document, version)
            case Segment():
                segments = {**self.segments, document.id: compile_condition(document.when)}
                documents = {**self.segment_documents, document.id: (version, document)}
                changed = replace(self, segments=segments, segment_documents=documents)
                return observing(changed, (segments[document.id],))
            case Journey():
                return _with_journey(self, compile_journey(document, version), state)

    def state_of(self, journey: str, version: int) -> str:
        """Where a version stands: live, paused or stopped. What a stop ended stays so, whatever is published after."""
        if version <= self.stopped.get(journey, 0):
            return "stopped"
        return self.states.get(journey, "stopped")

    def set_state(self, journey: str, state: str, position: int = 0) -> "PublishedSet":
        """The set with a journey live, paused or stopped. `position`: where in the log; it makes a fan-out pending."""
        changed = replace(self, states={**self.states, journey: state})
        current = self.live.get(journey)
        if state == "stopped" and current is not None:
            changed = replace(changed, stopped={**self.stopped, journey: current.version})
        if state != "paused" and position:
            changed = replace(changed, pending_fan_outs={**self.pending_fan_outs, journey: position})
        return _with_entrances(changed, current.journey.entry.on) if current else changed

    def complete_fan_out(self, journey: str, position: int) -> "PublishedSet":
        """The set once everybody has heard of the change at this log position; a later change stays pending."""
        pending = {name: at for name, at in self.pending_fan_outs.items() if (name, at) != (journey, position)}
        return self if pending == self.pending_fan_outs else replace(self, pending_fan_outs=pending)

    def observe(self, names: tuple[str, ...]) -> "PublishedSet":
        """The set with these events remembered by people from now on, without a limit of time."""
        if all(self.observed.get(name, 0) is HISTORY_WHOLE for name in names):
            return self
        return replace(self, observed={**self.observed, **dict.fromkeys(names, HISTORY_WHOLE)})


def compile_journey(journey: Journey, version: int) -> JourneyVersion:
    """Compile one document. Raises Invalid with a stable code at the first fault; `check` explains all of them."""
    nodes = {name: _compile_node(name, node) for name, node in journey.nodes.items()}
    exits = tuple(CompiledExit(rule, _maybe(rule.where), _maybe(rule.when)) for rule in journey.exits)
    where = _maybe(journey.entry.where)
    goal = None
    if journey.goal is not None:
        goal = CompiledGoal(
            journey.goal, _maybe(journey.goal.where), parse_duration(journey.goal.within, at="goal.within")
        )
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
        conditions=_all_conditions(where, exits, goal, nodes),
    )


def _maybe(text: str) -> Condition | None:
    return compile_condition(text) if text else None


def _quiet(hours: QuietHours | None) -> Quiet | None:
    return Quiet(parse_time(hours.start), parse_time(hours.end)) if hours else None


def _compile_node(name: str, node: Node) -> CompiledNode:
    if isinstance(node, Split):
        return CompiledNode(name, node, branches=tuple(compile_condition(branch.when) for branch in node.branches))
    if isinstance(node, Wait):
        return CompiledNode(name, node, wait=_compile_wait(node, f"nodes.{name}"))
    if isinstance(node, Message):
        return CompiledNode(
            name, node, wait_at_most_ms=parse_duration(node.wait_at_most, at=f"nodes.{name}.wait_at_most")
        )
    return CompiledNode(name, node)


def _compile_wait(node: Wait, at: str) -> CompiledWait:
    date = node.until_date
    return CompiledWait(
        duration_ms=parse_duration(node.duration, at=f"{at}.for") if node.duration else None,
        time=parse_time(node.until_time, at=f"{at}.until_time") if node.until_time else None,
        date_time=parse_time(date.at, at=f"{at}.until_date.at") if date and date.at else None,
        date_offset_ms=parse_duration(date.offset, at=f"{at}.until_date.offset", signed=True) if date else 0,
        timeout_ms=parse_duration(node.timeout, at=f"{at}.timeout") if node.timeout else None,
        where=_maybe(node.until.where) if node.until else None,
        when=_maybe(node.until.when) if node.until else None,
    )


def _all_conditions(
    where: Condition | None,
    exits: tuple[CompiledExit, ...],
    goal: CompiledGoal | None,
    nodes: Mapping[str, CompiledNode],
) -> tuple[Condition, ...]:
    found: list[Condition | None] = [where, goal.where if goal else None]
    for rule in exits:
        found += [rule.where, rule.when]
    for node in nodes.values():
        found += node.branches
        if node.wait:
            found += [node.wait.where, node.wait.when]
        if isinstance(node.node, Update):
            found += [compile_condition(f"has({v[1:]})") for v in node.node.set.values() if _is_path(v)]
    return tuple(condition for condition in found if condition is not None)


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=") and "(" not in value


def observing(published: PublishedSet, conditions: tuple[Condition, ...]) -> PublishedSet:
    """The set in which people remember the events that these conditions count, for as long as they need them."""
    observed = dict(published.observed)
    for condition in conditions:
        for name, window in condition.windows.items():
            known = observed.get(name, 0)
            observed[name] = None if window is None or known is None else max(window, known)
    return replace(published, observed=observed) if observed != published.observed else published


def _with_journey(published: PublishedSet, compiled: JourneyVersion, state: str) -> PublishedSet:
    previous = published.live.get(compiled.id)
    changed = replace(
        published,
        versions={**published.versions, (compiled.id, compiled.version): compiled},
        live={**published.live, compiled.id: compiled},
        states={**published.states, compiled.id: state},
        goals=published.goals | ({compiled.goal.rule.event} if compiled.goal else set()),
    )
    names = set(compiled.journey.entry.on) | set(previous.journey.entry.on if previous else ())
    return observing(_with_entrances(changed, tuple(sorted(names))), compiled.conditions)


def _with_entrances(published: PublishedSet, names: tuple[str, ...]) -> PublishedSet:
    triggers = dict(published.triggers)
    for name in names:
        doors = [v for v in published.live.values() if name in v.journey.entry.on and published.states[v.id] == "live"]
        if doors:
            triggers[name] = tuple(sorted(doors, key=lambda v: (-v.journey.priority, v.id)))
        else:
            triggers.pop(name, None)
    return replace(published, triggers=triggers)


def _with_workspace(published: PublishedSet, workspace: Workspace, version: int) -> PublishedSet:
    caps = tuple(
        CompiledCap(cap.limit, parse_duration(cap.within, at="caps.within"), cap.channel, cap.topic)
        for cap in workspace.caps
    )
    window = max((cap.within_ms for cap in caps), default=0)
    quiet = _quiet(workspace.quiet_hours)
    rules = replace(published, workspace=workspace, workspace_version=version, quiet=quiet)
    return replace(rules, caps=caps, cap_window_ms=window)
