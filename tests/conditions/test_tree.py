"""The tree: kinds of values, and walks from the top down."""

from loopline.conditions.parse import parse
from loopline.conditions.tree import SIGNATURES, Call, Constant, Path, children, iter_nodes, name_of, value_kind


def test_the_kind_of_a_node() -> None:
    kinds = [value_kind(Constant(value)) for value in (None, True, 1, 1.5, "a")]
    assert kinds == ["null", "truth", "number", "number", "text"]
    assert value_kind(Path("person", ("a",))) == "any"
    assert value_kind(parse("a == 1").root) == "truth"
    assert {name: value_kind(Call(name, ())) for name in ("count", "last", "has", "lower")} == {
        "count": "number",
        "last": "date",
        "has": "truth",
        "lower": "text",
    }


def test_a_walk_meets_every_node_once_parents_first() -> None:
    root = parse('not a and b + 1 in [2] or contains(c, "d") and -e == 1').root
    nodes = list(iter_nodes(root))
    assert nodes[0] is root
    assert [node.keys[0] for node in nodes if isinstance(node, Path)] == ["a", "b", "c", "e"]
    assert len(nodes) == 1 + sum(len(children(node)) for node in nodes)


def test_a_literal_name() -> None:
    assert name_of(Call("consented", (Constant("email"), Constant("news"))), 1) == "news"
    assert all(signature.needs <= len(signature.takes) for signature in SIGNATURES.values())
