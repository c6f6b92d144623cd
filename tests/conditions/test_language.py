"""The front door of conditions: what compiles, what it depends on, and that nothing hostile gets through."""

import time

import pytest

from loopline.conditions.language import FUNCTIONS, KnownNames, Scope, check_condition, compile_condition, from_json
from loopline.model.errors import Invalid

HOSTILE = {
    "__import__('os').system('true') == 1": "condition_unsupported",
    "plan.__class__ == 1": "condition_bad_key",
    "(lambda: 1)() == 1": "condition_unsupported",
    "[x for x in tags] == 1": "condition_unsupported",
    'f"{plan}" == "a"': "condition_unsupported",
    "now().year == 2026": "condition_unsupported",
    "(x := 3) == 3": "condition_unsupported",
    "10**9**9 > 1": "condition_unsupported",
    "9" * 3_000 + " > 1": "condition_number_too_big",
    "1e999 > 1": "condition_number_too_big",
    "a " + "and a " * 600: "condition_too_big",
    "(" * 150 + "a" + ")" * 150 + " and not " + "not " * 45 + "a": "condition_too_deep",
    "(" * 3_000: "condition_syntax",
    "not " * 900 + "a": "condition_too_deep",
    "-" * 3_900 + "1 > 0": "condition_too_deep",
    "a" * 1_000_000: "condition_too_long",
    "open('/etc/passwd') == 1": "condition_unknown_function",
    'a == "\\ud800"': "condition_odd_text",
    'a == "\0"': "condition_syntax",
    'a == "\\d"': "condition_syntax",
    "*a == 1": "condition_syntax",
    "count(*tags) > 1": "condition_unsupported",
    'count("a", **b) > 1': "condition_wrong_arguments",
    "a if b else c": "condition_unsupported",
    "await a": "condition_unsupported",
    "{} == {}": "condition_unsupported",
    "b'a' == 1": "condition_unsupported",
    "1j == a": "condition_unsupported",
    "a is None": "condition_unsupported",
    "a == 1; b": "condition_syntax",
    "a == 1 # or so": "condition_syntax",
    "": "condition_empty",
}


@pytest.mark.parametrize(("text", "code"), HOSTILE.items(), ids=lambda value: value[:20])
def test_a_hostile_text_gets_a_typed_error_at_once(text: str, code: str) -> None:
    began = time.process_time()
    with pytest.raises(Invalid) as caught:
        compile_condition(text)
    assert caught.value.code == code
    assert time.process_time() - began < 1


def test_a_string_is_not_repeated() -> None:
    assert compile_condition('"a" * 1000000000 == "aa"').evaluate(Scope()) is None


def test_a_fault_tells_its_place_in_characters() -> None:
    with pytest.raises(Invalid) as caught:
        compile_condition('  città == "è" and coutn("login") > 1')
    assert (caught.value.at, caught.value.code) == ("19", "condition_unknown_function")
    assert "did you mean count?" in caught.value.text


def test_a_condition_tells_what_it_depends_on() -> None:
    condition = compile_condition(
        'plan == "free" and person.event == 1 and address.country == "NL" and account.seats > 1'
        ' and event.order.id == entry.order_id and count("order", within="2d") > count("order", within="1w")'
        ' and days_since(first("login")) > 1 and in_segment("vip") and in_list("beta") and opened("welcome")'
    )
    assert condition.traits == {"plan", "event", "address"}
    assert condition.account_traits == {"seats"}
    assert condition.event_paths == {"order.id"}
    assert condition.entry_paths == {"order_id"}
    assert condition.events == {"order", "login"}
    assert condition.windows == {"order": 7 * 86_400_000, "login": None}
    assert condition.segments == {"vip"}
    assert condition.lists == {"beta"}
    assert condition.receipt_nodes == {"welcome"}
    assert condition.uses_event
    assert condition.uses_time


def test_time_is_used_only_where_time_alone_can_change_the_truth() -> None:
    assert not compile_condition('count("order") > 1 and last("order") > first("order")').uses_time
    assert compile_condition('count("order", within="1d") > 1').uses_time
    assert compile_condition("now() > trial_ends").uses_time
    assert compile_condition('in_segment("vip")').uses_time


def test_conditions_are_values() -> None:
    one, two = compile_condition("a > 1"), compile_condition(" a > 1 ")
    assert one == two
    assert len({one, two}) == 1
    assert one != compile_condition("a > 2")
    with pytest.raises(AttributeError):
        one.text = "a > 2"  # type: ignore[misc]


def test_segments_in_a_circle_are_unknown() -> None:
    segments = {"a": compile_condition('not in_segment("b")'), "b": compile_condition('in_segment("a")')}
    scope = Scope(segments=segments)
    assert segments["a"].evaluate(scope) is None
    assert segments["a"].next_change(scope) is None
    assert segments["a"].explain(scope).truth is None


def test_a_strict_catalog_refuses_unknown_fields() -> None:
    known = KnownNames(traits=frozenset({"current_plan"}))
    assert compile_condition("curent_plan == 1", known).traits == {"curent_plan"}
    with pytest.raises(Invalid) as caught:
        compile_condition("curent_plan == 1", KnownNames(traits=known.traits, strict=True))
    assert caught.value.code == "condition_unknown_field"


def test_an_unknown_segment_is_always_refused() -> None:
    with pytest.raises(Invalid) as caught:
        compile_condition('in_segment("vip")', KnownNames())
    assert caught.value.code == "condition_unknown_segment"


def test_a_check_gives_all_faults_in_order_and_never_raises() -> None:
    errors = check_condition('curent_plan == 1 and coutn("a") > 1', KnownNames(frozenset({"current_plan"})))
    assert [(error.code, error.offset, error.level, error.suggestion) for error in errors] == [
        ("condition_unknown_field", 0, "warning", "current_plan"),
        ("condition_unknown_function", 21, "error", "count"),
    ]
    for text in HOSTILE:
        assert any(error.level == "error" for error in check_condition(text))


def test_the_tree_and_the_text_say_the_same() -> None:
    condition = compile_condition('1 < seats <= 5 and not (plan in ("free",) or person["Zip code"] == null)')
    again = from_json(condition.to_json())
    assert again.text == ('1 < seats and seats <= 5 and not (plan in ["free"] or person["Zip code"] == null)')
    assert again.to_json() == condition.to_json()


def test_every_function_compiles_as_its_usage_says() -> None:
    assert len(FUNCTIONS) == 46
    for name in FUNCTIONS:
        given = "null" if name == "coalesce" else "1, 2, 3"  # which takes up to eight values of all kinds
        codes = {error.code for error in check_condition(f"{name}({given})")}
        assert codes == {"condition_wrong_arguments"}, name
