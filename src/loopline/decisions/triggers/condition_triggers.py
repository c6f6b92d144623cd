"""Triggers that ask a person's state, by what they depend on, so that other signals cost nothing.

They ask whether something holds, or when a moment of hers comes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from loopline.conditions.dependencies import is_timed_itself
from loopline.conditions.language import Condition
from loopline.conditions.text import text_of
from loopline.conditions.tree import BY_ACCOUNT, Call, Constant
from loopline.decisions.triggers.moments import Moment
from loopline.model.change import Change, message_event
from loopline.model.entry.trigger import Trigger
from loopline.model.history.trigger_states import TriggerStates
from loopline.model.ids import stable_id

_Hook = tuple[str, str]
_LISTS, _ZONE = ("lists", ""), ("zone", "")
RULE: Final = "@"
"""Begins the key of a condition by which an account chooses."""


def asked_condition(trigger: Trigger) -> str:
    """The condition of which a trigger asks whether it holds, then or at its moment; "" for one that asks for none."""
    of_person = (("in_segment", trigger.segment), ("in_list", trigger.list))
    of_account = (("in_segment", trigger.account_segment), (f"{BY_ACCOUNT}in_list", trigger.account_list))
    for function, name in (*of_person, *of_account):
        if name:
            return text_of(Call(function, (Constant(name),)))
    return trigger.when


def rule_key(condition: str) -> str:
    """The name under which people, and their accounts, remember whether a condition is true by which one is chosen.

    It is the same in all journeys that ask it, and no trigger has such a name.
    """
    return f"{RULE}{stable_id('rule', condition)[:12]}"


def rules_that_hold(states: TriggerStates | None) -> tuple[str, ...]:
    """The keys of the rules that were true of a person when she was last asked."""
    return tuple(key for key in states.holds if key.startswith(RULE)) if states is not None else ()


@dataclass(frozen=True, slots=True)
class ConditionTrigger:
    """A way into a journey, at this place among its triggers, for whom a condition begins (or ceases) to hold.

    `skips`: it lets in nobody of whom the condition holds already when they are asked for the first time. With a
    `moment` it lets in whose moment comes, if the condition holds then; None: everybody. People remember it by its
    `number`. With a `rule` (see `rule_key`) it lets in nobody: by it an account chooses among its members. With
    `of_account` it asks the account itself, and nobody of its members.
    """

    journey: str
    place: int
    condition: Condition | None
    leaves: bool
    skips: bool
    moment: Moment | None = None
    number: int = 0
    rule: str = ""
    of_account: bool = False
    key: str = field(init=False)
    """Its name in what people remember; a newer version of the journey goes on with what stands there."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.rule or f"{self.journey}/{self.number}")


