"""Keys are made, kept as a hash, known again, and read from a request."""

from base64 import b64encode

import pytest

from loopline.api.auth import basic_credentials, bearer_key, make_key, role_of, verify
from loopline.model.errors import Invalid


def test_a_key_is_known_again_by_its_hash_alone() -> None:
    shown, stored = make_key("server", bytes(range(32)))
    assert shown == "lw_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    assert shown not in stored and len(stored) == 64
    assert verify(shown, stored)
    assert not verify(shown[:-1], stored)
    assert not verify(stored, stored)
    assert not verify("lw_\ud800é", stored)


def test_a_key_shows_what_it_is_for() -> None:
    assert role_of(make_key("server", b"w" * 32)[0]) == "server"
    assert role_of(make_key("admin", b"a" * 32)[0]) == "admin"
    assert role_of("sk_123") is None


def test_a_key_is_made_of_enough_chance() -> None:
    with pytest.raises(Invalid) as caught:
        make_key("server", b"short")
    assert caught.value.code == "key_entropy"


@pytest.mark.parametrize(
    ("header", "credentials"),
    [
        ("Basic " + b64encode(b"lw_1:").decode(), ("lw_1", "")),
        ("basic " + b64encode(b"site:lw_1").decode(), ("site", "lw_1")),
        ("Basic " + b64encode(b"site:lw:1").decode(), ("site", "lw:1")),
        ("Basic " + b64encode(b"lw_1").decode(), ("lw_1", "")),
        ("Basic " + b64encode(b"\xff\xfe:").decode(), ("", "")),
        ("Basic !!!", ("", "")),
        ("Basic", ("", "")),
        ("Bearer lw_1", ("", "")),
        ("", ("", "")),
        (None, ("", "")),
    ],
)
def test_a_write_key_stands_in_the_header_as_a_name_or_as_a_password(
    header: str | None, credentials: tuple[str, str]
) -> None:
    assert basic_credentials(header) == credentials


def test_an_admin_key_is_a_bearer_token() -> None:
    assert bearer_key("Bearer la_1") == bearer_key("bearer  la_1 ") == "la_1"
    assert bearer_key("Basic la_1") == bearer_key(None) == bearer_key("Bearer") == ""
