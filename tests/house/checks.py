"""The rules of the house as pure functions from a module to its breaches; test_checks.py plants a breach of each."""

import ast
import re
from collections.abc import Collection, Iterator

from tests.house.source import Finding, Module, functions

MODULE_LINES = 300
MODULE_LINES_HARD = 400
FUNCTION_LINES = 50

EMPTY_NAMES = {
    *("util", "utils", "common", "helper", "helpers", "manager", "managers", "base", "service", "services"),
    *("misc", "shared", "core", "lib", "tools", "handler", "handlers", "processor"),
}
OTHER_WORDS = {
    **dict.fromkeys(("user", "users", "contact", "contacts", "subscriber", "subscribers"), "person"),
    **dict.fromkeys(("campaign", "campaigns", "workflow", "workflows", "automation", "automations"), "journey"),
    **dict.fromkeys(("flow", "flows"), "journey"),
    **dict.fromkeys(("communication", "communications"), "message"),
    "runs": "enrollment",
}
RUN_AS_NOUN = re.compile(r"^_*run_(id|ids|key|state|status|at)$|^Runs?$")
WORDS_OF_OTHERS = ("user_agent", "userAgent", "user_agents", "USER_AGENT")
"""Terms of a standard that we speak of by its own name."""

TRANSLATORS = ("api/dialects/",)
"""Only here the words of other protocols are spoken."""

CLOCK_AND_CHANCE = {"now", "utcnow", "today", "uuid1", "uuid4", "urandom", "getrandom", "monotonic", "perf_counter"}
BANNED_IN_CORE = {
    "hash": "salted anew in each process, so arms and shards would change at a restart: take loopline.model.ids",
    "print": "the core says what it has to say by its values",
    "open": "the core does no I/O: take the content as a value",
    "input": "the core does no I/O: take the answer as a value",
}
BANNED_ANYWHERE = {"eval": "conditions are parsed and checked, never evaluated as code", "exec": "the same as eval"}
FORGETS_ORDER = {"set", "frozenset", "any", "all", "sum", "min", "max", "len", "sorted"}
ENVIRONMENT_DOORS = ("settings.py",)


def module_lines(module: Module) -> int:
    """Physical lines of the file."""
    return module.text.count("\n")


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring not counted: promises may be long, bodies may not."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def long_functions(module: Module) -> dict[str, int]:
    """The functions over the limit: `path::name` to lines. A migration is a list, and frozen once released."""
    if "/migrations/" in f"/{module.path}":
        return {}
    sizes = {f"{module.path}::{name}": function_lines(node) for name, node in functions(module)}
    return {key: lines for key, lines in sizes.items() if lines > FUNCTION_LINES}


def docstring(module: Module) -> Iterator[Finding]:
    """A module opens with one line that says what it holds."""
    text = ast.get_docstring(module.tree)
    if not text:
        yield Finding(module.path, "has no docstring")
    elif len(lines := text.split("\n")) > 1 and lines[1]:
        yield Finding(module.path, "starts its docstring with more than one line; end the first with a full stop")
    elif not lines[0].endswith((".", "?", ":", "!")):
        yield Finding(module.path, "ends the first line of its docstring without a full stop")


def empty_name(module: Module) -> Iterator[Finding]:
    """A module is named for the thing that it holds."""
    for part in module.path.removesuffix(".py").split("/"):
        if part.strip("_") in EMPTY_NAMES:
            yield Finding(module.path, f'"{part}" says nothing of what is inside')


def defined_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that this file chose: what it defines, takes as an argument or assigns to."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case _:
                pass


