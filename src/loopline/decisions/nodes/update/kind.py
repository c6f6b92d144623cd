"""The update node: sets traits, joins and leaves lists."""

from typing import Any, final

from msgspec.structs import replace
from whenever import Instant

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import AT_EVENT, AT_STEP, check_text
from loopline.decisions.context import DecisionContext, look
from loopline.decisions.nodes.kind import Edge, PassesThrough
from loopline.decisions.policy.sight import read_object
from loopline.decisions.published import JourneyVersion
from loopline.decisions.transitions import Advance, Transition
from loopline.model.change import Change
from loopline.model.fact import person_fact
from loopline.model.journey import Journey
from loopline.model.nodes.update import Update
from loopline.model.person import Enrollment
from loopline.model.traits import fold_traits, storable


@final
class UpdateKind(PassesThrough[Update], of=Update):
    """An update node."""

    def check(self, found: Findings, journey: Journey, at: str) -> None:
        """Something to change, by names that are not blank, to values that can be calculated."""
        node = self.node
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

    def edges(self) -> tuple[Edge, ...]:
        """On."""
        return (("then", self.node.then),)

    def condition_texts(self) -> tuple[str, ...]:
        """The fields whose values are set, as conditions: what they read must be remembered."""
        return tuple(f"has({value[1:]})" for value in self.node.set.values() if _is_path(value))

    def arrive(self, ctx: DecisionContext, version: JourneyVersion, enrollment: Enrollment) -> Transition:
        """Change the person; a change that others may react to is looked at in the next round."""
        node = self.node
        stated = {name: storable(_value(ctx, enrollment, value)) for name, value in node.set.items()}
        traits, changed, _ = fold_traits(ctx.person.traits, stated)
        lists = tuple(n for n in ctx.person.lists if n not in node.remove_from)
        lists = tuple(dict.fromkeys((*lists, *node.add_to)))
        ctx.record("updated", enrollment, data={"set": stated, "lists": list(lists)})
        relisted = lists != ctx.person.lists
        if changed or relisted:
            ctx.person = replace(ctx.person, traits=traits, lists=lists)
            ctx.effects.append(person_fact(ctx.person, ctx.now, "journey"))
            ctx.pending.append(Change(at=ctx.now, traits=changed, lists=relisted))
        return Advance(enrollment, node.then)


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=") and "(" not in value


def _check_expression(found: Findings, text: str, at: str) -> None:
    """`=now()` or the path of a field, which is all that an update can calculate."""
    if text == "now()":
        return
    if "(" in text or " " in text:
        words = "After = stands now() or one field, such as =event.plan; a text that begins with = cannot be set."
        found.error("update_expression", words, at)
        return
    check_text(found, f"has({text})", at, AT_STEP if not text.startswith("event.") else AT_EVENT)


def _value(ctx: DecisionContext, enrollment: Enrollment, value: Any) -> Any:  # JSON of the customer's own shape
    if not isinstance(value, str) or not value.startswith("="):
        return value
    text = value[1:].strip()
    if text == "now()":
        return Instant.from_timestamp(ctx.now, unit="millisecond").format_iso()
    head, _, rest = text.partition(".")
    if head == "entry" and rest:
        return look(rest, read_object(enrollment.entry))
    if head == "event" and rest:
        return look(rest, ctx.event or read_object(enrollment.entry))
    if head == "account" and rest:
        return look(rest, ctx.person.account_traits)
    return look(text, ctx.person.traits)
