"""The pages of the reference about facts and figures, from the lists that the code itself goes by."""

from importlib import import_module

from docs.tables import cell, table


def facts_parts() -> tuple[str, ...]:
    """Each open table with its columns, and every kind of fact."""
    schema = import_module("loopline.storage.open_facts.schema")
    parts = [f"The schema is number {schema.SCHEMA}; it stands in the metadata of each file as `loopline_schema`."]
    for name, columns in schema.COLUMNS.items():
        rows = [(f"`{one.name}`", one.type, cell(one.says)) for one in columns]
        parts += [f"## `{name}`", schema.SAYS[name], table(("Column", "Type", "What it says"), rows)]
    parts += [
        "## `events`",
        "A view for SQL alone: `person`, `name`, `happened_at`, `account` and `data` of the facts of kind `event`.",
        "## Kinds of facts",
        table(("Kind", "What happened"), [(f"`{kind}`", cell(said)) for kind, said in schema.KINDS.items()]),
    ]
    return tuple(parts)


FACTS_INTRO = (
    "Facts are the append-only lines that every report is counted from. Open facts are the same lines for others: Parquet "
    "files in the folder `facts` of the data folder, and the tables of `loopline query` and `GET /api/query` "
    "([how to](../howto/query-facts.md)). Names and meanings of columns stay; new ones may be added."
)
