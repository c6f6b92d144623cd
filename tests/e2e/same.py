"""Two journeys are the same but for the ids of their steps and where they are drawn."""

import re
from collections.abc import Iterator
from typing import Any

from loopline.conditions.parse import parse
from loopline.conditions.text import text_of
from loopline.decisions.documents.read import build_document, to_plain

Json = dict[str, Any]
CONDITIONS = ("when", "where")
LEADS = ("then", "otherwise", "on_timeout", "start")


def plain(document: Json) -> Json:
    """As the server reads it: defaults filled in, conditions in one spelling, steps numbered as they are reached."""
    read: Json = to_plain(build_document(document))
    order: list[str] = []
    waiting = [read["start"]]
    while waiting:
        step = waiting.pop()
        if step in read["nodes"] and step not in order:
            order.append(step)
            waiting += reversed(list(_leads(read["nodes"][step])))
    names = {step: f"step{number:02}" for number, step in enumerate(order)}
    assert len(names) == len(read["nodes"]), f"nothing leads to {set(read['nodes']) - set(names)}"
    nodes = {names[step]: _renamed(read["nodes"][step], names) for step in order}
    spelled: Json = {**_renamed({**read, "nodes": {}}, names), "nodes": nodes}
    return {key: value for key, value in spelled.items() if key not in ("id", "canvas")}


def _leads(thing: Any, key: str = "") -> Iterator[str]:
    """The steps that it leads to, in the order in which they are written."""
    if isinstance(thing, str) and key in LEADS:
        yield thing
    parts = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, (list, tuple)) else ()
    for name, part in parts:
        yield from _leads(part, str(name))


def _renamed(thing: Any, names: dict[str, str], key: str = "") -> Any:
    if isinstance(thing, dict):
        return {name: _renamed(part, names, name) for name, part in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_renamed(part, names, key) for part in thing]
    if isinstance(thing, str) and key in CONDITIONS and thing:
        once = text_of(parse(thing).root)
        return re.sub(r'\("([^"]+)"\)', lambda found: f'("{names.get(found[1], found[1])}")', once)
    return names.get(thing, thing) if isinstance(thing, str) and key in LEADS else thing
