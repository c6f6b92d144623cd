"""A field is compiled once and read as conditions read it."""

import pytest

from loopline.conditions.path import compile_path
from loopline.conditions.scope import Scope
from loopline.model.errors import Invalid

SCOPE = Scope(
    traits={"plan": "pro", "address": {"city": "Rome", "zip code": "1"}, "a-b": 1, "person": "x"},
    account={"seats": 3},
    account_id="acme",
    event={"amount": 5, "name": "own"},
    event_name="bought",
    entry={"order": {"id": "o1"}},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plan", "pro"),
        ("person.plan", "pro"),
        ("address.city", "Rome"),
        ("person.address.city", "Rome"),
        ('address["zip code"]', "1"),
        ('person["address"].city', "Rome"),
        ("a-b", 1),
        ("person", "x"),
        ("account.seats", 3),
        ("account.id", "acme"),
        ("event.amount", 5),
        ("event.name", "bought"),
        ('event["name"]', "own"),
        ("entry.order.id", "o1"),
        ("plan.inside", None),
        ("nothing", None),
    ],
)
def test_a_field(text: str, value: object) -> None:
    assert compile_path(text).look(SCOPE) == value


@pytest.mark.parametrize("text", ["", " ", "a b", "plan ==", "now()", "1", "a.", 'last("x")', "__class__.x y"])
def test_what_is_no_field(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        compile_path(text)
    assert refused.value.code == "path_form"


def test_a_name_that_stands_alone_belongs_to_whom_the_caller_says() -> None:
    assert compile_path("amount", "event").look(SCOPE) == 5
    assert compile_path("event.amount").of_entry().look(SCOPE) is None


def test_an_id_that_was_stated_for_the_account_goes_before_its_own() -> None:
    assert compile_path("account.id").look(Scope(account={"id": "crm-7"}, account_id="acme")) == "crm-7"
    assert compile_path("account.id").look(Scope()) is None
