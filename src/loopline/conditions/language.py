"""The condition language, front door: compile a text once, then ask, explain, and learn when it could change.

A condition is a small subset of Python's expressions. Its logic is three-valued as in SQL (ISO/IEC 9075, "unknown"; the
strong logic of Kleene): a field that is not there, a division by zero, and a comparison of different types are unknown,
and unknown is neither true nor false.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from loopline.conditions.dependencies import needs_of
from loopline.conditions.errors import ConditionError
from loopline.conditions.evaluate import HARMLESS, Ask, ask_of
from loopline.conditions.explain import Clause, Explanation, explain
from loopline.conditions.members.question import as_asked_of_itself, question_key
from loopline.conditions.names import KnownNames, check_kinds, check_names, check_types
from loopline.conditions.next_change import Break, break_of, next_change
from loopline.conditions.parse import parse
from loopline.conditions.scope import Scope, Truth
from loopline.conditions.text import json_of, text_of, tree_of
from loopline.conditions.tree import SIGNATURES, Node, OfAccount, iter_nodes
from loopline.model.errors import Invalid

__all__ = [
    "FUNCTIONS",
    "Clause",
    "Condition",
    "ConditionError",
    "Explanation",
    "KnownNames",
    "Scope",
    "Truth",
    "check_condition",
    "compile_condition",
    "from_json",
]

FUNCTIONS: Final = tuple(SIGNATURES)
"""The name of every function of the language; the reference has a heading for each."""


class Condition(Struct, frozen=True, eq=False):
    """A compiled condition. Equal to another when their texts are."""

    text: str
    root: Node
    ask: Ask
    breaks: Break | None
    traits: frozenset[str]
    account_traits: frozenset[str]
    """With the keys of `of_account`, whose answers change as traits of the account do."""
    events: frozenset[str]
    event_paths: frozenset[str]
    entry_paths: frozenset[str]
    segments: frozenset[str]
    lists: frozenset[str]
    journeys: frozenset[str]
    """Those of which it asks whether somebody stands in them."""
    receipt_nodes: frozenset[str]
    answer_paths: frozenset[str]
    """What `answer` asks for, as "node.field"."""
    uses_event: bool
    uses_time: bool
    uses_zone: bool
    """Whether it reads dates: one without a zone is another moment when the person's zone changes."""
    of_account: Mapping[str, "Condition"]
    """The questions that it has the account answer, by their key, each as the account asks it of itself."""
    questions: frozenset[str]
    """The texts of these, as they stand in it."""
    windows: Mapping[str, int | None]
    """Event name to the longest `within` in ms that is asked of it; None for its whole history. Messages have a
    name for each condition over them (`conditions.counted.key_of`)."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def evaluate(self, scope: Scope) -> Truth:
        """True, false, or None for unknown; raises nothing and changes nothing."""
        try:
            return self.ask(scope)
        except HARMLESS:
            return None

    def explain(self, scope: Scope) -> Explanation:
        """The truth again, with the clauses that decided it and the values they saw: for people, not the hot path."""
        return explain(self.root, scope)

    def to_json(self) -> dict[str, Any]:
        """The tree for the canvas builder; `from_json` reads it back."""
        return json_of(self.root)

    def next_break(self, scope: Scope) -> int | None:
        """The first moment (ms) after scope.now at which a part could change by time alone; the truth may not."""
        return self.breaks(scope) if self.breaks else None

    def next_change(self, scope: Scope) -> int | None:
        """The first moment (ms) after scope.now at which the truth could change by time alone; None for never.

        Never later than the true change: the truth is constant on [scope.now, next_change). It may be earlier.
        """
        if self.breaks is None:
            return None
        try:
            return next_change(self.evaluate, self.breaks, scope)
        except HARMLESS:
            return None


def compile_condition(text: str, known_names: KnownNames | None = None) -> Condition:
    """Compile a text. Raises Invalid with the code of its first fault; `at` is the offset of that fault in the text."""
    parsed = parse(text)
    names = check_names(parsed.marks, known_names) if known_names else []
    for error in (*parsed.errors, *names):
        if error.level == "error":
            raise Invalid(error.code, error.text, at=str(error.offset))
    return _condition(text.strip(), parsed.root)


def check_condition(text: str, known_names: KnownNames | None = None) -> tuple[ConditionError, ...]:
    """All faults of a text in the order of their places, warnings among them; never raises."""
    parsed = parse(text)
    names = check_names(parsed.marks, known_names) if known_names else []
    kinds = check_kinds(parsed.marks) if not parsed.errors else []
    types = check_types(parsed.marks, known_names) if known_names and not parsed.errors else []
    return tuple(sorted((*parsed.errors, *names, *kinds, *types), key=lambda error: error.offset))


def from_json(tree: object, known_names: KnownNames | None = None) -> Condition:
    """A condition from the builder's tree, with the canonical text. Raises Invalid as compile_condition does."""
    return compile_condition(text_of(tree_of(tree)), known_names)


def _condition(text: str, root: Node) -> Condition:
    needs = needs_of(root)
    nothing: frozenset[str] = frozenset()
    questions = [node for node in iter_nodes(root) if isinstance(node, OfAccount)]
    return Condition(
        text=text,
        root=root,
        ask=ask_of(root),
        breaks=break_of(root),
        traits=needs.paths.get("person", nothing),
        account_traits=needs.paths.get("account", nothing),
        events=needs.calls.get("event", nothing),
        event_paths=needs.paths.get("event", nothing),
        entry_paths=needs.paths.get("entry", nothing),
        segments=needs.calls.get("segment", nothing),
        lists=needs.calls.get("list", nothing),
        journeys=needs.calls.get("journey", nothing),
        receipt_nodes=needs.calls.get("node", nothing),
        answer_paths=needs.calls.get("answer", nothing),
        uses_event=needs.uses_event,
        uses_time=needs.uses_time,
        uses_zone=needs.uses_zone,
        of_account={question_key(node): _of_itself(as_asked_of_itself(node.asked)) for node in questions},
        questions=frozenset(map(text_of, questions)),
        windows=needs.windows,
    )


def _of_itself(root: Node) -> Condition:
    return _condition(text_of(root), root)
