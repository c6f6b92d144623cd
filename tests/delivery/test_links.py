"""Signed links say who, what and where, and rewriting a mail changes its links and nothing else."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.links import (
    CLICK,
    OPEN,
    UNSUBSCRIBE,
    Claim,
    Purpose,
    Signer,
    claim_of,
    is_web_link,
    track,
    with_preheader,
)
from loopline.model.errors import Invalid
from tests.delivery.messages import outgoing

SIGNER = Signer("a secret", "https://go.example.test/")
PREFIX = "https://go.example.test/l/"


class Hrefs(HTMLParser):
    """The links and pictures of a document, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[dict[str, str | None]] = []
        self.pictures: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "area"):
            self.links.append(dict(attrs))
        if tag == "img":
            self.pictures.append(str(dict(attrs).get("src")))


def target(href: str | None) -> str:
    assert href is not None
    assert href.startswith(f"{PREFIX}click/")
    return SIGNER.verify(CLICK, href.removeprefix(f"{PREFIX}click/")).url


@given(st.builds(Claim, *[st.text(max_size=30)] * 6, st.integers(0, 99), st.text(max_size=5), st.text(max_size=5)))
def test_a_claim_comes_back_as_it_was_signed(claim: Claim) -> None:
    token = SIGNER.sign(CLICK, claim)
    assert token.isascii()
    assert SIGNER.verify(CLICK, token) == claim


def test_a_token_is_good_for_one_purpose_and_one_secret() -> None:
    token = SIGNER.sign(OPEN, claim_of(outgoing()))
    changed = token[:5] + ("A" if token[5] != "A" else "B") + token[6:]
    forged: list[tuple[Signer, Purpose, str]] = [
        (SIGNER, UNSUBSCRIBE, token),
        (SIGNER, OPEN, changed),
        (SIGNER, OPEN, ""),
        (SIGNER, OPEN, "x" * 10_000),
        (Signer("another", "https://go.example.test"), OPEN, token),
    ]
    for signer, purpose, candidate in forged:
        with pytest.raises(Invalid) as caught:
            signer.verify(purpose, candidate)
        assert caught.value.code == "link_invalid"


def test_an_empty_secret_signs_nothing() -> None:
    with pytest.raises(Invalid, match="link_secret_empty"):
        Signer("", "https://go.example.test")


def test_links_are_tracked_and_the_rest_is_untouched() -> None:
    html = (
        "<!doctype html>\n<html><BODY bgcolor=white>\r\n<!-- <a href='https://no.test'>no</a> -->"
        "<p>Caf\u00e9 &amp; <A  CLASS=\"b\" HREF='https://shop.test/?a=1&amp;b=2' data-x>Go</A> 1 < 2"
        "<a href=\"mailto:x@y.test\">m</a><a href='#top'>t</a><a name=here>h</a>"
        "<script>'<a href=\"https://js.test\">'</script></p>\n</BODY></html>\n"
    )
    out = track(html, outgoing(), SIGNER)
    before, after = Hrefs(html), Hrefs(out)
    assert target(after.links[0]["href"]) == "https://shop.test/?a=1&b=2"
    assert {k: v for k, v in after.links[0].items() if k != "href"} == {"class": "b", "data-x": None}
    assert after.links[1:] == before.links[1:]
    start, end = out.index("<a class"), out.index(">Go</A>")
    pixel_at = out.index("<img ")
    pixel_end = out.index(">", pixel_at) + 1
    rest = out[:start] + "<A  CLASS=\"b\" HREF='https://shop.test/?a=1&amp;b=2' data-x" + out[end:pixel_at]
    assert rest + out[pixel_end:] == html


def test_the_pixel_stands_at_the_end_of_the_body() -> None:
    assert "<img" in track("<body>x</body>", outgoing(), SIGNER).split("</body>")[0]
    assert track("no body", outgoing(), SIGNER).startswith("no body<img")
    (src,) = Hrefs(track("<p>x", outgoing(), SIGNER)).pictures
    assert SIGNER.verify(OPEN, src.removeprefix(f"{PREFIX}open/")) == claim_of(outgoing())


def test_a_link_knows_to_how_many_addresses_its_message_leads() -> None:
    urls = ("https://a.test/1", "https://a.test/2", "https://a.test/1", "mailto:x@y.test", "https://keep.test/x")
    html = "".join(f'<a href="{url}">x</a>' for url in urls)
    followed = [
        link["href"] or "" for link in Hrefs(track(html, outgoing(), SIGNER, keep=("https://keep.test/x",))).links
    ]
    claims = [SIGNER.verify(CLICK, url.removeprefix(f"{PREFIX}click/")) for url in followed if url.startswith(PREFIX)]
    assert [(claim.url, claim.links) for claim in claims] == [(url, 2) for url in urls[:3]]


def test_ways_out_and_our_own_links_stay_direct() -> None:
    own = SIGNER.url(UNSUBSCRIBE, claim_of(outgoing()))
    html = f'<a href="https://keep.test/x">k</a><a href="{own}">u</a>'
    assert Hrefs(track(html, outgoing(), SIGNER, keep=("https://keep.test/x",))).links == Hrefs(html).links


@given(st.text(alphabet="<>a href='\"=https:/x.t&;!-\n\rbody/é", max_size=120))
def test_no_document_breaks_the_rewriting(html: str) -> None:
    out = track(html, outgoing(), SIGNER)
    assert out.count("<img ") == html.count("<img ") + 1


@given(st.lists(st.from_regex(r"https://[a-z]{1,8}\.test/[a-z0-9?&=%+\"'<>é]{0,20}", fullmatch=True), max_size=5))
def test_every_web_link_leads_to_where_it_led(urls: list[str]) -> None:
    from html import escape

    html = "".join(f'<p><a href="{escape(url)}">x</a></p>' for url in urls)
    assert [target(link["href"]) for link in Hrefs(track(html, outgoing(), SIGNER)).links] == urls


@pytest.mark.parametrize(
    ("url", "web"),
    [
        ("https://x.test", True),
        (" HTTP://x.test/y ", True),
        ("//x.test", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[bad", False),
        ("tel:+1", False),
        ("/relative", False),
    ],
)
def test_what_a_web_link_is(url: str, web: bool) -> None:
    assert is_web_link(url) is web


def test_the_preview_line_opens_the_body() -> None:
    assert with_preheader("<html><body class=x><p>", "Soon").startswith('<html><body class=x><div style="display:none')
    assert with_preheader("<p>", "Soon").startswith("<div")