def words(name: str) -> list[str]:
    """The words of an identifier, in either case style."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def other_words(module: Module) -> Iterator[tuple[str, Finding]]:
    """One word for one thing; yields `path::name` with the finding, for the ratchet."""
    if module.path.startswith(TRANSLATORS) or "wire" in module.path.rsplit("/", 1)[-1]:
        return
    for name, line in defined_names(module.tree):
        spoken = name
        for term in WORDS_OF_OTHERS:
            spoken = spoken.replace(term, "")
        wrong = [word for word in words(spoken) if word in OTHER_WORDS]
        if wrong or RUN_AS_NOUN.match(name):
            ours = OTHER_WORDS[wrong[0]] if wrong else "enrollment"
            yield f"{module.path}::{name}", Finding(f"{module.path}:{line}", f'"{name}": the word here is "{ours}"')


def calls(module: Module) -> Iterator[Finding]:
    """No clock, chance, I/O or salted hash in the core; no eval anywhere; the environment has one door."""
    for node in _outside_of_hash_methods(module.tree):
        where = f"{module.path}:{getattr(node, 'lineno', 0)}"
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BANNED_ANYWHERE:
                yield Finding(where, f"{name}(): {BANNED_ANYWHERE[name]}")
            case ast.Call(func=ast.Name(id=name)) if module.in_core and name in BANNED_IN_CORE:
                yield Finding(where, f"{name}(): {BANNED_IN_CORE[name]}")
            case ast.Call(func=ast.Attribute(attr=name)) if module.in_core and name in CLOCK_AND_CHANCE:
                yield Finding(where, f".{name}(): time, seeds and ids come into the core as values")
            case ast.Call(func=ast.Attribute(attr="utcnow")):
                yield Finding(where, ".utcnow() gives a time without a zone; take the Clock port")
            case ast.Call(func=ast.Attribute(attr="wait_for", value=ast.Name(id="asyncio"))):
                yield Finding(where, "asyncio.wait_for loses a cancellation before Python 3.12: take asyncio.timeout")
            case ast.Attribute(attr="environ" | "getenv", value=ast.Name(id="os")):
                if module.path not in ENVIRONMENT_DOORS:
                    yield Finding(where, "configuration enters once, in settings.py")
            case _:
                pass


def _outside_of_hash_methods(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those of a `__hash__`, whose answer never leaves the process."""
    for child in ast.iter_child_nodes(tree):
        if not (isinstance(child, ast.FunctionDef) and child.name == "__hash__"):
            yield child
            yield from _outside_of_hash_methods(child)


def unordered_loops(module: Module) -> Iterator[Finding]:
    """In the core nobody walks over a set: strings hash differently in each process, so a replay would differ.

    Where the result forgets the order (a set, `any`, `sum`), it may.
    """
    if not module.in_core:
        return
    for node in ast.walk(module.tree):
        loops = _loops(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORGETS_ORDER:
            for argument in node.args:
                argument.forgotten = True  # type: ignore[attr-defined]  # a note on the tree for the walk below
        if loops and not isinstance(node, ast.SetComp) and not hasattr(node, "forgotten"):
            for walked in filter(_is_set, loops):
                yield Finding(f"{module.path}:{walked.lineno}", "walks over a set, whose order is chance: sort it")


def _loops(node: ast.AST) -> list[ast.expr]:
    """What a loop or a comprehension walks over."""
    match node:
        case ast.For(iter=walked):
            return [walked]
        case ast.ListComp() | ast.GeneratorExp() | ast.DictComp() | ast.SetComp():
            return [part.iter for part in node.generators]
        case _:
            return []


def _is_set(node: ast.expr) -> bool:
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case _:
            return False


def mirror_of(path: str) -> str:
    """Where the tests of a module stand: `model/ids.py` to `tests/model/test_ids.py`."""
    *rooms, name = path.split("/")
    return "/".join(("tests", *rooms, f"test_{name.strip('_').removesuffix('.py').strip('_')}.py"))


def is_mirrored(path: str, tests: Collection[str]) -> bool:
    """True when one of the test files proves the module.

    That is its mirror, one that carries a word more (`test_ids_wide.py`), or, for a module that was split off another
    (`check_graph.py` beside `check.py`), the mirror of the one it was split off.
    """
    mirror = mirror_of(path).removesuffix(".py")
    folder, _, stem = mirror.rpartition("/test_")
    words = stem.split("_")
    parents = ["_".join(words[:count]) for count in range(1, len(words))]
    names = {mirror, *(f"{folder}/test_{parent}" for parent in parents)}
    return any(test.removesuffix(".py") in names or test.startswith(f"{mirror}_") for test in tests)


def needs_mirror(module: Module) -> bool:
    """Only a module that does something: nouns and promises without a body are proved where they are used.

    Migrations have a suite of their own, which runs them all.
    """
    if "/migrations/" in f"/{module.path}":
        return False
    return any(_acts(node) for _name, node in functions(module))


def _acts(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """False for a promise: only a docstring, `...` or `pass`."""
    return not all(
        isinstance(line, ast.Pass) or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in node.body
    )
