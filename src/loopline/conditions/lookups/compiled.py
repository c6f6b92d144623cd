"""A look-up, compiled: what it asks for by the values of one message, in the words of the condition language."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.conditions.language import Condition, compile_condition
from loopline.conditions.path import FieldPath, compile_path, value_at
from loopline.conditions.scope import Scope
from loopline.conditions.tree import FLIPPED, And, Compare, Constant, Node, Path, Value, iter_nodes
from loopline.model.catalogs.lookup import SELECTED_MAX, Lookup
from loopline.model.errors import Invalid

ITEM: Final = "item"
ORDERED: Final = ("==", "<", "<=", ">", ">=")
Context = Mapping[str, Any]  # what the templates of one message may read: JSON of the customer's own shape
AskedValue = FieldPath | str
"""A field of the message's context, or a text that was written."""


class ItemAsked(Struct, frozen=True):
    """One item of a catalog, by its id."""

    catalog: str
    id: str


class SelectionAsked(Struct, frozen=True):
    """Items of a catalog. `bounds` are comparisons (field, operator, value) that each meets; `key` is the whole asked.

    Two selections with one key have one answer.
    """

    catalog: str
    bounds: tuple[tuple[str, str, Any], ...]
    key: bytes


class FeedAsked(Struct, frozen=True):
    """The answer of a feed to these values."""

    feed: str
    values: tuple[tuple[str, str], ...]


Asked = ItemAsked | SelectionAsked | FeedAsked


class CompiledLookup(Struct, frozen=True):
    """One look-up. `fields` are those of items that its condition and its order read."""

    lookup: Lookup
    id: AskedValue | None
    where: Condition | None
    given: Mapping[str, AskedValue]
    fields: frozenset[str]
    sort: str
    descending: bool

    def asked(self, context: Context) -> Asked | None:
        """What is asked for a message with these values; None where one of them is not there."""
        lookup = self.lookup
        if lookup.feed:
            values = {name: _as_text(_look(value, context)) for name, value in self.given.items()}
            told = tuple((name, text) for name, text in values.items() if text is not None)
            return FeedAsked(lookup.feed, told) if len(told) == len(values) else None
        if self.id is not None:
            found = _as_text(_look(self.id, context))
            return ItemAsked(lookup.catalog, found) if found else None
        bounds = tuple(_bounds(self.where.root, context)) if self.where else ()
        if any(value is None for _, _, value in bounds):
            return None
        read = [_at(path, context) for path in _outer_paths(self.where.root)] if self.where else []
        key = msgspec.json.encode((lookup.catalog, lookup.where, lookup.sort, lookup.limit, read))
        return SelectionAsked(lookup.catalog, bounds, key)

    def accepts(self, item: Mapping[str, Any], context: Context) -> bool:
        """Whether an item meets the condition for a message with these values; what is unknown is not met."""
        if self.where is None:
            return True
        account, event, entry = (_group(context, name) for name in ("account", "event", "entry"))
        scope = Scope(traits={**context, ITEM: item}, account=account, event=event, entry=entry)
        return self.where.evaluate(scope) is True

    def narrowed_by(self) -> frozenset[str]:
        """The fields that a part of the condition compares, so that an index of one of them finds the items."""
        return frozenset(name for name, _, _ in _comparisons(self.where.root)) if self.where else frozenset()


