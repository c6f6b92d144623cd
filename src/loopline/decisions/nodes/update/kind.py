"""The update node: sets traits, joins and leaves lists."""

from collections.abc import Mapping
from functools import cached_property
from typing import final

from msgspec.structs import replace

from loopline.conditions.path import FieldPath
from loopline.decisions.checks.findings import Findings
from loopline.decisions.context import DecisionContext
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.nodes.stated_values import check_stated, stated_fields, stated_values
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Transition
from loopline.model.change import Change
from loopline.model.fact import person_fact, quality_fact, trait_facts
from loopline.model.journey import Journey
from loopline.model.nodes.update import Update
from loopline.model.person import Enrollment
from loopline.model.traits import BIG, FULL, state_traits, with_lists


@final
class UpdateKind(PassesThrough[Update], of=Update):
    """An update node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """Something to change, by names that are not blank, to values that can be calculated."""
        node = self.node
        if not (node.set or node.add_to or node.remove_from):
            found.warn("update_empty", "This changes nothing; fill set, add_to or remove_from, or delete the node.", at)
        check_stated(found, node.set, f"{at}.set")
        for field, names in (("add_to", node.add_to), ("remove_from", node.remove_from)):
            for index, name in enumerate(names):
                if not name.strip():
                    found.error("list_blank", "Give the name of a list.", f"{at}.{field}[{index}]")
        for name in sorted(set(node.add_to) & set(node.remove_from)):
            text = f'"{name[:80]}" is both joined and left here; keep one of the two.'
            found.warn("list_joined_and_left", text, at)

    def edges(self) -> tuple[Edge, ...]:
        """On."""
        return (("then", self.node.then),)

    def writes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What it sets, joins and leaves."""
        return tuple(self.node.set), (*self.node.add_to, *self.node.remove_from)

    def compile(self) -> None:
        """The fields whose values are set."""
        assert self.fields.keys() <= self.node.set.keys()

    @cached_property
    def fields(self) -> Mapping[str, FieldPath]:
        """The field of each trait that takes the value of one."""
        return stated_fields(self.node.set)

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Change the person; a change that others may react to is looked at in the next round."""
        node = self.node
        stated, unknown = stated_values(ctx, enrollment, node.set, self.fields)
        found = state_traits(ctx.person.traits, ctx.person.trait_times, stated, ctx.now)
        lists = tuple(n for n in ctx.person.lists if n not in node.remove_from)
        lists, refused = with_lists(lists, node.add_to)
        no_room = [conflict for conflict in found.conflicts if conflict[1] in (FULL, BIG)]
        ctx.effects.extend(trait_facts(ctx.person.key, ctx.now, no_room, "person_too_big"))
        ctx.effects.extend(quality_fact(ctx.person.key, ctx.now, "list_limit", n, FULL, "not kept") for n in refused)
        said = {"set": stated, "lists": list(lists)}
        ctx.record("updated", enrollment, data=said | {"unknown": unknown} if unknown else said)
        relisted = lists != ctx.person.lists
        before = ctx.person
        kept = [name for name in lists if name not in node.add_to]  # who joins again stays without an end
        ctx.person = replace(ctx.person, traits=found.traits, trait_times=found.times, lists=lists)
        if before.list_ends:
            ends = {name: at for name, at in before.list_ends.items() if name in kept}
            ctx.person = replace(ctx.person, list_ends=ends or None)
        if found.changed or relisted:
            ctx.effects.append(person_fact(before, ctx.person, ctx.now, "journey"))
            ctx.pending.append(Change(at=ctx.now, traits=found.changed, before=before.traits, lists=relisted))
        return Advance(enrollment, node.then)
