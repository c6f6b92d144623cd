"""Why a condition was true or not: the values that it looked at, as "why" shows them beside its text."""

from functools import lru_cache
from typing import Any, Final

from loopline.conditions.counted import OCCURRENCES, is_of_messages, key_of
from loopline.conditions.dates import iso_text
from loopline.conditions.evaluate import ask_of
from loopline.conditions.language import Condition, Scope
from loopline.conditions.occurrences import bounds_of, count_in
from loopline.conditions.path import value_at
from loopline.conditions.text import text_of
from loopline.conditions.tree import (
    ENTRY_AT,
    OF_FIELDS,
    OF_SPANS,
    SEQUENCES,
    Call,
    Constant,
    OfAccount,
    Path,
    iter_nodes,
)
from loopline.conditions.values import Look, look_of, window_look
from loopline.model.signals.scores import SCORE_PREFIX, is_score, reasons_in_words

_MEMBERS: Final = SEQUENCES | frozenset({"in_list", "in_segment", "in_journey", "consented"})
QUESTIONS: Final = OF_FIELDS | OF_SPANS | OCCURRENCES | _MEMBERS | {"score"}
"""Functions whose answer is shown beside a condition that was asked."""

CONDITIONS_REMEMBERED: Final = 8_192


def evidence(condition: Condition, truth: bool | None, scope: Scope) -> dict[str, Any]:
    """The condition, its truth ("unknown" for None) and the values that decided it, as the data of a fact."""
    return {
        "when": condition.text,
        "truth": "unknown" if truth is None else truth,
        "values": deciding_values(condition, scope),
    }


def deciding_values(condition: Condition, scope: Scope) -> dict[str, Any]:
    """The values that a condition looks at in a scope, by the names it uses."""
    fields, of_entry, rest = _looks_of(condition)
    values = {shown: look(scope) for shown, look in fields}
    if of_entry and scope.entry is not None:
        values |= {shown: look(scope) for shown, look in of_entry}
    return values | {shown: look(scope) for shown, look in rest} if rest else values


Looks = tuple[tuple[str, Look], ...]
"""Names under which values are shown, and where each is found."""


@lru_cache(CONDITIONS_REMEMBERED)
def _looks_of(condition: Condition) -> tuple[Looks, Looks, Looks]:
    """In the order in which they are shown. The second part is shown only where there is an entry event."""
    fields = (
        *((name, look_of(Path("person", (name,)))) for name in sorted(condition.traits) if not is_score(name)),
        *((f"account.{name}", look_of(Path("account", (name,)))) for name in _fields_of_account(condition)),
        *((f"event.{path}", look_of(Path("event", _keys(path)))) for path in sorted(condition.event_paths)),
    )
    of_entry = ((f"entry.{path}", _of_entry(path)) for path in sorted(condition.entry_paths))
    questions = ((shown, _answer(call)) for shown, call in sorted(_questions(condition).items()))
    receipts = ((f"receipts({node})", _receipts(node)) for node in condition.receipt_nodes)
    answers = ((f"answer({name})", _of_endpoint(name)) for name in sorted(condition.answer_paths))
    scores = filter(is_score, sorted(condition.traits))
    because = ((f"reasons({name.removeprefix(SCORE_PREFIX)})", _because(name)) for name in scores)
    asked = [one for one in iter_nodes(condition.root) if isinstance(one, OfAccount) and one is not condition.root]
    of_account = ((text_of(one), ask_of(one)) for one in asked)
    return fields, tuple(of_entry), (*questions, *of_account, *because, *receipts, *answers)


def _fields_of_account(condition: Condition) -> list[str]:
    return sorted(condition.account_traits - condition.of_account.keys())


def _of_entry(path: str) -> Look:
    asked = Path("entry", _keys(path))
    look = look_of(asked)
    if asked != ENTRY_AT:
        return look
    return lambda scope: iso_text(at) if type(at := look(scope)) is int else at


def _keys(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _questions(condition: Condition) -> dict[str, Call]:
    """What a condition asks of what a person did, joined or said, each by the way in which it is shown.

    The truth of one that is the whole condition is told with it.
    """
    calls = (one for one in iter_nodes(condition.root) if isinstance(one, Call) and one is not condition.root)
    calls = (call for call in calls if call.name in QUESTIONS)
    return {f"{call.name}({_arguments(call)})": call for call in calls}


def _arguments(call: Call) -> str:
    given = [str(arg.value) if isinstance(arg, Constant) else text_of(arg) for arg in call.args]
    where = [f"where={text_of(call.where)}"] if call.where is not None else []
    ago = [f"ago={call.ago}"] if call.ago else []
    since = [f"since={text_of(call.since)}"] if call.since is not None else []
    return ", ".join([*given, *([call.within] if call.within else []), *ago, *since, *where])


def _answer(call: Call) -> Look:
    if is_of_messages(call) and call.name == "count":
        bounds = bounds_of(call, window_look(call))
        return lambda scope: _between(*found) if (found := bounds(scope)) else None
    if call.name == "count" and (window := window_look(call)) is not None:
        name = key_of(call)
        return lambda scope: _counted(*found) if (found := count_in(scope, name, window)) else None
    look = look_of(call)
    if call.name in ("first", "last"):
        return lambda scope: None if (at := look(scope)) is None else iso_text(at)
    return look


def _counted(known: int, is_exact: bool) -> int | str:
    return known if is_exact else f"{known} or more"


def _between(least: int, most: int | None) -> int | str:
    if most is None:
        return f"{least} or more"
    return least if least == most else f"{least} to {most}"


def _because(trait: str) -> Look:
    return lambda scope: reasons_in_words(scope.traits.get(trait)) or None


def _receipts(node: str) -> Look:
    return lambda scope: list(scope.receipts.get(node, ()))


def _of_endpoint(name: str) -> Look:
    node, _, path = name.partition(".")
    keys = _keys(path)
    return lambda scope: value_at(keys, scope.answers.get(node))
