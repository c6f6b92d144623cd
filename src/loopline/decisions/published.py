"""The published set: everything that is published, compiled once, so that a signal finds what concerns it by name."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, TypeVar

from whenever import Time

from loopline.conditions.accounts.asked import MembersAsked, is_of_accounts, remembering
from loopline.conditions.language import Condition
from loopline.conditions.path import FieldPath
from loopline.decisions.capping.compiled import CompiledCap
from loopline.decisions.exits.compiled import CompiledExit, SharedExits
from loopline.decisions.offers.compiled import OfferBook
from loopline.decisions.triggers.condition_triggers import ConditionTrigger, ConditionTriggers
from loopline.decisions.triggers.moments import Moment
from loopline.model.choosing.policy import ChoicePolicy
from loopline.model.content.library import ContentLibrary
from loopline.model.duration import DAY
from loopline.model.entry.trigger import Trigger
from loopline.model.history.message_events import key_parts
from loopline.model.journey import GoalRule, Journey, Segment, Workspace
from loopline.model.message import Sending
from loopline.model.nodes import Node
from loopline.model.signal import DocumentKind, JourneyState

_Name = TypeVar("_Name", str, tuple[str, str])
RULES: Final = ""
"""The name under which a change of the workspace's rules is a pending fan-out: no journey has it."""
ASKED: Final = "?"
"""The name under which everybody is still to be asked of condition triggers; with `PublishedSet.asks`."""
BY_LOOPLINE: Final = "loopline"
"""By whom a journey is paused that nobody paused."""
SEND_MEMORY_MS: Final = 92 * DAY
"""A person's sends are remembered so long, whatever caps are published: a cap that comes later counts them."""


@dataclass(frozen=True, slots=True)
class CompiledTrigger:
    """A way into a journey with its filter compiled."""

    trigger: Trigger
    where: Condition | None
    change: FieldPath | None = None
    when: Condition | None = None
    moment: Moment | None = None


