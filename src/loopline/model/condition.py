"""The condition language, front door: compile a text once, then ask, explain, and learn when it could change.

A condition is a small subset of Python's expressions. Its logic is three-valued as in SQL (ISO/IEC 9075, "unknown"; the
strong logic of Kleene): a field that is not there, a division by zero, and a comparison of different types are unknown,
and unknown is neither true nor false.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from loopline.model.condition_depend import needs_of
from loopline.model.condition_eval import Ask, ask_of
from loopline.model.condition_fault import Catalog
from loopline.model.condition_parse import parse
from loopline.model.condition_scope import Scope, Truth
from loopline.model.condition_tree import SIGNATURES, Node
from loopline.model.errors import Invalid

__all__ = ["FUNCTIONS", "Catalog", "Condition", "Scope", "Truth", "compile_condition"]

FUNCTIONS: Final = tuple(SIGNATURES)
"""The name of every function of the language; the reference has a heading for each."""

_HARMLESS: Final = (ArithmeticError, RecursionError, TypeError, ValueError)
"""What odd values in a trait, or segments that ask each other for ever, can raise; all of it means unknown."""


class Condition(Struct, frozen=True, eq=False):
    """A compiled condition. Equal to another when their texts are."""

    text: str
    root: Node
    ask: Ask
    traits: frozenset[str]
    account_traits: frozenset[str]
    events: frozenset[str]
    event_paths: frozenset[str]
    entry_paths: frozenset[str]
    segments: frozenset[str]
    lists: frozenset[str]
    receipt_nodes: frozenset[str]
    uses_event: bool
    uses_time: bool
    windows: Mapping[str, int | None]
    """Event name to the longest `within` in ms that is asked of it; None for its whole history."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def evaluate(self, scope: Scope) -> Truth:
        """True, false, or None for unknown; raises nothing and changes nothing."""
        try:
            return self.ask(scope)
        except _HARMLESS:
            return None


def compile_condition(text: str, catalog: Catalog | None = None) -> Condition:
    """Compile a text. Raises Invalid with the code of its first fault; `at` is the offset of that fault in the text."""
    parsed = parse(text)
    for fault in parsed.faults:
        if fault.level == "error":
            raise Invalid(fault.code, fault.text, at=str(fault.offset))
    return _condition(text.strip(), parsed.root)


def _condition(text: str, root: Node) -> Condition:
    needs = needs_of(root)
    nothing: frozenset[str] = frozenset()
    return Condition(
        text=text,
        root=root,
        ask=ask_of(root),
        traits=needs.paths.get("person", nothing),
        account_traits=needs.paths.get("account", nothing),
        events=needs.calls.get("event", nothing),
        event_paths=needs.paths.get("event", nothing),
        entry_paths=needs.paths.get("entry", nothing),
        segments=needs.calls.get("segment", nothing),
        lists=needs.calls.get("list", nothing),
        receipt_nodes=needs.calls.get("node", nothing),
        uses_event=needs.uses_event,
        uses_time=needs.uses_time,
        windows=needs.windows,
    )
