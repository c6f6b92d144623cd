"""The pages of the reference about facts and figures, from the lists that the code itself goes by."""

from importlib import import_module
from typing import Any

import msgspec

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
    "Facts are the append-only lines that every report is counted from. Open facts are the same lines for others: "
    "Parquet files in the folder `facts` of the data folder, and the tables of `loopline query` and `GET /api/query` "
    "([how to](../howto/query-facts.md)). Names and meanings of columns stay; new ones may be added."
)


METRICS_INTRO = (
    "Each metric, what it is, and an example that a test recomputes: its facts are put into a store, and the API is "
    "asked for the figure. Ask by `loopline metrics NAME`, `GET /api/metrics/{name}` or on the page `/figures` ("
    "`/metrics` is for Prometheus); "
    "`format=csv` is a file. A metric is one query, so it is the same number wherever it stands. `from` and `to` are "
    "days (UTC); people are those of today's ids, after merges. "
    "What the engine tells Prometheus is in [monitoring](monitoring.md)."
)
JSON = msgspec.json.encode


def metrics_parts() -> tuple[str, ...]:
    """Each metric with its formula, its source, who is left out until when, and its worked example."""
    parts = [
        "In the examples day 0 is Monday, 5 January 2026. A line is a fact: its kind, the person, the day, the name, "
        "and what else it says. `t*40` is 40 people, `t1` to `t40`, and `@` stands for each of them."
    ]
    for one in import_module("loopline.reports.metrics.definitions").defined_metrics().values():
        parts += [f"## {one.title}", one.definition, _said(one)]
        if one.columns:
            rows = [(f"`{column.name}`", column.unit, cell(column.says)) for column in one.columns]
            parts.append(table(("Column", "Unit", "What it says"), rows))
        parts += _example(one)
    return tuple(parts)


def _said(one: Any) -> str:
    rows = [
        ("Asked at", f"`{one.route or '/api/metrics/' + one.name}`" + (f", `{one.example.at}`" if one.route else "")),
        ("Takes", ", ".join(f"`{name}`" + (" (needed)" if name in one.needs else "") for name in one.takes) or "dates"),
        ("Groups", ", ".join(f"`{name}`" for name in one.by)),
        ("Formula", cell(one.formula)),
        ("Source", cell(one.source)),
        ("Unit", one.unit),
        ("Left out until when", cell(one.censoring)),
    ]
    return table(("", ""), [(f"**{name}**", said) for name, said in rows if said])


def _example(one: Any) -> list[str]:
    example = one.example
    asks = " ".join(f"{name}={value}" for name, value in example.asks.items())
    told = f"Asked on day {example.now:g}" + (f" with `{asks}`" if asks else "") + ": "
    parts = [f"*Example.* {example.says}"]
    parts += [
        f"{whose} says: `{JSON(said).decode()}`"
        for whose, said in (("The journey", example.journey), ("The workspace", example.workspace))
        if said
    ]
    if example.facts:
        parts.append("```\n" + "\n".join(example.facts) + "\n```")
    if one.route:
        return [*parts, f"{told}**{example.expects:.10g}**."]
    rows = [[_shown(value) for value in row] for row in example.expects]
    return [*parts, told, table([column.name for column in one.columns], rows)]


def _shown(value: Any) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