class CompiledNode(Protocol):
    """A node of a published version; `decisions.nodes` has all that its kind knows about it."""

    @property
    def node(self) -> Node: ...

    def conditions(self) -> tuple[Condition, ...]: ...

    def sending(self) -> Sending | None: ...

    def arm_weights(self) -> Mapping[str, float]: ...


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours as local times."""

    start: Time
    end: Time


@dataclass(frozen=True, slots=True)
class CompiledGoal:
    """A goal rule with its filter compiled and its window in ms."""

    rule: GoalRule
    where: Condition | None
    within_ms: int
    value: FieldPath | None = None
    once_by: FieldPath | None = None
    currency: FieldPath | None = None


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
    key: FieldPath | None = None
    """What re-entry is counted by; None: by the person alone."""
    triggers: tuple[CompiledTrigger, ...] = ()
    trigger_numbers: tuple[int, ...] = ()
    triggers_numbered: int = 0
    """How many numbers all versions up to this one have given."""
    condition_triggers: tuple[ConditionTrigger, ...] = ()
    """The ways in for whom something begins, or ceases, to hold, or whose moment comes."""

    @property
    def trigger_fields(self) -> tuple[tuple[str, str], ...]:
        """The fields whose change triggers, each as its home and the trait that holds it."""
        return tuple((one.change.home, one.change.root) for one in self.triggers if one.change is not None)


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """All of it. `triggers` and `goals` are indexed by event name, `change_triggers` by home and trait.

    `stopped` is the newest version of each journey that a stop has ended, for ever. `pending_fan_outs` names journeys
    whose stop or resume has not reached all inside yet, with the log position of that change; under `RULES`, the
    version of the workspace whose rules have not reached all whose messages wait. `recent_state_changes` holds the ids
    of the last changes of state of each journey, so a late double changes nothing; `policies` those of choose nodes.
    """

    versions: Mapping[tuple[str, int], JourneyVersion] = field(default_factory=dict)
    live: Mapping[str, JourneyVersion] = field(default_factory=dict)
    states: Mapping[str, JourneyState] = field(default_factory=dict)
    segments: Mapping[str, Condition] = field(default_factory=dict)
    segment_documents: Mapping[str, tuple[int, Segment]] = field(default_factory=dict)
    workspace: Workspace = field(default_factory=Workspace)
    workspace_version: int = 0
    caps: tuple[CompiledCap, ...] = ()
    cap_window_ms: int = 0
    quiet: Quiet | None = None
    triggers: Mapping[str, tuple[JourneyVersion, ...]] = field(default_factory=dict)
    change_triggers: Mapping[tuple[str, str], tuple[JourneyVersion, ...]] = field(default_factory=dict)
    condition_triggers: ConditionTriggers = field(default_factory=ConditionTriggers)
    asks: int = 0  # how often everybody was, or is, to be asked of condition triggers
    asks_since: int = 0
    """When the condition triggers became what they are (ms): people are asked as they stood then. 0: as they stand."""
    exclusive: Mapping[str, str] = field(default_factory=dict)
    """The exclusive group of each journey that is in one."""
    shared_exits: SharedExits = field(default_factory=SharedExits)
    goals: frozenset[str] = frozenset()
    journeys_asked: frozenset[str] = frozenset()  # of which a condition asks whether somebody stands in them
    observed: Mapping[str, int | None] = field(default_factory=dict)
    engagement: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of `observed`, the keys of what is counted by its fields: what became of messages, and events, by their name."""
    members: MembersAsked = field(default_factory=MembersAsked)
    stopped: Mapping[str, int] = field(default_factory=dict)
    pending_fan_outs: Mapping[str, int] = field(default_factory=dict)
    recent_state_changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    content: ContentLibrary = field(default_factory=ContentLibrary)
    offers: OfferBook = field(default_factory=OfferBook)
    policies: Mapping[tuple[str, str], ChoicePolicy] = field(default_factory=dict)
    unreadable: frozenset[tuple[DocumentKind, str, int]] = frozenset()
    """Published versions that cannot be read: (kind, name, version). People who stand in one wait until it can be."""

    @property
    def send_memory_ms(self) -> int:
        """How long people remember what was sent to them, in ms."""
        return max(SEND_MEMORY_MS, self.cap_window_ms)

    def version(self, journey: str, version: int) -> JourneyVersion | None:
        """A published version; None when it was never published here."""
        return self.versions.get((journey, version))

    def is_unreadable(self, journey: str, version: int) -> bool:
        """Whether this version was published, and cannot be read now."""
        return bool(self.unreadable) and ("journey", journey, version) in self.unreadable

    def newest_unreadable(self, kind: DocumentKind, name: str) -> int:
        """The newest version of a document that cannot be read; 0 when there is none."""
        return max((version for of, named, version in self.unreadable if (of, named) == (kind, name)), default=0)

    def state_of(self, journey: str, version: int) -> JourneyState:
        """Where a version stands: live, paused or stopped. What a stop ended stays so, whatever is published after."""
        if version <= self.stopped.get(journey, 0):
            return "stopped"
        return self.states.get(journey, "stopped")

    def exits_of(self, version: JourneyVersion) -> tuple[CompiledExit, ...]:
        """The exit rules that hold in a version: its own, then those of the workspace."""
        by_journey = self.shared_exits.by_journey
        shared = by_journey.get(version.id) if by_journey else None
        return (*version.exits, *shared) if shared else version.exits

    def set_state(self, journey: str, state: JourneyState, position: int = 0) -> "PublishedSet":
        """The set with a journey live, paused or stopped. `position`: where in the log; it makes a fan-out pending."""
        changed = replace(self, states={**self.states, journey: state})
        current = self.live.get(journey)
        if state == "stopped" and current is not None:
            changed = replace(changed, stopped={**self.stopped, journey: current.version})
        if state != "paused" and position:
            changed = replace(changed, pending_fan_outs={**self.pending_fan_outs, journey: position})
        return with_triggers(changed, journey) if current else changed

    def complete_fan_out(self, journey: str, position: int) -> "PublishedSet":
        """The set once the change at this log position has reached everybody; a later change stays pending."""
        pending = {name: at for name, at in self.pending_fan_outs.items() if (name, at) != (journey, position)}
        return self if pending == self.pending_fan_outs else replace(self, pending_fan_outs=pending)

    def observe(self, names: tuple[str, ...]) -> "PublishedSet":
        """The set with these events remembered by people from now on, without a limit of time."""
        members, names = self.members.observing(names), tuple(name for name in names if not is_of_accounts(name))
        asked = self if members is self.members else replace(self, members=members)
        if all(self.observed.get(name, 0) is None for name in names):
            return asked
        return _observing(asked, {**self.observed, **dict.fromkeys(names)})


