"""Keys of sender domains: which one signs, how another one takes its place, and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.storage.sql.studio import StudioStore
from loopline.studio.providers.seal import Seal, make_seal_key
from loopline.studio.senders.keys import SenderKeys, sender_domain

MAIL = b"From: hello@acme.test\r\nSubject: Hello\r\n\r\nHello\r\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StudioStore]:
    found = StudioStore(tmp_path / "studio.db")
    yield found
    found.close()


def keys_of(store: StudioStore, secret: str) -> SenderKeys:
    return SenderKeys(store.sender_keys, Seal(lambda: secret), lambda: 1_764_000_000_000)


def signer(keys: SenderKeys, sender: str) -> str:
    """Who signs a mail from this address, as selector and domain; "" where nobody does."""
    head = b"".join(keys.signed(MAIL, sender).partition(b"\r\nFrom:")[0].split()).decode()
    tags = dict(part.split("=", 1) for part in head.split(";") if "=" in part)
    return f"{tags['s']} {tags['d']}" if "s" in tags else ""


def test_mails_of_a_domain_and_of_those_below_it_are_signed_and_no_others(store: StudioStore) -> None:
    keys = keys_of(store, make_seal_key())
    assert keys.signed(MAIL, "hello@acme.test") is MAIL
    keys.add("Acme.Test", "", "ann")
    keys.add("own.acme.test", "mine", "ann")
    assert signer(keys, "hello@ACME.test") == "loopline1 acme.test"
    assert signer(keys, "hello@deep.news.acme.test") == "loopline1 acme.test"
    assert signer(keys, "hello@own.acme.test") == "mine own.acme.test"
    assert [signer(keys, f"hello@{name}") for name in ("notacme.test", "acme.test.evil.test", "test")] == ["", "", ""]


def test_a_new_key_waits_until_it_is_put_to_use_and_the_old_one_may_go_then(store: StudioStore) -> None:
    secret = make_seal_key()
    keys = keys_of(store, secret)
    first, second = keys.add("acme.test", "", "ann"), keys.add("acme.test", "", "bob")
    assert (first.selector, first.signs, second.selector, second.signs) == ("loopline1", 1, "loopline2", 0)
    assert signer(keys, "a@acme.test") == "loopline1 acme.test"
    with pytest.raises(Conflict, match="sender use"):
        keys.drop("acme.test", "loopline1")
    keys.use("acme.test", "loopline2")
    assert signer(keys, "a@acme.test") == signer(keys_of(store, secret), "a@acme.test") == "loopline2 acme.test"
    keys.drop("acme.test", "loopline1")
    assert [one.selector for one in keys.all()] == ["loopline2"]
    keys.drop("acme.test")
    assert not keys.all() and signer(keys, "a@acme.test") == ""


def test_a_key_that_does_not_open_signs_nothing_and_says_so_and_can_be_removed(store: StudioStore) -> None:
    keys_of(store, make_seal_key()).add("acme.test", "", "ann")
    lost = keys_of(store, make_seal_key())
    with pytest.raises(Invalid, match="restore secrets/providers") as caught:
        lost.signed(MAIL, "hello@acme.test")
    assert caught.value.code == "sender_secret_lost"
    lost.drop("acme.test")
    assert lost.signed(MAIL, "hello@acme.test") is MAIL


@pytest.mark.parametrize(
    ("domain", "selector", "code"),
    [
        ("acme", "", "sender_domain_invalid"),
        ("-acme.test", "", "sender_domain_invalid"),
        ("a@acme.test", "", "sender_domain_invalid"),
        ("acme.test/x", "", "sender_domain_invalid"),
        ("x" * 200 + ".test", "", "sender_domain_invalid"),
        ("", "", "sender_domain_invalid"),
        ("127.0.0.1", "", "sender_domain_invalid"),
        ("10.0.0.1.", "", "sender_domain_invalid"),
        ("mail.25", "", "sender_domain_invalid"),
        ("[::1]", "", "sender_domain_invalid"),
        ("acme.test", "Upper", "sender_selector_invalid"),
        ("acme.test", "a.b", "sender_selector_invalid"),
        ("acme.test", "x" * 64, "sender_selector_invalid"),
        ("acme.test", "s1", "sender_taken"),
    ],
)
def test_what_cannot_be_a_key_is_refused(store: StudioStore, domain: str, selector: str, code: str) -> None:
    keys = keys_of(store, make_seal_key())
    keys.add("acme.test", "s1", "ann")
    with pytest.raises(LooplineError) as caught:
        keys.add(domain, selector, "ann")
    assert caught.value.code == code and len(keys.all()) == 1
    with pytest.raises(Missing, match="sender list"):
        keys.use("acme.test", "s2")
    with pytest.raises(Missing, match="sender list"):
        keys.drop("other.test")


def test_a_key_after_a_dropped_one_has_a_name_of_its_own(store: StudioStore) -> None:
    """DNS, and the mails on their way, still know the old record under the old name."""
    secret = make_seal_key()
    keys = keys_of(store, secret)
    first = keys.add("acme.test", "", "ann")
    keys.drop("acme.test")
    second = keys.add("acme.test", "", "ann")
    keys.add("acme.test", "", "ann")
    keys.drop("acme.test", "loopline3")
    assert (first.selector, second.selector, second.signs) == ("loopline1", "loopline2", 1)
    again = keys_of(store, secret)
    assert again.add("acme.test", "", "ann").selector == "loopline4"
    assert again.add("other.test", "", "ann").selector == "loopline1"
    with pytest.raises(Missing, match="sender list"):
        again.use("acme.test", "loopline1")
    with pytest.raises(Missing, match="sender list"):
        again.drop("acme.test", "loopline1")
    named = again.add("acme.test", "loopline1", "bob")
    assert named.public_key != first.public_key and named.signs == 0, "whoever names it has it"


def test_there_is_a_bound(store: StudioStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopline.studio.senders.keys.SENDER_KEYS_MAX", 1)
    keys = keys_of(store, make_seal_key())
    keys.add("acme.test", "", "ann")
    with pytest.raises(Invalid, match="at most") as caught:
        keys.add("acme.test", "", "ann")
    assert caught.value.code == "sender_bound"


def test_a_domain_is_kept_in_ascii() -> None:
    assert sender_domain(" Bücher.Test. ") == "xn--bcher-kva.test"
