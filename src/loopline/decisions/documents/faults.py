"""What is wrong with a document's shape, in words that a marketer can act on."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Final, get_args

import msgspec
from msgspec import Struct, inspect

from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.entry.metric import MetricDocument
from loopline.model.errors import Invalid
from loopline.model.journey import Journey, Segment, Workspace
from loopline.model.mail.files import File
from loopline.model.nodes import NODE_KINDS, Node, kind_name
from loopline.model.offers.document import Offer
from loopline.model.scoring.documents import Model

NODE_TYPES: Final[dict[str, type[Struct]]] = {kind_name(kind): kind for kind in get_args(Node)}
DOCUMENT_TYPES: Final[dict[str, type[Struct]]] = {
    "journey": Journey,
    "segment": Segment,
    "workspace": Workspace,
    "template": Template,
    "block": Block,
    "brand": Brand,
    "catalog": Catalog,
    "feed": Feed,
    "file": File,
    "offer": Offer,
    "model": Model,
    "metric": MetricDocument,
}


def _groups(document: type[Struct]) -> dict[str, type[Struct]]:
    """Which fields a group has, by the name of the group, such as `until_date`: read off the structs themselves."""
    found: dict[str, type[Struct]] = {}
    ahead: list[type[Struct]] = [document, *NODE_TYPES.values()]
    while ahead:
        for field in inspect.type_info(ahead.pop(0)).fields:  # type: ignore[attr-defined]  # of a struct
            for group in _structs(field.type):
                if field.encode_name != "nodes" and field.encode_name not in found:
                    found[field.encode_name] = group
                    ahead.append(group)
    return found


def _structs(kind: inspect.Type) -> Iterator[type[Struct]]:
    match kind:
        case inspect.StructType(cls=cls):
            yield cls
        case inspect.DictType(value_type=inner) | inspect.VarTupleType(item_type=inner):
            yield from _structs(inner)
        case inspect.UnionType(types=types):
            for one in types:
                yield from _structs(one)
        case _:
            pass


GROUPS: Final = {kind: _groups(document) for kind, document in DOCUMENT_TYPES.items()}
WORDS: Final = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a group of fields",
    "null": "nothing",
}
_PLACE: Final = re.compile(r"^(?P<what>.*?)(?: - at `(?:key` in `)?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|(\[\.\.\.\])")
# A field's name is the author's and may hold quotes of its own, so it reaches to the last one; types are msgspec's.
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_TYPE: Final = re.compile(r"Expected `([^`]*)`, got `([^`]*)`")
_SHOWN_CHARACTERS: Final = 200


class Explained(Struct, frozen=True):
    """A code and its words; `field` is the field to add to the path ("" when the path is whole)."""

    code: str
    text: str
    field: str = ""


def as_invalid(raw: dict[str, Any], kind: type[Struct], message: str, lines: dict[str, int]) -> Invalid:
    """The Invalid for what msgspec said about `raw`, with the real path and its line. Raises nothing."""
    try:
        return _as_invalid(raw, kind, message, lines)
    except Exception:  # what an author wrote must never stop the report of it, however it reads in msgspec's words
        return Invalid("field_type", f"This document cannot be read: {message[:_SHOWN_CHARACTERS]}.")


def _as_invalid(raw: dict[str, Any], kind: type[Struct], message: str, lines: dict[str, int]) -> Invalid:
    match = _PLACE.match(message)
    what, path = (match["what"], match["path"] or "") if match else (message, "")
    steps = _real_steps(raw, kind, message, path)
    explained = _explain(what, raw, steps)
    at = show_path([*steps, explained.field] if explained.field else steps)
    line = lines.get(at) or lines.get(show_path(steps))
    return Invalid(explained.code, f"{explained.text} (line {line})" if line else explained.text, at=at)


def _real_steps(raw: dict[str, Any], kind: type[Struct], message: str, path: str) -> list[str | int]:
    """The path with every `[...]` (any key of a mapping) replaced by the key that is at fault."""
    steps: list[str | int] = []
    for name, index, anything in _STEP.findall(path):
        if anything:
            steps.append(_guilty_key(raw, kind, message, steps))
        else:
            steps.append(name or int(index))
    return steps


def _guilty_key(raw: dict[str, Any], kind: type[Struct], message: str, steps: list[str | int]) -> str:
    """The key whose value alone still gives the same message."""
    mapping = _at(raw, steps)
    for key, value in mapping.items():
        try:
            msgspec.convert(_with(raw, steps, {key: value}), kind)
        except msgspec.ValidationError as error:
            if str(error) == message:
                return str(key)
    return str(next(iter(mapping), ""))


def _at(raw: Any, steps: list[str | int]) -> Any:
    for step in steps:
        raw = raw[step]
    return raw


def _with(raw: Any, steps: list[str | int], value: Any) -> Any:
    """A copy of `raw` in which `value` stands at `steps`."""
    if not steps:
        return value
    copy: Any = dict(raw) if isinstance(raw, dict) else list(raw)
    copy[steps[0]] = _with(raw[steps[0]], steps[1:], value)
    return copy


def show_path(steps: list[str | int]) -> str:
    """A path as faults show it, such as nodes.push.then or branches[0].when."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps]
    return "".join(parts).removeprefix(".")