def observing(published: PublishedSet, conditions: tuple[Condition, ...]) -> PublishedSet:
    """The set in which people remember the events that these conditions count, for as long as they need them."""
    members = published.members.asking(conditions)
    published = published if members is published.members else replace(published, members=members)
    asked = published.journeys_asked.union(*(condition.journeys for condition in conditions))
    if asked != published.journeys_asked:
        published = replace(published, journeys_asked=asked)
    observed = remembering(published.observed, conditions)
    return _observing(published, observed) if observed != published.observed else published


def _observing(published: PublishedSet, observed: Mapping[str, int | None]) -> PublishedSet:
    engagement: dict[str, tuple[str, ...]] = {}
    for key in sorted(observed):
        if (parts := key_parts(key)) is not None:
            engagement[parts[0]] = (*engagement.get(parts[0], ()), key)
    return replace(published, observed=observed, engagement=engagement)


def _is_open(version: JourneyVersion, published: PublishedSet) -> bool:
    """Whether people enter this version: not while a newer one is there that cannot be read."""
    newer = published.unreadable and published.newest_unreadable("journey", version.id) > version.version
    return published.states[version.id] == "live" and not newer


def with_triggers(published: PublishedSet, journey: str, previous: JourneyVersion | None = None) -> PublishedSet:
    """The set in which its triggers open the live version of a journey, where people may enter it.

    Looks only at what the live version or the `previous` one depends on, so publishing costs no more when more is
    published.
    """
    live = published.live[journey]
    opened = live if _is_open(live, published) else None
    both = (live, previous) if previous else (live,)
    names = sorted({name for version in both for name in version.journey.entry.opened_by})
    fields = sorted({name for version in both for name in version.trigger_fields})
    triggers = _indexed(published.triggers, names, live, opened.journey.entry.opened_by if opened else ())
    changes = published.change_triggers
    if fields:
        changes = _indexed(changes, fields, live, opened.trigger_fields if opened else ())
    changed = replace(published, triggers=triggers, change_triggers=changes)
    if any(version.condition_triggers for version in both):
        conditions = published.condition_triggers.with_journey(
            live.id,
            live.condition_triggers if published.states[live.id] != "stopped" else (),
            is_open=opened is not None,
        )
        changed = asking(changed, conditions)
    return changed


def asking(published: PublishedSet, conditions: ConditionTriggers) -> PublishedSet:
    """The set with these condition triggers, of which everybody is to be asked where they are others than before."""
    pending = {name: place for name, place in published.pending_fan_outs.items() if name != ASKED}
    if conditions.is_open and (conditions.id != published.condition_triggers.id or ASKED in published.pending_fan_outs):
        pending[ASKED] = published.asks + 1
    asks = max(published.asks, pending.get(ASKED, 0))
    return replace(published, condition_triggers=conditions, pending_fan_outs=pending, asks=asks)


def _indexed(
    index: Mapping[_Name, tuple[JourneyVersion, ...]],
    names: Iterable[_Name],
    live: JourneyVersion,
    opening: Collection[_Name],
) -> Mapping[_Name, tuple[JourneyVersion, ...]]:
    """The index in which, of these names, the `opening` ones alone lead to this version."""
    changed = dict(index)
    for name in names:
        found = [version for version in changed.get(name, ()) if version.id != live.id]
        if name in opening:
            found.append(live)
        if found:
            changed[name] = tuple(sorted(found, key=lambda v: (-v.journey.priority, v.id)))
        else:
            changed.pop(name, None)
    return changed
