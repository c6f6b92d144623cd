"""Mailboxes are read as people write them, and none is made of what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.mail.mailbox import (
    Mailbox,
    is_mail_header,
    mail_address,
    plain_address,
    read_mailbox,
    read_mailboxes,
)


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("hello@acme.test", "", "hello@acme.test"),
        ("<hello@acme.test>", "", "hello@acme.test"),
        ("Acme <hello@acme.test>", "Acme", "hello@acme.test"),
        ("Acme, Inc. <hello@acme.test>", "Acme, Inc.", "hello@acme.test"),
        ('"Acme, \\"the\\" Inc." <hello@acme.test>', 'Acme, "the" Inc.', "hello@acme.test"),
        ("Ann @ Acme <ann@b\u00fccher.test>", "Ann @ Acme", "ann@xn--bcher-kva.test"),
        ("M\u00fcller; S\u00f6hne (Berlin) <a@acme.test> ", "M\u00fcller; S\u00f6hne (Berlin)", "a@acme.test"),
        ("hello@acme.test (Acme)", "Acme", "hello@acme.test"),
        ("ann@acme.test <ann@acme.test>", "ann@acme.test", "ann@acme.test"),
        ('"A <a@acme.test>, B" <b@acme.test>', "A <a@acme.test>, B", "b@acme.test"),
        ("A\r\nBcc: x <a@acme.test>", "A Bcc: x", "a@acme.test"),
    ],
)
def test_one_mailbox(text: str, name: str, address: str) -> None:
    assert read_mailbox(text) == Mailbox(name, address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Acme", "Acme <hello>", "<a@b.test", "a@b.test, c@d.test", "a@b.test>", "x" * 990 + " <a@b.test>"),
        "A <a@acme.test>, B <b@evil.test>",
        "a@acme.test, B <b@evil.test>",
        "a@acme.test; <b@evil.test>",
        "A <a@acme.test> <b@evil.test>",
        "A <a@acme.test> B <b@evil.test>",
        "b@evil.test (a@acme.test, x)",
    ],
)
def test_no_mailbox(text: str) -> None:
    assert read_mailbox(text) is None


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("a@acme.test, b@acme.test", ["a@acme.test", "b@acme.test"]),
        ("Support, Acme <a@acme.test>, b@acme.test,", ["a@acme.test", "b@acme.test"]),
        ('"Support, x@y" <a@acme.test>,"\\", " <b@acme.test>', ["a@acme.test", "b@acme.test"]),
    ],
)
def test_several_mailboxes(text: str, addresses: list[str]) -> None:
    found = read_mailboxes(text)
    assert found is not None
    assert [one.address for one in found] == addresses


@pytest.mark.parametrize(
    "text", ["", ",", "a@acme.test, nobody", "nobody, a@", ",".join(["a@b.test"] * 11), '"' * 20_000]
)
def test_what_several_mailboxes_are_not(text: str) -> None:
    assert read_mailboxes(text) is None


@given(st.text(max_size=60))
def test_whatever_is_written_an_address_is_plain(text: str) -> None:
    for one in read_mailboxes(text) or ():
        assert plain_address(one.address) == one.address
        assert one.address.isascii()


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("X-A", True),
        ("List-Unsubscribe", True),
        ("Bcc", False),
        ("FROM", False),
        ("Content-Type", False),
        ("X_A", False),
    ],
)
def test_headers_that_an_author_may_set(name: str, may: bool) -> None:
    assert is_mail_header(name) is may


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ann@box.test", "ann@box.test"),
        (" Ann <ann@box.test> ", "ann@box.test"),
        ('"Söhne, Ann" <ann@bücher.test>', "ann@xn--bcher-kva.test"),
        ("x@y.test <ann@box.test>", None),
        ("<x@y.test> <ann@box.test>", None),
        ("Ann\r\nRCPT TO:<ann@box.test>", None),
        ("Ann: <ann@box.test>", None),
        ("<ann@box.test>", None),
        ("jörg@box.test", None),
        ("a@b.test, c@d.test", None),
        ("", None),
    ],
)
def test_an_address_of_a_person_may_have_a_name_before_it(text: str, address: str | None) -> None:
    assert mail_address(text) == address
