"""Exit rules, compiled once; those of the workspace are found by the id of a journey."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.path import FieldPath, compile_path
from loopline.model.journey import ExitRule, Journey, SharedExit


@dataclass(frozen=True, slots=True)
class CompiledExit:
    """An exit rule with its conditions compiled."""

    rule: ExitRule
    where: Condition | None
    when: Condition | None
    change: FieldPath | None = None

    @property
    def is_shared(self) -> bool:
        """Whether the workspace says it, and no journey."""
        return isinstance(self.rule, SharedExit)

    def told(self) -> dict[str, Any]:
        """The owner of the rule, as a fact tells it: nothing of a journey's own."""
        if not isinstance(self.rule, SharedExit):
            return {}
        return {"rule_of": f"programme {self.rule.programme}" if self.rule.programme else "workspace"}


def compile_exit(rule: ExitRule) -> CompiledExit:
    """Raises Invalid with a stable code where a condition or a field cannot be read."""
    where, when = (compile_condition(text) if text else None for text in (rule.where, rule.when))
    return CompiledExit(rule, where, when, compile_path(rule.change) if rule.change else None)


@dataclass(frozen=True, slots=True)
class SharedExits:
    """The exit rules of the workspace, in their order, and which of them end the passages of which journey.

    A journey that none concerns is not in the index, and the journeys of one programme share one tuple. The programme
    is that of the version which is live, also for people in an older one.
    """

    rules: tuple[CompiledExit, ...] = ()
    by_journey: Mapping[str, tuple[CompiledExit, ...]] = field(default_factory=dict)

    def of(self, journey: str) -> tuple[CompiledExit, ...]:
        """Those that end the passages of a journey, by its id."""
        return self.by_journey.get(journey, ())

    def with_rules(self, rules: Iterable[SharedExit], journeys: Iterable[Journey]) -> "SharedExits":
        """These rules in the place of all that were there, for the journeys that are published."""
        compiled = tuple(map(compile_exit, rules))
        found = dict[tuple[int, ...], tuple[CompiledExit, ...]]()
        index: dict[str, tuple[CompiledExit, ...]] = {}
        for journey in journeys if compiled else ():
            if places := _places(compiled, journey):
                index[journey.id] = found.setdefault(places, tuple(compiled[place] for place in places))
        return SharedExits(compiled, index)

    def with_journey(self, journey: Journey) -> "SharedExits":
        """With this version of a journey live."""
        places = _places(self.rules, journey)
        mine = tuple(self.rules[place] for place in places)
        if mine == self.of(journey.id):
            return self
        others = {name: rules for name, rules in self.by_journey.items() if name != journey.id}
        return replace(self, by_journey={**others, journey.id: mine} if mine else others)

    def conditions(self) -> tuple[Condition, ...]:
        """All that they ask."""
        return tuple(one for rule in self.rules for one in (rule.where, rule.when) if one is not None)


def _places(rules: Iterable[CompiledExit], journey: Journey) -> tuple[int, ...]:
    return tuple(place for place, one in enumerate(rules) if _concerns(one.rule, journey))


def _concerns(rule: ExitRule, journey: Journey) -> bool:
    if not isinstance(rule, SharedExit) or journey.id in rule.spare:
        return False
    return not rule.programme or rule.programme == journey.programme
