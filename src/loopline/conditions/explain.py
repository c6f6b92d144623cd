"""Which clauses of a condition decided its truth, with the values they saw, in plain words."""

import json
from typing import Any

from msgspec import Struct

from loopline.conditions.dates import iso_text
from loopline.conditions.evaluate import ask_of, truth_or_unknown
from loopline.conditions.scope import Scope, Truth
from loopline.conditions.text import text_of
from loopline.conditions.tree import And, Call, Compare, In, Node, Not, Or, Path, Value, children, name_of, value_kind
from loopline.conditions.values import look_of
from loopline.model.signals.scores import reasons_in_words, score_trait


class Clause(Struct, frozen=True):
    """One comparison or question; `decided` when the whole would need it to change in order to change."""

    text: str
    truth: Truth
    values: dict[str, Any]
    decided: bool


class Explanation(Struct, frozen=True):
    """The truth of a condition for one person, clause by clause, and a sentence for a human."""

    truth: Truth
    clauses: tuple[Clause, ...]
    sentence: str


def explain(root: Node, scope: Scope) -> Explanation:
    """Evaluate every clause on its own and say which of them decided. Values are JSON values; dates are in ms."""
    found: list[tuple[Node, bool]] = []
    _gather(root, True, scope, found)
    clauses = tuple(_clause(node, decided, scope) for node, decided in found)
    sentences = (_sentence(node, clause) for (node, _), clause in zip(found, clauses, strict=True) if clause.decided)
    return Explanation(truth_or_unknown(ask_of(root), scope), clauses, "; ".join(dict.fromkeys(sentences)))


def _gather(node: Node, decided: bool, scope: Scope, found: list[tuple[Node, bool]]) -> None:
    match node:
        case And(parts=parts) | Or(parts=parts):
            whole = truth_or_unknown(ask_of(node), scope)
            for part in parts:
                _gather(part, decided and truth_or_unknown(ask_of(part), scope) is whole, scope, found)
        case Not(part=part):
            _gather(part, decided, scope, found)
        case _:
            found.append((node, decided))


def _clause(node: Node, decided: bool, scope: Scope) -> Clause:
    values: dict[str, Any] = {}
    for part in _sources(node):
        values[text_of(part)] = look_of(part)(scope)
        if isinstance(part, Call) and part.name == "score":
            kept = scope.traits.get(score_trait(name_of(part)))
            values[_because(part)] = reasons_in_words(kept) or None
    return Clause(text_of(node), truth_or_unknown(ask_of(node), scope), values, decided)


def _sources(node: Node) -> list[Value]:
    """The fields and function values that a clause looks at, the outer ones first."""
    found: list[Value] = []
    if isinstance(node, Path | Call):
        found.append(node)
    for child in children(node):
        found.extend(_sources(child))
    return found


def _sentence(node: Node, clause: Clause) -> str:
    result = f"{clause.text} is {_plain(clause.truth)}"
    if isinstance(node, Call | Path) and not (isinstance(node, Call) and any(_sources(arg) for arg in node.args)):
        return result if clause.truth is not None else f"{clause.text} is not known"
    seen = dict.fromkeys(_shown(node))
    facts = [
        f"{text_of(part)} is {_value(part, clause.values[text_of(part)])}{_reasons(part, clause)}" for part in seen
    ]
    return f"{' and '.join(facts)}, so {result}" if facts else result


def _because(score: Call) -> str:
    return f"reasons({name_of(score)})"


def _reasons(part: Value, clause: Clause) -> str:
    """What made a score what it is, as " (visits_30d 0 (+0.21))"; "" for all else."""
    told = clause.values.get(_because(part)) if isinstance(part, Call) and part.name == "score" else None
    return f" ({told})" if told and clause.values[text_of(part)] is not None else ""


def _shown(node: Node) -> list[Value]:
    """The outermost sources: what days_since(last("x")) gives says more than what last("x") gives."""
    outer = children(node) if isinstance(node, Compare | In | Call) else (node,)
    return [source for part in outer for source in _inner(part)]


def _inner(node: Node) -> list[Value]:
    if isinstance(node, Call) and node.name == "date" and not _sources(node.args[0]):
        return []
    if isinstance(node, Path | Call):
        return [node]
    return [source for child in children(node) for source in _inner(child)]


def _value(part: Value, value: Any) -> str:
    if value is not None and value_kind(part) == "date":
        return iso_text(value)
    return "not known" if value is None else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return "unknown"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."