class ConditionTriggers:
    """All of them by what they depend on; of open journeys and of paused ones, and the segments that they may ask for.

    Immutable; the indexes are made when they are first asked for, so that publishing many costs no more than the last.
    """

    def __init__(
        self,
        by_journey: Mapping[str, tuple[bool, tuple[ConditionTrigger, ...]]] | None = None,
        segments: Mapping[str, Condition] | None = None,
        number: int = 0,
        zone: str = "",
        resumed: int = 0,
    ) -> None:
        """`by_journey` says of each journey whether it is open, and its triggers; `number` is that of the open ones.

        `zone` is the workspace's. `resumed` counts the pauses that have ended: nobody was asked in them.
        """
        self._by_journey, self._segments, self._number = by_journey or {}, segments or {}, number
        self.zone, self._resumed = zone, resumed

    def with_journey(
        self, journey: str, triggers: tuple[ConditionTrigger, ...], *, is_open: bool
    ) -> "ConditionTriggers":
        """The set with these triggers of a journey; one that is not open asks nobody, and what held is remembered."""
        was_open, before = self._by_journey.get(journey, (False, ()))
        changed = (*(before if was_open else ()), *(triggers if is_open else ()))
        number = self._number_of(changed) ^ self._number
        others = {name: one for name, one in self._by_journey.items() if name != journey}
        following = {**others, journey: (is_open, triggers)} if triggers else others
        resumed = self._resumed + (is_open and not was_open and journey in self._by_journey)
        return ConditionTriggers(following, self._segments, number, self.zone, resumed)

    def with_segments(self, segments: Mapping[str, Condition]) -> "ConditionTriggers":
        """The set in which segments are defined so."""
        return self._renumbered(segments, self.zone)

    def with_zone(self, zone: str) -> "ConditionTriggers":
        """The set for a workspace that lives in this zone: moments by its clock, or of people without one, move."""
        return self if zone == self.zone else self._renumbered(self._segments, zone)

    def _renumbered(self, segments: Mapping[str, Condition], zone: str) -> "ConditionTriggers":
        changed = ConditionTriggers(self._by_journey, segments, zone=zone, resumed=self._resumed)
        changed._number = changed._number_of(changed.open)
        return changed

    def _number_of(self, triggers: Iterable[ConditionTrigger]) -> int:
        number = 0
        for one in triggers:
            number ^= int(stable_id(self._definition(one))[:12], 16)
        return number

    @cached_property
    def id(self) -> str:
        """Another one when an open trigger, or the definition of a segment that it asks for, is another; "": none.

        Another one after each pause too, so that everybody is asked of what happened in it.
        """
        return f"{self._number ^ self._resumed:012x}" if self.is_open else ""

    @cached_property
    def every_open(self) -> tuple[ConditionTrigger, ...]:
        """Those of open journeys, in one order."""
        return tuple(one for _, (is_open, found) in sorted(self._by_journey.items()) if is_open for one in found)

    @cached_property
    def open(self) -> tuple[ConditionTrigger, ...]:
        """Those of them that people are asked."""
        return tuple(one for one in self.every_open if not one.of_account)

    @cached_property
    def of_accounts(self) -> tuple[ConditionTrigger, ...]:
        """Those of them that accounts are asked."""
        return tuple(one for one in self.every_open if one.of_account)

    @cached_property
    def is_open(self) -> bool:
        """Whether there is any that lets somebody in."""
        return any(is_open for is_open, _ in self._by_journey.values())

    @cached_property
    def kept(self) -> frozenset[str]:
        """The keys of all, also of paused journeys."""
        return frozenset(one.key for _, found in self._by_journey.values() for one in found)

    @cached_property
    def skipping(self) -> Mapping[str, str]:
        """Of each that skips whom it finds, also of a paused journey: by what people remember that they were asked.

        Never what is the id of a set: whoever has that in her record has been asked of it.
        """
        every = (one for _, found in self._by_journey.values() for one in found if one.skips)
        return {one.key: stable_id("known", self._definition(one))[:12] for one in every}

    def of_journey(self, journey: str) -> tuple[ConditionTrigger, ...]:
        """Those of one journey, open or not."""
        return self._by_journey.get(journey, (False, ()))[1]

    @cached_property
    def timed(self) -> frozenset[str]:
        """The keys of those that time alone can change, or opens. A segment counts by what it asks itself."""
        return frozenset(
            one.key
            for one in self.every_open
            if one.moment or any(is_timed_itself(part.root) for part in self._parts(one.condition))
        )

    @cached_property
    def _index(self) -> Mapping[_Hook, tuple[ConditionTrigger, ...]]:
        found: dict[_Hook, dict[str, ConditionTrigger]] = {}
        for one in self.open:
            hooks = [hook for part in self._parts(one.condition) for hook in _hooks(part)]
            for hook in (*hooks, *_hooks_of_moment(one.moment)):
                found.setdefault(hook, {})[one.key] = one
        return {hook: tuple(several.values()) for hook, several in found.items()}

    def concerns(self, event: str) -> bool:
        """Whether any depends on an event of this name."""
        return bool(self._by_journey) and ("event", event) in self._index

    def touched(self, change: Change) -> tuple[ConditionTrigger, ...]:
        """Those whose truth the change could have altered, in one order; it never leaves out one that it has."""
        if not self._by_journey or not self.open:
            return ()
        if change.merged or change.consent:
            return self.open
        if change.timer:
            timed = {one.key: one for one in self.open if one.key in self.timed}
            found = {one.key: one for hook in _hooks_of(change) for one in self._index.get(hook, ())} | timed
            return tuple(one for one in self.open if one.key in found)
        found = {one.key: one for hook in _hooks_of(change) for one in self._index.get(hook, ())}
        return tuple(one for one in self.open if one.key in found) if len(found) > 1 else tuple(found.values())

    def _parts(self, condition: Condition | None, seen: set[str] | None = None) -> Iterator[Condition]:
        """The condition, and those of the segments that it asks for, as deep as they go."""
        if condition is None:
            return
        seen = set() if seen is None else seen
        yield condition
        for name in sorted(condition.segments - seen):
            seen.add(name)
            if (segment := self._segments.get(name)) is not None:
                yield from self._parts(segment, seen)

    def _definition(self, one: ConditionTrigger) -> str:
        words = [one.key, "leaves" if one.leaves else "", "skips" if one.skips else ""]
        words += [one.journey] if one.rule else []  # two journeys may have one rule
        words += [one.moment.definition, self.zone] if one.moment else []
        return "\x1e".join([*words, *(part.text for part in self._parts(one.condition))])


def _hooks(condition: Condition) -> Iterator[_Hook]:
    yield from (("event", name) for name in condition.events)
    yield from (("person", name) for name in condition.traits)
    if condition.account_traits:
        yield "account", ""
    yield from (("journey", name) for name in condition.journeys)
    if condition.lists:
        yield _LISTS
    if condition.uses_zone:
        yield _ZONE


def _hooks_of_moment(moment: Moment | None) -> Iterator[_Hook]:
    if moment is None:
        return
    if moment.date is not None and moment.date.home == "person":
        yield "person", moment.date.root
    elif moment.date is not None:
        yield "account", ""
    yield _ZONE


def _hooks_of(change: Change) -> Iterable[_Hook]:
    if change.event is not None:
        yield "event", change.event.name
    if (heard := change.receipt or change.answered) is not None and (name := message_event(heard)):
        yield "event", name
    for name in sorted(change.traits):
        yield "person", name
    for name in sorted(change.journeys):
        yield "journey", name
    if change.account_traits:
        yield "account", ""
    if change.lists:
        yield _LISTS
    if change.zone:
        yield _ZONE
