"""What a call counts: its key is the same for what means the same, and fields that no message has are told."""

import pytest

from loopline.conditions.counted import is_of_messages, key_of, keys_of
from loopline.conditions.language import check_condition, compile_condition
from loopline.conditions.tree import Call, iter_nodes
from loopline.model.history.message_events import DOUBT


def call(text: str) -> Call:
    condition = compile_condition(f"{text} >= 1" if text.startswith("count") else f"days_since({text}) >= 1")
    return next(node for node in iter_nodes(condition.root) if isinstance(node, Call) and node.name != "days_since")


def test_a_customers_event_is_its_name() -> None:
    assert keys_of(call('count("order", within="3d")')) == ("order",) and not is_of_messages(call('last("order")'))


def test_events_that_are_counted_by_their_properties_have_a_key_of_their_own() -> None:
    key = key_of(call('count("order", within="3d", where=amount>50)'))
    assert keys_of(call('first("order", where=(amount > 50))')) == (key,), "nothing of it is in doubt"
    assert len({key, key_of(call('count("order")')), key_of(call('count("order", where=amount > 51)'))}) == 3


def test_what_is_asked_of_messages_has_a_key_of_its_own() -> None:
    key = key_of(call('count("message_clicked", where=channel=="email")'))
    assert key == key_of(call('last("message_clicked", where=( channel == "email" ))'))
    assert key != key_of(call('count("message_clicked")')) != key_of(call('count("message_opened")'))
    assert keys_of(call('count("message_clicked")'))[1].endswith(DOUBT)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('count("order", where=channel == "email" and length(tags) > 1 and has(amount.value)) > 1', ""),
        ('count("order", where=event.amount > 50) > 1', "condition_where_field"),
        ('count("order", where=account.plan == "pro") > 1', "condition_where_field"),
        ('last("order", where=days_since(placed_at) < 3) > "2026-01-01"', "condition_where_field"),
        ('count("order", where=count("x") > 1) > 1', "condition_where_field"),
        ('count("order", where=amount) > 1', ""),
        ("count(name, where=amount > 1) > 1", "condition_wrong_arguments"),
        ('sum("order", "price.amount", within="30d", where=plan == "pro") > 1', ""),
        ('sum("order") > 1', "condition_wrong_arguments"),
        ('sum("order", amount) > 1', "condition_wrong_arguments"),
        ('sum("message_sent", "amount") > 1', "condition_wrong_arguments"),
        ('avg("order", "__amount") > 1', "condition_bad_key"),
        ('max("order", "price..amount") > 1', "condition_bad_key"),
        ('min("order", "amount", where=event.x == 1) > 1', "condition_where_field"),
        ('sum("order", "amount", within="soon") > 1', "condition_bad_duration"),
        ('last("order", within="3d") > "2026-01-01"', ""),
        ('first("order", since=account.period_start) == null', ""),
        ('count("order", since="2026-01-31", where=amount > 1) > 1', ""),
        ('count("order", since="soon") > 1', "condition_bad_date"),
        ('count("order", since=now()) > 1', "condition_bad_date"),
        ('count("order", since=3) > 1', "condition_bad_date"),
        ('count("order", since=count("x")) > 1', "condition_bad_date"),
        ('count("order", since=start_of("fortnight")) > 1', "condition_wrong_arguments"),
        ('count("order", since=signed_up_at, within="3d") > 1', "condition_wrong_arguments"),
        ('count("order", ago="3d") > 1', "condition_wrong_arguments"),
        ('count("order", within="3d", ago="soon") > 1', "condition_bad_duration"),
        ('count("message_sent", within="3d", ago="3d") > 1', "condition_wrong_arguments"),
        ('first("message_sent", within="3d") == null', "condition_wrong_arguments"),
        ('last("message_sent", since=start_of("week")) == null', ""),
        ("length(plan, since=x) > 1", "condition_wrong_arguments"),
        ('count("message_clicked", where=chanel == "email") > 1', "condition_unknown_message_field"),
        ('count("message_clicked", where=event.url == "x") > 1', "condition_unknown_message_field"),
        ('count("message_clicked", where=url.host == "x") > 1', "condition_unknown_message_field"),
        ('count("message_clicked", where=count("x") > 1) > 1', "condition_unknown_message_field"),
        ('count("message_clicked", where=in_segment("x")) > 1', "condition_unknown_message_field"),
        ('count("message_clicked", where=channel) > 1', ""),
        ('count("message_clicked", where="email") > 1', "condition_not_a_condition"),
        ('lower(where=machine) == "x"', "condition_wrong_arguments"),
        ('count("message_clicked", where=machine, within="1y", x=1) > 1', "condition_wrong_arguments"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    found = check_condition(text)
    assert [error.code for error in found if error.level == "error"][:1] == ([code] if code else [])


def test_a_misspelt_field_has_a_suggestion() -> None:
    (fault,) = check_condition('count("message_clicked", where=chanel == "email") > 1')
    assert fault.suggestion == "channel"
