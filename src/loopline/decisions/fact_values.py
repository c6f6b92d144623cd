"""The values that a fact carries, as data and in words."""

from collections.abc import Mapping
from typing import Any

import msgspec

from loopline.model.fact import Fact


def data_of(fact: Fact) -> dict[str, Any]:
    """The values that a fact carries, the customer's JSON; empty when it carries none."""
    found = msgspec.json.decode(fact.data) if fact.data else None
    return found if isinstance(found, dict) else {}


def values(fact: Fact) -> str:
    """The values that decided, as " (plan was "free")"; "" when none were recorded."""
    data = data_of(fact)
    tried = data.get("tried")
    last = tried[-1] if isinstance(tried, list) and tried else data
    seen = last.get("values") if isinstance(last, Mapping) else None
    if not isinstance(seen, Mapping) or not seen:
        return ""
    return " (" + ", ".join(f"{name} was {_shown(value)}" for name, value in seen.items()) + ")"


def _shown(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def locale_words(fact: Fact) -> str:
    """In which of its languages a message was decided, as ", in pt-BR"; "" for a message that has one alone."""
    taken = data_of(fact).get("locale")
    return "" if taken is None else f", in {taken}" if taken else ", in none of its languages, as it stands"


def won_words(fact: Fact) -> str:
    """Which message or journey went before, and by which rule, as " (1 in 7d: big, of priority 90, has the place)"."""
    data = data_of(fact)
    if cap := data.get("cap"):
        taken = data.get("taken")
        named = [_taken(one) for one in taken if isinstance(one, Mapping)] if isinstance(taken, list) else []
        return f" ({cap}{': ' if named else ''}{', '.join(named)})"
    if better := data.get("better"):
        return f": that of {better} is held, too"
    if group := data.get("group"):
        return f" ({data.get('journey')}, group {group})"
    return ""


def _taken(one: Mapping[str, Any]) -> str:
    return f"{one.get('journey') or 'a message of before'}, of priority {one.get('priority')}, has a place"
