"""Tree to text, and tree to and from JSON, so that the canvas builder and the text edit the same thing."""

import json
import keyword
import math
from typing import Any, Final

from loopline.conditions.tree import (
    BY_ACCOUNT,
    And,
    Arith,
    Call,
    Compare,
    Constant,
    Each,
    In,
    Negate,
    Node,
    Not,
    OfAccount,
    Or,
    Path,
    Scalar,
)
from loopline.model.errors import Invalid

_RESERVED: Final = frozenset({"person", "account", "event", "entry", "true", "false", "null", *keyword.kwlist})
_WORDS: Final[dict[Scalar, str]] = {True: "true", False: "false", None: "null"}
_STRENGTH: Final = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6, "negate": 7}
_DEEPEST: Final = 60


def text_of(node: Node) -> str:
    """The canonical text of a tree; reading it again gives the same tree."""
    return _text(node, 0)


def _text(node: Node, outside: int) -> str:
    match node:
        case And(parts=parts):
            return _wrapped(" and ".join(_text(part, 3) for part in parts), "and", outside)
        case Or(parts=parts):
            return _wrapped(" or ".join(_text(part, 2) for part in parts), "or", outside)
        case Not(part=part):
            return _wrapped(f"not {_text(part, 5)}", "not", outside)
        case Compare(op=op, left=left, right=right):
            return _wrapped(f"{_text(left, 5)} {op} {_text(right, 5)}", "compare", outside)
        case In(value=value, items=items, negated=negated):
            word = "not in" if negated else "in"
            listed = ", ".join(_constant(item) for item in items)
            return _wrapped(f"{_text(value, 5)} {word} [{listed}]", "compare", outside)
        case OfAccount(asked=asked):
            return _text(asked, outside)
        case Each(word=word, items=found, where=where):
            return f"{word}({_path(found)}, {_text(where, 0)})"
        case Arith(op=op, left=left, right=right):
            strength = _STRENGTH[op]
            return _wrapped(f"{_text(left, strength)} {op} {_text(right, strength + 1)}", op, outside)
        case Negate(part=part):
            return _wrapped(f"-{_text(part, 7)}", "negate", outside)
        case Constant() | Path() | Call():
            return _leaf_text(node)


def _leaf_text(node: Constant | Path | Call) -> str:
    match node:
        case Constant(value=value):
            return _constant(value)
        case Path():
            return _path(node)
        case Call():
            return _call(node)


def _wrapped(text: str, kind: str, outside: int) -> str:
    return f"({text})" if _STRENGTH[kind] < outside else text


def _constant(value: Scalar) -> str:
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _path(path: Path) -> str:
    if path.home == "event_name":
        return "event.name"
    keys = list(path.keys)
    text: str = path.home
    if path.home == "person" and _is_word(path.root) and path.root not in _RESERVED:
        text = str(keys.pop(0))
    elif path.home == "event" and keys == ["name"]:
        return 'event["name"]'
    return text + "".join(map(_key, keys))


