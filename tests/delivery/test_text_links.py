"""Links in plain texts are found as phones and mail programs find them, and nothing else of the text changes."""

import pytest

from loopline.delivery.link_scan import Own
from loopline.delivery.link_targets import is_web_link
from loopline.delivery.text_links import LINKS_MAX, text_targets, with_links

OWN = Own("https://go.example.test", ("https://go.example.test/l/unsubscribe/x",), "https://l.test")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Pay here: https://shop.test/pay.", ["https://shop.test/pay"]),
        ("(see https://shop.test/a_(b))", ["https://shop.test/a_(b)"]),
        ("https://shop.test/?a=1&b=2#c, or http://shop.test", ["https://shop.test/?a=1&b=2#c", "http://shop.test"]),
        ("<https://shop.test/x>", ["https://shop.test/x"]),
        ("“https://shop.test/x”…", ["https://shop.test/x"]),
        ("HTTPS://Shop.test/X!", ["HTTPS://Shop.test/X"]),
        ("https://shop.test/[1]]", ["https://shop.test/[1]"]),
        ("shop.test/x, mailto:a@b.test, ftp://b.test, https://", []),
        ("ours: https://go.example.test/l/click/abc https://l.test/s/abc", []),
        ("twice https://a.test and https://a.test", ["https://a.test"]),
    ],
)
def test_what_is_a_link(text: str, links: list[str]) -> None:
    assert list(text_targets(text, OWN.leaves)) == links


def test_all_but_the_links_stays() -> None:
    text = "A https://a.test/1, B (https://b.test/2) C https://a.test/1\r\n\tend"
    said = with_links(text, {"https://a.test/1": "S1", "https://b.test/2": "S2"})
    assert said == "A S1, B (S2) C S1\r\n\tend"
    assert with_links(text, {}) == text


def test_a_text_of_many_links_is_bounded() -> None:
    text = " ".join(f"https://a.test/{n}" for n in range(LINKS_MAX + 50))
    assert len(text_targets(text, is_web_link)) == LINKS_MAX
    hostile = "https://" + "(" * 50_000 + ")" * 50_000 + "https://" * 10_000
    assert len(text_targets(hostile, is_web_link)) <= LINKS_MAX
