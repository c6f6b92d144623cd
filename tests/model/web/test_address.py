"""Web addresses are told from other texts, and options are added where a URL does not say them."""

import pytest

from loopline.model.web.address import is_web_address, with_options


@pytest.mark.parametrize("text", ["http://127.0.0.1:8400", "https://go.acme.example", "https://[::1]:8400/x"])
def test_an_address(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "go.acme.example",
        "ftp://x",
        "https://",
        "https://ann:s3cret@x",
        "https://x?y=1",
        "https://x:0",
        "https://x y",
    ],
)
def test_no_address(text: str) -> None:
    assert not is_web_address(text)


def test_what_a_url_says_itself_wins() -> None:
    assert with_options("smtp://x?a=1", a="2", b="3") == "smtp://x?a=1&b=3"
    assert with_options("smtp://x", a="2") == "smtp://x?a=2"
    assert with_options("smtp://x") == "smtp://x"
    assert with_options("smtp://[x", a="2") == "smtp://[x"
