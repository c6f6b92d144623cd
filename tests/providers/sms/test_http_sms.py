"""What the SMS services have in common, each piece by itself; how it works together is tried with each service."""

import pytest

from loopline.model.errors import Invalid
from loopline.providers.sms.http_sms import SENDER, both_ports, decoded, read_line, read_sender, with_plus
from loopline.providers.url import ProviderUrl


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://loop.test", ("https://loop.test", "https://loop.test:443")),
        ("http://loop.test/x", ("http://loop.test/x", "http://loop.test:80/x")),
        ("https://loop.test:8443", ("https://loop.test", "https://loop.test:8443")),
        ("", ()),
    ],
)
def test_the_address_is_signed_with_its_port_or_without(url: str, expected: tuple[str, ...]) -> None:
    assert both_ports(url) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [("14155550100", "+14155550100"), ("+14155550100", "+14155550100"), ("12345", "12345"), ("Shop", "Shop"), ("", "")],
)
def test_a_number_gets_its_plus_and_nothing_else_does(text: str, number: str) -> None:
    assert with_plus(text) == number


@pytest.mark.parametrize("sender", ["+15005550006", "12345", "Loopline", "My Shop", "a"])
def test_senders(sender: str) -> None:
    assert SENDER.fullmatch(sender)


@pytest.mark.parametrize("sender", ["", "+0150", "12", "a far too long name", "Grüße", "+15005550006\n"])
def test_what_is_no_sender(sender: str) -> None:
    assert not SENDER.fullmatch(sender)


def test_a_line_has_the_host_of_the_url_or_the_services_own() -> None:
    given = ProviderUrl("x://a:b@eu.example.com:8443?connections=3&timeout=7", "x://")
    line = read_line(given, "own.example.com", allow_private=True)
    assert (line.address, line.connections, line.timeout_seconds) == ("https://eu.example.com:8443", 3, 7)
    assert read_line(ProviderUrl("x://a:b@", "x://"), "own.example.com", allow_private=False).address == (
        "https://own.example.com"
    )
    with pytest.raises(Invalid):
        read_line(ProviderUrl("x://a:b@host/path", "x://"), "own.example.com", allow_private=False)


def test_a_plus_that_arrived_as_a_space_is_a_plus() -> None:
    assert read_sender(ProviderUrl("x://?from=+15005550006", "x://")) == "+15005550006"


@pytest.mark.parametrize("body", [b"", b"\xff", b"{", b"[" * 100_000, b'{"a": 1}', b'["a", 1]'])
def test_what_is_no_answer_of_this_form_is_none(body: bytes) -> None:
    assert decoded(body, list[str]) is None
    assert decoded(b'["a"]', list[str]) == ["a"]
