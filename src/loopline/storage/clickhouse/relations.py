"""How a question names the tables that it reads, and joins them, as far as that says which of their rows it needs."""

from typing import Any


def is_named_above(table: Any, name: str) -> bool:
    """Whether a WITH around it gives the name to a relation of its own."""
    from sqlglot import exp

    if table.args.get("db") is not None:
        return False
    node = table
    while node.parent is not None:
        above, node = node, node.parent
        relations = node.expressions if isinstance(node, exp.With) else ()
        with_ = node.args.get("with_")
        if with_ is not None and above is not with_:
            relations = with_.expressions
        for relation in relations:
            if relation is above:
                break  # those that come after it are not known in it, and neither is itself
            if relation.alias.lower() == name:
                return True
    return False


def is_whole(tree: Any, rows_named: set[str]) -> bool:
    """Whether columns may be read that are not named: by a star, a row or other names of a table, a natural join."""
    from sqlglot import exp

    stars = (one for one in tree.find_all(exp.Star) if not isinstance(one.parent, exp.Count))
    natural = any(_method(one) == "NATURAL" for one in tree.find_all(exp.Join))
    anew = any(is_named_anew(one) for one in tree.find_all(exp.Table))
    return bool(rows_named) or any(True for _ in stars) or natural or anew or bool(tree.find(exp.Columns))


def _method(join: Any) -> str:
    return str(join.args.get("method") or "").upper()


def is_named_anew(table: Any) -> bool:
    """Whether its columns have other names in the question than they have in the table."""
    return bool(table.args.get("pivots")) or bool(table.alias_column_names)


def counts_before_where(select: Any, table: Any) -> bool:
    """Whether rows of a table that the WHERE leaves out decide, before that, what becomes of others."""
    from sqlglot import exp

    joins = select.args.get("joins") or ()
    is_sampled = any(one.find(exp.TableSample) for one in (table, *joins)) or bool(select.args.get("sample"))
    is_nearest = isinstance(table.parent, exp.Join) and _method(table.parent) == "ASOF"
    return is_sampled or is_nearest or any(_method(one) == "POSITIONAL" for one in joins)
