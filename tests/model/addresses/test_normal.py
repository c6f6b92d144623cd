"""Every spelling of an address makes one key, and two addresses never make the same one."""

import pytest

from loopline.model.addresses.address import HeldAddress
from loopline.model.addresses.normal import address_key, address_parts, held_address


@pytest.mark.parametrize(
    "text",
    [
        "Ann@Bücher.test",
        " ann@xn--bcher-kva.test",
        "ANN@BÜCHER.TEST",
        "Ann <ann@bücher.test>",
        "ann@XN--BCHER-KVA.test ",
    ],
)
def test_an_e_mail_address_has_one_key(text: str) -> None:
    assert address_key("email", text) == "!at/email/ann@xn--bcher-kva.test"


@pytest.mark.parametrize("text", ["+49 170 1234567", "+49 (170) 123-45 67", "+491701234567"])
def test_a_number_has_one_key(text: str) -> None:
    assert address_key("sms", text) == "!at/sms/+491701234567"


def test_what_is_no_address_has_none() -> None:
    assert [
        address_key("sms", "0170 1234567"),
        address_key("email", " "),
        address_key("push", "t"),
        address_key("in_app", "a"),
    ] == [
        "",
        "",
        "",
        "",
    ]


def test_a_long_text_is_a_digest_and_two_of_them_are_two() -> None:
    one, two = (address_key("email", letter * 400) for letter in "ab")
    assert len(one) < 80 and one != two


def test_a_key_says_its_parts_and_is_found_by_any_spelling() -> None:
    held = HeldAddress(address_key("email", "ann@box.test"))
    assert address_parts(held.key) == ("email", "ann@box.test")
    assert held_address({"email": (held,)}, "email", "ANN@box.test") is held
    assert held_address(None, "email", "ann@box.test") is None