def _explain(what: str, raw: dict[str, Any], steps: list[str | int]) -> Explained:
    if match := _UNKNOWN.fullmatch(what):
        return Explained("field_unknown", _unknown_text(match[1], raw, steps), match[1])
    if match := _MISSING.fullmatch(what):
        return Explained("field_missing", _missing_text(match[1], raw, steps), match[1])
    if what.startswith("Invalid value") and steps[-1:] == ["kind"]:
        return Explained("node_kind_unknown", _kind_text(str(_at(raw, steps))))
    if match := _TYPE.fullmatch(what):
        wanted = " or ".join(WORDS.get(word.strip(), word.strip()) for word in match[1].split("|"))
        got = WORDS.get(match[2], match[2])
        return Explained("field_type", f"This must be {wanted}, but it is {got}.{_type_hint(match[1], match[2])}")
    return Explained("field_type", f"{what[:_SHOWN_CHARACTERS]}.")


def _unknown_text(name: str, raw: dict[str, Any], steps: list[str | int]) -> str:
    group, known = _group(raw, steps)
    near = get_close_matches(name[:_SHOWN_CHARACTERS], known, n=1)
    more = f'Did you mean "{near[0]}"?' if near else f"Its fields are: {', '.join(known)}."
    return f'"{name[:80]}" is no field of {group}. {more}'


def _missing_text(name: str, raw: dict[str, Any], steps: list[str | int]) -> str:
    group, _known = _group(raw, steps)
    if name == "kind":
        return f"Say what {group} is: kind: {', '.join(NODE_KINDS[:-1])} or {NODE_KINDS[-1]}."
    return f'{group[0].upper()}{group[1:]} needs the field "{name}"; add it.'


def _kind_text(kind: str) -> str:
    near = get_close_matches(kind[:_SHOWN_CHARACTERS], NODE_KINDS, n=1)
    more = f'Did you mean "{near[0]}"?' if near else f"Use {', '.join(NODE_KINDS[:-1])} or {NODE_KINDS[-1]}."
    return f'"{kind[:40]}" is no kind of node. {more}'


def _type_hint(wanted: str, got: str) -> str:
    if "str" in wanted and got in ("int", "float", "bool"):
        return " Put it in quotes."
    if wanted == "array":
        return " Write it as [a, b], also when there is only one."
    if wanted in ("int", "float") and got == "str":
        return " Remove the quotes, and use a point, not a comma."
    return ""


def _group(raw: dict[str, Any], steps: list[str | int]) -> tuple[str, list[str]]:
    """What the group at `steps` is called, and its fields as they are written."""
    if not steps:
        kind = raw["kind"]
        return f"a {kind}", ["kind", *_fields(DOCUMENT_TYPES[kind])]
    if len(steps) == 2 and steps[0] == "nodes":
        kind = _at(raw, steps).get("kind")
        if isinstance(kind, str) and kind in NODE_TYPES:
            return f'the {kind} node "{steps[1]}"', ["kind", *_fields(NODE_TYPES[kind])]
        return f'the node "{steps[1]}"', ["kind"]
    groups = GROUPS[raw["kind"]]
    name = next((step for step in reversed(steps) if step in groups), "")
    return f'the part "{show_path(steps)}"', _fields(groups[str(name)]) if name else []


def _fields(kind: type[Struct]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind)]
