"""Whether a statement asks open facts and nothing else: its parse tree is looked at before anything runs."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from loopline.model.errors import Invalid
from loopline.storage.open_facts.schema import TABLE_NAMES

VIEWS: Final = (*TABLE_NAMES, "events")
NODES: Final = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
REFERENCES: Final = frozenset(
    {"BASE_TABLE", "TABLE_FUNCTION", "JOIN", "SUBQUERY", "EMPTY", "EXPRESSION_LIST", "PIVOT", "SHOW_REF", "CTE"}
)
TABLE_FUNCTIONS: Final = frozenset({"range", "generate_series", "unnest", "json_each", "json_tree"})
# They tell of the process, or run text as SQL. The process holds no secret, so this is the second of two walls.
CLOSED: Final = frozenset({"getenv", "current_setting", "getvariable", "write_log", "query", "query_table", "nextval"})
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
CATALOG: Final = re.compile(r"(duckdb|pragma|sqlite|pg)_.*", re.IGNORECASE)
"""DuckDB's own views, which tell of the process and its files: a WITH of such a name would open them elsewhere."""
NAMED: Final = "open facts are " + ", ".join(VIEWS)


def check_statement(serialized: str) -> None:
    """`serialized` is what json_serialize_sql says of the text. Raises Invalid `query_not_select`, `query_failed`,
    `query_many`, `query_source`."""
    tree: Any = msgspec.json.decode(serialized)
    if tree["error"]:
        if tree.get("error_type") == "parser":
            raise Invalid("query_failed", f"The SQL cannot be read: {str(tree.get('error_message'))[:300]}")
        raise Invalid("query_not_select", "Ask with one SELECT statement; nothing can be changed here.")
    if len(tree["statements"]) != 1:
        raise Invalid("query_many", "Ask with one statement at a time.")
    nodes = list(_dicts(tree["statements"][0]))
    named = [str(entry["key"]) for one in nodes for entry in _entries(one)]
    if odd := [name for name in named if not NAME.fullmatch(name)]:
        raise Invalid("query_source", f'Give "{odd[0][:80]}" a plain name.')
    if own := [name for name in named if CATALOG.fullmatch(name)]:
        raise Invalid("query_source", f'"{own[0][:80]}" is a name of the database itself; give another one.')
    made = {name.lower() for name in named}
    for one in nodes:
        _check(one, made)


def _entries(one: dict[str, Any]) -> list[dict[str, Any]]:
    """The names that a WITH gives."""
    map_ = one.get("cte_map")
    return map_["map"] if isinstance(map_, dict) else []


def _check(one: dict[str, Any], made: set[str]) -> None:
    kind = str(one.get("type", ""))
    if kind.endswith("_NODE") and kind not in NODES:
        raise Invalid("query_not_select", "Ask with one SELECT statement; nothing can be changed here.")
    if "table_name" in one and kind == "BASE_TABLE":
        name, path = str(one["table_name"]), one["qualified_name"]["path"]
        if len(path) != 1 or name.lower() not in {*VIEWS, *made}:
            raise Invalid("query_source", f'"{name[:80]}" cannot be asked; {NAMED}.')
    if kind == "TABLE_FUNCTION" and str(one["function"].get("function_name", "")).lower() not in TABLE_FUNCTIONS:
        name = str(one["function"].get("function_name", ""))
        raise Invalid("query_source", f'"{name[:80]}" cannot be asked; {NAMED}.')
    if one.get("class") == "FUNCTION" and str(one.get("function_name", "")).lower() in CLOSED:
        raise Invalid("query_source", f'The function "{one["function_name"]}" is closed here.')
    if "from_table" in one:
        reference = one["from_table"]
        if isinstance(reference, dict) and reference.get("type") not in REFERENCES:
            raise Invalid("query_source", f"This kind of source cannot be asked; {NAMED}.")


def _dicts(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of the tree; no recursion, whatever is nested."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
