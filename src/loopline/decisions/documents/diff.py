"""What a draft changes against the live version: node by node, in words for the person who publishes it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from msgspec import Struct

from loopline.decisions.documents.read import to_plain
from loopline.model.journey import Document, Journey

Kind = Literal["added", "changed", "deleted", "entry", "settings"]
SHOWN_CHARACTERS: Final = 60
SHOWN_FIELDS: Final = 4
# Changes of these are shown apart: they change who enters, and with that what results are compared.
ENTRY_FIELDS: Final = ("entry", "start")
NO_DECISION: Final = ("canvas",)


class DocumentChange(Struct, frozen=True):
    """One thing that publishing would change. `node` is empty for the entry and the settings."""

    node: str
    kind: Kind
    text: str


def diff_documents(old: Document, new: Document) -> tuple[DocumentChange, ...]:
    """Every change, nodes first in the order of the new document, deleted ones after them; drawings do not count."""
    before, after = to_plain(old), to_plain(new)
    nodes = tuple(_node_changes(before.get("nodes", {}), after.get("nodes", {})))
    for fields in (before, after):
        for name in ("nodes", *NO_DECISION) if isinstance(new, Journey) else ():
            fields.pop(name, None)
    return (*nodes, *_rule_changes(before, after))


def _node_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[DocumentChange]:
    for name, node in after.items():
        if name not in before:
            yield DocumentChange(name, "added", f"New: {_called(name, node)}.")
        elif before[name] != node:
            yield DocumentChange(name, "changed", f"{_capital(_called(name, node))}: {_in_words(before[name], node)}.")
    for name, node in before.items():
        if name not in after:
            text = f"Deleted: {_called(name, node)}. Say where people who stand here go on, or let them finish."
            yield DocumentChange(name, "deleted", text)


def _rule_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[DocumentChange]:
    for field in dict.fromkeys((*after, *before)):
        old, new = before.get(field), after.get(field)
        if old != new:
            kind: Kind = "entry" if field in ENTRY_FIELDS else "settings"
            yield DocumentChange("", kind, f"{_capital(_in_words({field: old}, {field: new}))}.")


def _called(name: str, node: Mapping[str, Any]) -> str:
    title = f' "{node["name"]}"' if node.get("name") else ""
    return f"{node['kind']}{title} ({name})"


def _in_words(old: Any, new: Any) -> str:
    """The fields that differ, with both values; a long list is cut."""
    was, now = dict(_leaves("", old)), dict(_leaves("", new))
    parts = [
        _one_change(path, path in was, was.get(path), path in now, now.get(path))
        for path in dict.fromkeys((*now, *was))
        if path not in was or path not in now or was[path] != now[path]
    ]
    more = len(parts) - SHOWN_FIELDS
    shown = "; ".join(parts[:SHOWN_FIELDS])
    return f"{shown}; and {more} more" if more > 0 else shown


def _one_change(path: str, had: bool, old: Any, has: bool, new: Any) -> str:
    if not had:
        return f"{path} is now {_shown(new)}"
    if not has:
        return f"{path} is no longer {_shown(old)}"
    return f"{path} from {_shown(old)} to {_shown(new)}"


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every simple value with its path; what is absent or empty has none."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for index, inner in enumerate(value):
            yield from _leaves(f"{path}[{index}]", inner)
    elif value is not None:
        yield path, value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    text = " ".join(text.split())
    text = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    return f'"{text}"' if isinstance(value, str) else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
