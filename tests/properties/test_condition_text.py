"""Text, tree and explanation of any condition say the same, and no text makes the compiler raise anything untyped."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from loopline.conditions.language import Scope, check_condition, compile_condition, from_json
from loopline.model.errors import Invalid
from tests.properties.conditions import NOW, conditions, histories, traits

WORDS = "a and or not ( ) [ ] , . == < in 1 'x' ' count last has event person null - * % ** lambda : := if else for { }"
pieces = st.sampled_from([*WORDS.split(), "\\", "#", "\n", "é", "\0"])


@given(conditions())
def test_text_to_tree_to_text_gives_the_same_tree(text: str) -> None:
    condition = compile_condition(text)
    tree = condition.to_json()
    again = from_json(json.loads(json.dumps(tree)))
    assert again.root == condition.root
    assert again.to_json() == tree
    assert from_json(again.to_json()).text == again.text
    assert (again.traits, again.events, again.windows) == (condition.traits, condition.events, condition.windows)


@given(conditions(), traits, histories)
def test_an_explanation_has_the_truth_and_at_least_one_reason(
    text: str, known: dict[str, Any], history: dict[str, list[int]]
) -> None:
    condition, scope = compile_condition(text), Scope(traits=known, history=history, now=NOW)
    explanation = condition.explain(scope)
    assert explanation.truth is condition.evaluate(scope)
    assert any(clause.decided for clause in explanation.clauses)
    assert explanation.sentence


@given(st.lists(pieces, max_size=30).map(" ".join) | st.text(max_size=60))
@example("a.\u2028b == 1")
@example("ſ == 1")
def test_whatever_is_typed_it_compiles_or_has_a_typed_fault(text: str) -> None:
    faults = [fault for fault in check_condition(text) if fault.level == "error"]
    try:
        condition = compile_condition(text)
    except Invalid as error:
        assert faults
        assert any(error.code == fault.code for fault in faults)
        assert all(0 <= fault.offset <= len(text) for fault in faults)
    else:
        assert not faults
        assert condition.evaluate(Scope()) in (True, False, None)
