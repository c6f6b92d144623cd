"""The glossary has a row for each noun of the model, and none for a noun that is gone."""

import ast

from docs import codes, generate, tables

PAGE = (generate.REFERENCE / "glossary.md").read_text(encoding="utf-8")


NODES = "model/nodes/"
"""What nodes are made of is told field by field in nodes.md; a row here may still say what the word means."""


def nouns(*, nodes: bool = True) -> set[str]:
    """The public classes of `model/`; without `nodes`, those that this page alone explains."""
    trees = [
        tree
        for path, tree in codes.trees().items()
        if path.startswith("model/") and (nodes or not path.startswith(NODES))
    ]
    classes = [node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    return {name for name in classes if not name.startswith("_")}


def test_every_noun_of_the_model_has_a_row() -> None:
    missing = sorted(nouns(nodes=False) - tables.names_in(PAGE))
    assert not missing, f"docs/reference/glossary.md has no row for: {', '.join(missing)}"


def test_no_row_outlives_its_noun() -> None:
    of_code = {row[0].strip("`") for row in tables.rows_of(PAGE) if row[0].startswith("`")}
    assert not of_code - nouns(), f"docs/reference/glossary.md tells of what is gone: {sorted(of_code - nouns())}"


def test_every_row_says_what_the_word_means_and_stands_once() -> None:
    rows = list(tables.rows_of(PAGE))
    words = [row[0] for row in rows]
    assert len(words) == len(set(words))
    silent = [row[0] for row in rows if len(row) != 2 or len(row[1].split()) < 3]
    assert not silent, f"say in plain words what these mean: {', '.join(silent)}"
