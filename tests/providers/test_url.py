"""A provider's URL is taken apart, each option is asked for once, and nothing that was given is ever repeated."""

import pytest

from loopline.model.errors import Invalid
from loopline.providers.url import ProviderUrl, hook_url, reachable, scheme_of

EXAMPLE = "pigeon://login:password@loft?size=1"


def test_its_parts() -> None:
    url = ProviderUrl("pigeon://u%40x:p%3Aw@loft.test:7/a%20b?size=3&word=two&name=Ann+B", EXAMPLE)
    assert (url.scheme, url.host, url.port, url.path) == ("pigeon", "loft.test", 7, "/a b")
    assert (url.login, url.password) == ("u@x", "p:w")
    assert url.number("size", 1, least=1, most=9) == 3
    assert url.choice("word", ("one", "two"), "one") == "two"
    assert url.text("name") == "Ann B"
    url.done()


def test_what_is_not_said_is_as_usual() -> None:
    url = ProviderUrl("pigeon://loft", EXAMPLE)
    assert (url.port, url.login, url.text("name", "x"), url.number("size", 4, least=1, most=9)) == (None, "", "x", 4)
    url.done()


@pytest.mark.parametrize("size", ["", "0", "10", "-1", "1.5", "x", "١", "9" * 30])
def test_a_number_has_its_bounds(size: str) -> None:
    url = ProviderUrl(f"pigeon://loft?size={size}", EXAMPLE)
    with pytest.raises(Invalid, match=r"Correct size in the \w+ URL: it is a whole number from 1 to 9\.") as caught:
        url.number("size", 1, least=1, most=9)
    assert caught.value.code == "provider_option_invalid"


def test_a_word_is_one_of_a_few() -> None:
    with pytest.raises(Invalid, match=r"Correct word in the pigeon URL: it is one of one, two\."):
        ProviderUrl("pigeon://loft?word=three", EXAMPLE).choice("word", ("one", "two"), "one")


def test_an_option_that_nobody_asked_for_is_refused_and_not_repeated() -> None:
    url = ProviderUrl("pigeon://loft?hunter2@loft", EXAMPLE)
    url.number("size", 1, least=1, most=9)
    with pytest.raises(Invalid, match=r"take one of size\..*%3F") as caught:
        url.done()
    assert (caught.value.code, "hunter2" in str(caught.value)) == ("provider_option_unknown", False)


@pytest.mark.parametrize(
    "url",
    ["pigeon://me:hunter2@loft:hunter2", "pigeon://loft#hunter2?size=2", "pigeon://me:a#hunter2@loft", "p://[hunter2"],
)
def test_what_cannot_be_read_is_not_repeated(url: str) -> None:
    with pytest.raises(Invalid, match="pigeon://login") as caught:
        ProviderUrl(url, EXAMPLE)
    assert caught.value.code == "provider_url_invalid"
    assert "hunter2" not in str(caught.value) and caught.value.__cause__ is None
    assert "hunter2" not in repr(ProviderUrl("pigeon://me:hunter2@loft?x=hunter2", EXAMPLE))


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("pigeon://loft", "pigeon"),
        ("a+b-c.1:x", "a+b-c.1"),
        ("", ""),
        ("loft", ""),
        ("me:x@", "me"),
        ("Hunter2://", ""),
    ],
)
def test_schemes(url: str, scheme: str) -> None:
    assert scheme_of(url) == scheme


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://loop.test", True),
        ("https://8.8.8.8", True),
        ("https://10.0.0.1", False),
        ("https://[::1]:8400", False),
        ("http://loop.localhost", False),
        ("http://loop", False),
    ],
)
def test_addresses_that_the_internet_can_call(url: str, expected: bool) -> None:
    assert reachable(url) is expected
    assert hook_url(url, "pigeon") == (f"{url}/hooks/pigeon" if expected else "")
