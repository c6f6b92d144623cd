"""Functions over members are read as those of the same names, and what is odd is told at its place."""

import pytest

from loopline.conditions.language import check_condition


@pytest.mark.parametrize(
    ("text", "code", "offset", "meant"),
    [
        ('account.cuont("login") > 1', "condition_unknown_function", 0, "account.count"),
        ('account.followed("a", "b", "c")', "condition_unknown_function", 0, ""),
        ('account.count("message_sent") > 1', "condition_wrong_arguments", 0, ""),
        ('plan == "pro" and account.count("a") > seats', "condition_account_mixed", 18, ""),
        ("account.count() > 1", "condition_wrong_arguments", 0, ""),
        ('account.count("a", within="soon") > 1', "condition_bad_duration", 0, ""),
        ('account.count("a", where=person.x.y and event.z > 1) > 1', "condition_where_field", 0, ""),
    ],
)
def test_what_is_odd_is_told(text: str, code: str, offset: int, meant: str) -> None:
    fault = check_condition(text)[0]
    assert (fault.code, fault.offset, fault.suggestion) == (code, offset, meant)
