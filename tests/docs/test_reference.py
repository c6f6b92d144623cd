"""The reference cannot lie: whatever the code has is told, and the made pages say what the code says."""

from collections.abc import Iterable
from importlib import import_module

import pytest

from docs import codes, generate, tables

WRITE = "Run `python -m docs.generate` and commit the page."


def documented(name: str) -> set[str]:
    """The headings and first cells of a page of the reference."""
    path = generate.REFERENCE / name
    assert path.is_file(), f"docs/reference/{name} is missing"
    return tables.names_in(path.read_text(encoding="utf-8"))


def all_told(page: str, real: Iterable[str]) -> None:
    """Everything that the code has stands on the page."""
    missing = sorted(set(real) - documented(page))
    assert not missing, f"docs/reference/{page} has no heading or table row for: {', '.join(missing)}"


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_made_page_is_as_the_code_says(name: str) -> None:
    path = generate.REFERENCE / name
    assert path.is_file(), f"docs/reference/{name} is missing. {WRITE}"
    assert path.read_text(encoding="utf-8") == generate.PAGES[name](), f"docs/reference/{name} is old. {WRITE}"


def test_every_error_code_has_a_row_that_says_what_it_means() -> None:
    rows = list(tables.rows_of((generate.REFERENCE / "errors.md").read_text(encoding="utf-8")))
    all_told("errors.md", {place.code for place in codes.all_said()})
    silent = [row[0] for row in rows if len(" ".join(row[2:]).split()) < 3]
    assert not silent, f"write in docs/error_notes.toml what these mean: {', '.join(silent)}"


def test_no_note_outlives_its_code() -> None:
    stale = set(generate.error_notes()) - {place.code for place in codes.all_said()}
    assert not stale, f"docs/error_notes.toml tells of codes that are gone: {', '.join(sorted(stale))}"


def test_the_finder_of_codes_finds_codes() -> None:
    assert len({place.code for place in codes.all_said()}) > 10


def test_every_node_kind_has_a_heading() -> None:
    all_told("nodes.md", import_module("loopline.model.nodes").NODE_KINDS)


def test_every_condition_function_has_a_row() -> None:
    all_told("conditions.md", import_module("loopline.conditions.language").FUNCTIONS)


def test_every_setting_is_explained() -> None:
    fields = import_module("loopline.settings").Settings.model_fields
    silent = [name for name, field in fields.items() if not field.description]
    assert not silent, f"give each setting a description with its unit: {', '.join(silent)}"


def test_the_metrics_that_are_served_have_a_row() -> None:
    text = import_module("loopline.api.metrics").Metrics().text(0).decode()
    served = {line.split()[2].removesuffix("_total") for line in text.splitlines() if line.startswith("# HELP ")}
    assert served
    all_told("monitoring.md", {name for name in served if not name.endswith("_created")})


def test_every_endpoint_says_what_it_does() -> None:
    document = generate.openapi()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert operation.get("description"), f"{method.upper()} {path} has no docstring"


def test_a_name_is_read_from_headings_and_first_cells() -> None:
    text = "# Page\n\n## `wait(for)`\n\n| Name | What |\n| --- | --- |\n| `count(event)` | a \\| b |\n\n### split\n"
    assert tables.names_in(text) == {"wait", "count", "split"}
    assert list(tables.rows_of(text)) == [["`count(event)`", "a \\| b"]]


def test_every_provider_of_ours_has_a_row() -> None:
    made = generate.MADE_PART.search((generate.REFERENCE / "../delivery.md").read_text(encoding="utf-8"))
    assert made
    rows = [row[0].strip("`") for row in tables.rows_of(made[2])]
    assert {"sandbox", "smtp", "webhook"} <= set(rows)
