"""Finds every error code that the source can say: wherever a literal flows into something called `code`."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "loopline"
FAMILIES = ("Invalid", "Missing", "Conflict", "Unavailable")
PROBLEM = "Problem"
"""What a check lists instead of raising: in a document, a condition, a template or one message of a batch."""

LISTED_BY_DELIVERY = "TemplateError"
"""The one problem that is found where every other code is an outcome."""

OUTCOME = "Outcome"
"""Why a message was refused, put off or given up; seen in the answer to "why"."""

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
Takers = dict[str, set[int]]
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, order=True)
class Said:
    """One place that says a code, or a family of codes such as `smtp_*`, whose star is filled in at run time."""

    code: str
    family: str
    where: str
    text: str = ""
    """The words that come with it, where they stand beside it in the source; an ellipsis for what is filled in."""


@cache
def trees(package: Path = PACKAGE) -> dict[str, ast.Module]:
    """The syntax trees of the package, by path."""
    files = sorted(package.rglob("*.py"))
    return {file.relative_to(package).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def kinds(source: dict[str, ast.Module]) -> dict[str, str]:
    """The four families and the narrower kinds that were made of them: their names to the family."""
    found = {family: family for family in FAMILIES}
    classes = [node for tree in source.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known = 0
    while known < len(found):
        known = len(found)
        for node in classes:
            for base in map(_called, node.bases):
                if base in found:
                    found.setdefault(node.name, found[base])
    return found


def own(name: str, path: str) -> str:
    """A private name belongs to its file: another file's may be another thing."""
    return f"{path}:{name}" if name.startswith("_") else name


def takers(source: dict[str, ast.Module]) -> Takers:
    """Everything that can be called with a code: its name and at which positions the code may stand."""
    found: Takers = {kind: {0} for kind in kinds(source)}
    for path, tree in source.items():
        inside = {id(method) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for method in node.body}
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                names = [line.target.id for line in node.body if _is_field(line)]  # type: ignore[attr-defined]
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
                names = names[1:] if id(node) in inside and not _is_static(node) else names
            else:
                continue
            if "code" in names:
                found.setdefault(own(node.name, path), set()).add(names.index("code"))
    return found


def _is_field(line: ast.stmt) -> bool:
    return isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)


def _is_static(method: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in method.decorator_list)


def raisers(source: dict[str, ast.Module]) -> dict[str, str]:
    """The functions that take a code and raise it, themselves or through one another: their name to the family."""
    found = kinds(source)
    functions = [
        (path, node) for path, tree in source.items() for node in ast.walk(tree) if isinstance(node, _FUNCTION)
    ]
    known = 0
    while known < len(found):
        known = len(found)
        for path, function in functions:
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and (name := own(_called(call.func), path)) in found:
                    found |= {own(function.name, path): found[name]} if _passes_code_on(call) else {}
    return found


def words_within(source: dict[str, ast.Module]) -> dict[str, str]:
    """The functions that take a code and find the words for it themselves: their name to the words."""
    found: dict[str, str] = {}
    for path, tree in source.items():
        named = _assignments(tree)
        for function in ast.walk(tree):
            if isinstance(function, _FUNCTION):
                calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _passes_code_on(node)]
                text = next((text for call in calls if (text := _text_of(call, named))), "")
                found |= {own(function.name, path): text} if text else {}
    return found


def _passes_code_on(call: ast.Call) -> bool:
    return any(
        isinstance(value, ast.Name) and value.id == "code" for value in _arguments(call, set(range(len(call.args))))
    )


def family_of(name: str, path: str, raising: dict[str, str]) -> str:
    """The family that a code belongs to, by what it was handed to and where."""
    if name in raising:
        return raising[name]
    outcome = path.startswith(("delivery/", "providers/")) and name != LISTED_BY_DELIVERY
    return OUTCOME if outcome else PROBLEM


@cache
def all_said() -> tuple[Said, ...]:
    """Every code of the package, once a place, in order."""
    return tuple(sorted(set(said(trees()))))


def said(source: dict[str, ast.Module]) -> Iterator[Said]:
    """Every code said in the source, in no particular order, repeats included."""
    positions, raising, within = takers(source), raisers(source), words_within(source)
    constants = _constants(source)
    for path, tree in source.items():
        named, narrower = _assignments(tree), _narrower(tree, raising)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = narrower.get(id(node)) or own(_called(node.func), path)
            if name not in positions:
                continue
            where, text = f"{path}:{node.lineno}", _text_of(node, named) or within.get(name, "")
            for argument in _arguments(node, positions[name]):
                argument = constants.get(argument.id, argument) if isinstance(argument, ast.Name) else argument
                yield from (Said(code, family_of(name, path, raising), where, text) for code in _literals(argument))


def _narrower(tree: ast.Module, raising: dict[str, str]) -> dict[int, str]:
    """The calls by which a narrower kind of error gives itself its code, `super().__init__("code", ...)`: the kind."""
    return {
        id(call): kind.name
        for kind in ast.walk(tree)
        if isinstance(kind, ast.ClassDef) and kind.name in raising
        for call in ast.walk(kind)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "__init__"
    }


def _called(function: ast.expr) -> str:
    match function:
        case ast.Attribute(value=ast.Name(id="log" | "logger")):
            return ""  # a line of the log is no error
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _arguments(call: ast.Call, positions: set[int]) -> list[ast.expr]:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return named or [call.args[position] for position in sorted(positions) if position < len(call.args)]


def _literals(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(code)) if CODE.fullmatch(code):
            yield code
        case ast.JoinedStr(values=parts):
            family = "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)
            if CODE.fullmatch(family.replace("*", "x")):
                yield family
        case ast.IfExp(body=body, orelse=otherwise):
            yield from _literals(body)
            yield from _literals(otherwise)
        case _:
            pass


def _constants(source: dict[str, ast.Module]) -> dict[str, ast.expr]:
    """The capital names that modules give to a value: a code may stand in one."""
    found: dict[str, ast.expr] = {}
    for tree in source.values():
        for line in tree.body:
            match line:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.isupper():
                    found[name] = value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name.isupper():
                    found[name] = value
                case _:
                    pass
    return found


def _assignments(tree: ast.Module) -> list[tuple[str, int, ast.expr]]:
    """The plain assignments of a file, in order: many a text stands in a variable one line above its error."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.append((node.targets[0].id, node.lineno, node.value))
    return sorted(found, key=lambda assignment: assignment[1])


def _text_of(call: ast.Call, named: list[tuple[str, int, ast.expr]]) -> str:
    """The first argument that reads as a sentence."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    for place, value in enumerate(values):
        if isinstance(value, ast.Name):
            above = [text for name, line, text in named if name == value.id and line <= call.lineno]
            values[place] = above[-1] if above else value
    texts = (_shown(value) for value in values)
    return next((text for text in texts if len(text.split()) > 2), "")


def _shown(value: ast.expr) -> str:
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
        case ast.BinOp(left=left, right=right, op=ast.Add()):
            return _shown(left) + _shown(right)
        case ast.IfExp(body=body):
            return _shown(body)
        case _:
            return ""