def compile_lookup(lookup: Lookup) -> CompiledLookup:
    """Compile one. Raises Invalid with a stable code; `at` is the field of the look-up."""
    if bool(lookup.catalog) == bool(lookup.feed):
        raise Invalid("lookup_form", "A look-up names a catalog or a feed, one of the two.")
    if lookup.feed and (lookup.id or lookup.where or lookup.sort):
        raise Invalid("lookup_form", "A feed is asked by the values of `with`, and by nothing else.", at="feed")
    if lookup.catalog and lookup.given:
        raise Invalid("lookup_form", "A catalog is asked by `id`, or by `where`; `with` is of feeds.", at="with")
    if lookup.id and (lookup.where or lookup.sort):
        raise Invalid("lookup_form", "`id` finds one item, so there is nothing to select or to sort.", at="id")
    if lookup.catalog and not (lookup.id or lookup.where or lookup.sort):
        raise Invalid("lookup_form", "Say which items: by `id`, by `where`, or the first ones by `sort`.", at="catalog")
    if not 1 <= lookup.limit <= SELECTED_MAX:
        raise Invalid("lookup_limit", f"A selection gives 1 to {SELECTED_MAX} items.", at="limit")
    where = _condition(lookup.where) if lookup.where else None
    sort = lookup.sort.removeprefix("-").removeprefix(f"{ITEM}.")
    return CompiledLookup(
        lookup=lookup,
        id=_value(lookup.id, "id") if lookup.id else None,
        where=where,
        given={name: _value(text, f"with.{name}") for name, text in lookup.given.items()},
        fields=frozenset(_item_fields(where.root) if where else ()) | ({sort} if sort else set()),
        sort=sort,
        descending=lookup.sort.startswith("-"),
    )


def _condition(text: str) -> Condition:
    try:
        found = compile_condition(text)
    except Invalid as error:
        raise Invalid(error.code, error.text, at="where") from None
    remembers = (found.windows, found.events, found.segments, found.lists, found.receipt_nodes, found.uses_time)
    if any(remembers) or found.of_account:
        words = "A selection compares fields of items with values of the message; it asks nothing of the past."
        raise Invalid("lookup_where", words, at="where")
    if not any(_item_fields(found.root)):
        raise Invalid(
            "lookup_where", "Compare a field of the items, such as item.category == event.category.", at="where"
        )
    return found


def _value(text: str, at: str) -> AskedValue:
    text = text.strip()
    if text[:1] in "\"'" and text:
        try:
            written = ast.literal_eval(text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            written = None
        if not isinstance(written, str):
            raise Invalid("path_form", f"{text[:80]} is no text; write it in one pair of quotes.", at=at)
        return written
    try:
        return compile_path(text)
    except Invalid as error:
        raise Invalid(error.code, error.text, at=at) from None


def _look(value: AskedValue, context: Context) -> Any:
    return value if isinstance(value, str) else _at(value.path, context)


def _at(path: Path, context: Context) -> Any:
    if path.home == "person":
        return value_at(path.keys, dict(context))
    return value_at(path.keys, _group(context, path.home))


def _group(context: Context, name: str) -> dict[str, Any] | None:
    found = context.get(name)
    return found if isinstance(found, dict) else None


def _as_text(value: Any) -> str | None:
    """A value as an id or a part of an address has it; None for what is neither a text nor a number nor a truth."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return None


def _is_item(node: Node) -> bool:
    return isinstance(node, Path) and node.home == "person" and node.root == ITEM and len(node.names) > 1


def _item_fields(root: Node) -> Iterator[str]:
    return (node.names[1] for node in iter_nodes(root) if isinstance(node, Path) and _is_item(node))


def _is_outer(node: Node) -> bool:
    return isinstance(node, Path) and not _is_item(node)


def _outer_paths(root: Node) -> Iterator[Path]:
    return (node for node in iter_nodes(root) if isinstance(node, Path) and _is_outer(node))


def _comparisons(root: Node) -> Iterator[tuple[str, str, Value]]:
    """What every item of the answer meets: `field op value`, where the value is none of the item's own."""
    for part in root.parts if isinstance(root, And) else (root,):
        if not isinstance(part, Compare) or part.op not in ORDERED:
            continue
        for left, op, right in ((part.left, part.op, part.right), (part.right, FLIPPED[part.op], part.left)):
            is_value = (isinstance(right, Constant) and right.value is not None) or _is_outer(right)
            if is_value and isinstance(left, Path) and _is_item(left) and len(left.keys) == 2:
                yield left.names[1], op, right


def _bounds(root: Node, context: Context) -> Iterator[tuple[str, str, Any]]:
    for name, op, right in _comparisons(root):
        if isinstance(right, Constant):
            yield name, op, right.value
        elif isinstance(right, Path):
            yield name, op, _at(right, context)
