"""What a field holds, as JSON in DuckDB, and what is read out of it."""

from typing import Final

from loopline.conditions.sql.text import Sql, fill
from loopline.conditions.tree import ACCOUNT_ID, Path
from loopline.model.errors import Invalid
from loopline.model.signals.scores import score_trait

TRAITS: Final = "p.traits"
_COLUMNS: Final = {"person": TRAITS, "account": "p.account_traits"}


def json_value(path: Path) -> Sql:
    """The JSON at a field of the person or of the account; SQL NULL where there is none."""
    column = _COLUMNS.get(path.home)
    if column is None:
        home = "event" if path.home == "event_name" else path.home
        why = f"{home}.x is known only at an event; use fields of the person and of the account here."
        raise Invalid("condition_not_countable", why)
    # The reader refuses names with a quote, a backslash or a star, so quoting is enough.
    where = "$" + "".join(map(_step, path.keys))
    found = Sql(f"json_extract({column}, CAST(? AS VARCHAR))", (where,))
    if path != ACCOUNT_ID:
        return found
    own = "CASE WHEN p.account <> '' THEN to_json(substr(p.account, 2)) END"
    return fill(f"CASE WHEN coalesce(json_type({{}}), 'NULL') <> 'NULL' THEN {{}} ELSE {own} END", found, found)


ON_ACCOUNT_LIST: Final = (
    "coalesce(p.account IN (SELECT f.account FROM facts f WHERE f.kind = 'list' AND f.person = '' "
    "AND f.account <> '' AND f.name = CAST(? AS VARCHAR) GROUP BY f.account "
    "HAVING arg_max(f.reason, (f.position, f.seq)) = 'added'), FALSE)"
)
"""The lists of an account stand in its facts alone; the last word about one says whether it is on it."""
ON_LIST: Final = "coalesce(list_contains(p.lists, CAST(? AS VARCHAR)), FALSE)"


def on_list_sql(name: str, *, of_account: bool) -> Sql:
    """BOOLEAN: whether the person, or the account, is on a list."""
    return Sql(ON_ACCOUNT_LIST if of_account else ON_LIST, (name,))


def _step(key: str | int) -> str:
    if isinstance(key, str):
        return f'."{key}"'
    return f"[{key}]" if key >= 0 else f"[#{key}]"


def json_rounded_off(value: Sql) -> Sql:
    """HUGEINT: what a number in JSON is more than its DOUBLE; nought for whatever is a DOUBLE itself."""
    whole = "TRY_CAST({} AS HUGEINT) - TRY_CAST(TRY_CAST({} AS DOUBLE) AS HUGEINT)"
    case = f"CASE WHEN json_type({{}}) IN ('BIGINT', 'UBIGINT') THEN {whole} ELSE CAST(0 AS HUGEINT) END"
    return fill(case, value, value, value)


def json_number(value: Sql) -> Sql:
    """DOUBLE; NULL for what is not a number."""
    case = "CASE WHEN json_type({}) IN ('BIGINT', 'UBIGINT', 'DOUBLE') THEN TRY_CAST({} AS DOUBLE) END"
    return fill(case, value, value)


def score_sql(model: str, now: int) -> Sql:
    """DOUBLE: a model's score of the person at a moment (ms); NULL without one, and once it has expired."""
    kept = Sql(f"json_extract({TRAITS}, CAST(? AS VARCHAR))", (f'$."{score_trait(model)}"',))
    until = "TRY_CAST(json_extract(j, '$.until') AS BIGINT)"
    holds = f"json_type(json_extract(j, '$.until')) IN ('BIGINT', 'UBIGINT') AND NOT ({until} BETWEEN 1 AND {now})"
    value = json_number(Sql("json_extract(j, '$.value')")).text
    return fill(f"list_transform([{{}}], lambda j: CASE WHEN {holds} THEN {value} END)[1]", kept)