def _key(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if _is_word(key) else f'["{key}"]'


def _is_word(key: str) -> bool:
    # Python reads identifiers in their NFKC form; a name beyond ASCII goes in quotes so that it stays as it is.
    return key.isascii() and key.isidentifier() and not keyword.iskeyword(key)


def _call(call: Call) -> str:
    args = [_text(arg, 0) for arg in call.args]
    if call.within is not None:
        args.append(f'within="{call.within}"')
    if call.ago is not None:
        args.append(f'ago="{call.ago}"')
    if call.since is not None:
        args.append(f"since={_text(call.since, 0)}")
    if call.where is not None:
        args.append(f"where={_text(call.where, 0)}")
    return f"{call.name}({', '.join(args)})"


def json_of(node: Node) -> dict[str, Any]:
    """The tree as JSON: each node an object with `op` and the parts that its op has."""
    match node:
        case And(parts=parts) | Or(parts=parts):
            return {"op": "and" if isinstance(node, And) else "or", "parts": [json_of(part) for part in parts]}
        case Not(part=part):
            return {"op": "not", "part": json_of(part)}
        case Compare(op=op, left=left, right=right):
            return {"op": "compare", "is": op, "left": json_of(left), "right": json_of(right)}
        case In(value=value, items=items, negated=negated):
            return {"op": "not_in" if negated else "in", "value": json_of(value), "items": list(items)}
        case OfAccount(asked=asked):
            return json_of(asked)
        case Each(word=word, items=found, where=where):
            return {"op": word, "items": json_of(found), "where": json_of(where)}
        case Arith(op=op, left=left, right=right):
            return {"op": "arith", "is": op, "left": json_of(left), "right": json_of(right)}
        case Negate(part=part):
            return {"op": "negate", "part": json_of(part)}
        case Constant(value=scalar):
            return {"op": "value", "value": scalar}
        case Path(home=home, keys=keys):
            return {"op": "field", "of": home, "keys": list(keys)}
        case Call(name=name, args=args):
            made: dict[str, Any] = {"op": "call", "name": name, "args": [json_of(arg) for arg in args]}
            durations = {"within": node.within, "ago": node.ago}
            made |= {word: text for word, text in durations.items() if text is not None}
            nodes = {"since": node.since, "where": node.where}
            return made | {word: json_of(part) for word, part in nodes.items() if part is not None}


def tree_of(data: object) -> Node:
    """A tree from JSON as the builder sends it; Invalid (condition_bad_tree) when its shape is wrong.

    Only the shape is checked here: whether the tree makes sense is checked on its text, as for any condition.
    """
    try:
        tree: Node = _tree(data, 0)
        return tree
    except (LookupError, TypeError, ValueError):
        text = "This is not the tree of a condition; send one as to_json gives it."
        raise Invalid("condition_bad_tree", text) from None


def _tree(data: Any, depth: int) -> Any:
    """Any in and Any out: what comes in is raw JSON, and the text of what goes out is checked by the parser."""
    if depth > _DEEPEST:
        raise ValueError(depth)
    match data["op"]:
        case "and" | "or":
            parts = tuple(_tree(part, depth + 1) for part in data["parts"])
            if not parts:
                raise ValueError(parts)
            return And(parts) if data["op"] == "and" else Or(parts)
        case "not" | "negate":
            part = _tree(data["part"], depth + 1)
            return Not(part) if data["op"] == "not" else Negate(part)
        case "compare":
            left, right = _tree(data["left"], depth + 1), _tree(data["right"], depth + 1)
            return Compare(_one_of(data["is"], "== != < <= > >="), left, right)
        case "arith":
            left, right = _tree(data["left"], depth + 1), _tree(data["right"], depth + 1)
            return Arith(_one_of(data["is"], "+ - * / %"), left, right)
        case "in" | "not_in":
            items: Any = tuple(_scalar(item) for item in data["items"])
            return In(_tree(data["value"], depth + 1), items, data["op"] == "not_in")
        case "any" | "all" as word:
            found = _tree(data["items"], depth + 1)
            if not isinstance(found, Path):
                raise ValueError(found)
            return Each(word, found, _tree(data["where"], depth + 1))
        case "call":
            args = tuple(_tree(arg, depth + 1) for arg in data["args"])
            within, ago = (None if (text := data.get(word)) is None else _word(text) for word in ("within", "ago"))
            where, since = (
                None if (part := data.get(word)) is None else _tree(part, depth + 1) for word in ("where", "since")
            )
            return Call(_identifier(data["name"]), args, within, where, since, ago)
        case _:
            return _leaf(data)


def _leaf(data: Any) -> Constant | Path:
    if data["op"] == "value":
        return Constant(_scalar(data["value"]))
    keys = tuple(key if type(key) is int else _word(key) for key in data["keys"])
    if keys and isinstance(keys[0], int):
        raise ValueError(keys)
    if data["op"] != "field" or bool(keys) is (data["of"] == "event_name"):
        raise ValueError(keys)
    home: Any = _one_of(data["of"], "person account event entry event_name")
    return Path(home, keys)


def _one_of(value: object, words: str) -> str:
    if not isinstance(value, str) or value not in words.split():
        raise ValueError(value)
    return value


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise ValueError(value)


def _identifier(value: object) -> str:
    if not isinstance(value, str) or not value.removeprefix(BY_ACCOUNT).isidentifier():
        raise ValueError(value)
    return value


def _word(value: object) -> str:
    if not isinstance(value, str) or not value or '"' in value or "\\" in value or not value.isprintable():
        raise ValueError(value)
    return value
