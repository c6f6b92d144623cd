"""Signed links say who, what and where, and rewriting a mail changes its links and nothing else."""

from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer
from msgspec.structs import astuple

from loopline.delivery.link_scan import scan_links
from loopline.delivery.link_targets import is_web_link, led_to
from loopline.delivery.links import CLICK, OPEN, PURPOSES, UNSUBSCRIBE, Claim, Purpose, Signer, claim_of, track
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


LONG = "https://shop.test/?t=" + "0123456789abcdef" * 90
SIGNED_BEFORE: list[tuple[Purpose, str, Claim]] = [
    (OPEN, "WyJtMSIsImFubiIsImVtYWlsIl0.bWm459kGaznkLYgcls74pDlycY5BlW8kdeCAJzw0ddU", Claim("m1", "ann", "email")),
    (
        OPEN,
        "WyJtMSIsImFubiIsImVtYWlsIiwibmV3cyIsImh0dHBzOi8vc2hvcC50ZXN0Lz9hPTEmYj3DqSIsIndlbGNvbWUiLDMsImhlbGxvIiwiZTEiLDJd.K2S_eTywgY38ArFgE2Dn1iahPUHEIgKPQctADRpv6-0",
        Claim("m1", "ann", "email", "news", "https://shop.test/?a=1&b=é", "welcome", 3, "hello", "e1", 2),
    ),
    (
        OPEN,
        ".eJyLVso1UtJROrwnLw9IpeYmZuYAaSDKKCkpKLbS1y_OyC_QK0ktLtG3L7E1MDQyNjE1M7ewTExKTklNG-WP8kf5o_xR_uDgK8UCAEL_mdQ.XixCGMw7hlIiCavmEr8yLk5apoLNVKzNlsChOtS26kw",
        Claim("m2", "ünn", "email", url=LONG),
    ),
    (CLICK, "WyJtMSIsImFubiIsImVtYWlsIl0.SVCGWeLhsSfKHi1j2xtYAV9sCYJwyRmeza8ExVZ5Bvo", Claim("m1", "ann", "email")),
    (
        CLICK,
        "WyJtMSIsImFubiIsImVtYWlsIiwibmV3cyIsImh0dHBzOi8vc2hvcC50ZXN0Lz9hPTEmYj3DqSIsIndlbGNvbWUiLDMsImhlbGxvIiwiZTEiLDJd.jRBQMpjY_OubAMuoQlkQElKt77w3qi9O-8-ADsfQtrA",
        Claim("m1", "ann", "email", "news", "https://shop.test/?a=1&b=é", "welcome", 3, "hello", "e1", 2),
    ),
    (
        CLICK,
        ".eJyLVso1UtJROrwnLw9IpeYmZuYAaSDKKCkpKLbS1y_OyC_QK0ktLtG3L7E1MDQyNjE1M7ewTExKTklNG-WP8kf5o_xR_uDgK8UCAEL_mdQ.i1ns80suQNr4WUSmqZZoq02dOIKOF22bNLeG63NoWdc",
        Claim("m2", "ünn", "email", url=LONG),
    ),
    (
        UNSUBSCRIBE,
        "WyJtMSIsImFubiIsImVtYWlsIl0.DwKmHGEwUWAG_YWItFDdYhjGmw2C-g1JwDtMqiGX3Yw",
        Claim("m1", "ann", "email"),
    ),
    (
        UNSUBSCRIBE,
        "WyJtMSIsImFubiIsImVtYWlsIiwibmV3cyIsImh0dHBzOi8vc2hvcC50ZXN0Lz9hPTEmYj3DqSIsIndlbGNvbWUiLDMsImhlbGxvIiwiZTEiLDJd.jl5oxzBpQ17dZQX46efW4O74pZM21fQEUoMBDXUTgTk",
        Claim("m1", "ann", "email", "news", "https://shop.test/?a=1&b=é", "welcome", 3, "hello", "e1", 2),
    ),
    (
        UNSUBSCRIBE,
        ".eJyLVso1UtJROrwnLw9IpeYmZuYAaSDKKCkpKLbS1y_OyC_QK0ktLtG3L7E1MDQyNjE1M7ewTExKTklNG-WP8kf5o_xR_uDgK8UCAEL_mdQ.Z1sHmHP9KYieVuhOBOQPVJ9Kew4ntySFEuyxdhA6pV8",
        Claim("m2", "ünn", "email", url=LONG),
    ),
]
"""Tokens as they left when itsdangerous' URLSafeSerializer signed them, the last of each three packed."""


@pytest.mark.parametrize(("purpose", "token", "claim"), SIGNED_BEFORE)
def test_links_of_before_stay_good(purpose: Purpose, token: str, claim: Claim) -> None:
    assert SIGNER.verify(purpose, token) == claim


@given(
    st.sampled_from(PURPOSES),
    st.builds(Claim, *[st.text(max_size=30)] * 4, st.text(max_size=3_000)),
)
def test_the_form_of_links_is_the_one_of_before(purpose: Purpose, claim: Claim) -> None:
    """Both ways: a release that is taken back reads the links of the next one."""
    key = sha256(f"loopline.{purpose}signera secret".encode()).digest()
    keyed = {"digest_method": sha256, "key_derivation": "none"}
    before = URLSafeSerializer(key, salt=f"loopline.{purpose}", signer_kwargs=keyed)
    fields = list(astuple(claim))
    assert SIGNER.verify(purpose, str(before.dumps(fields))) == claim
    assert Claim(*before.loads(SIGNER.sign(purpose, claim))) == claim


@pytest.mark.parametrize(
    "changed",
    [
        lambda token: token + "x",
        lambda token: token[:-1],
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: token.rpartition(".")[0],
        lambda token: "." + token,
        lambda token: token.replace(".", ".."),
        lambda token: token.rpartition(".")[2] + "." + token.rpartition(".")[0],
        lambda token: token + "\ud83d",
        lambda token: "." * 8_000,
    ],
)
def test_what_was_cut_or_changed_is_no_link_of_ours(changed: Callable[[str], str]) -> None:
    with pytest.raises(Invalid, match="link_invalid"):
        SIGNER.verify(OPEN, changed(SIGNER.sign(OPEN, claim_of(outgoing()))))


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
    start, end = out.index('="https://go.example.test/l/click/'), out.index(" data-x>Go</A>")
    pixel_at = out.index("<img ")
    pixel_end = out.index(">", pixel_at) + 1
    rest = out[:start] + "='https://shop.test/?a=1&amp;b=2'" + out[end:pixel_at]
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


PIECES = st.sampled_from(
    [
        "<a ",
        'href="https://x.test/',
        "'",
        '"',
        ">",
        "</a>",
        "<!--",
        "-->",
        "<![x",
        "]]>",
        "<title>",
        "<body>",
        "</body>",
    ]
)


@given(st.lists(st.one_of(st.text(max_size=8), PIECES), max_size=30).map("".join), st.sampled_from(["", "Soon"]))
def test_whatever_stands_there_only_addresses_change(html: str, preheader: str) -> None:
    out = track(html, outgoing(), SIGNER, preheader=preheader)
    at = out.index('<img src="https://go.example.test/l/open/')
    rest = out[:at] + out[out.index(">", at) + 1 :]
    if preheader:
        hidden = '<div style="display:none;max-height:0;overflow:hidden">Soon</div>'
        assert rest.count(hidden) == 1
        rest = rest.replace(hidden, "")
    for href in scan_links(html).hrefs:
        start = rest.find('="https://go.example.test/l/click/')
        if start >= 0 and rest[:start] == html[:start]:
            rest = rest[:start] + html[href.name_end : href.end] + rest[rest.index('"', start + 2) + 1 :]
    assert rest == html


@pytest.mark.parametrize(
    "name", ["region", "copy", "section", "lang", "amp", "not", "reg", "sect", "uml", "times", "para"]
)
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_an_ampersand_before_the_name_of_a_letter_stays(name: str, quote: str) -> None:
    url = f"https://shop.test/?a=1&{name}=x&{name}2=y"
    (link,) = Hrefs(track(f"<a href={quote}{url}{quote}>x</a>", outgoing(), SIGNER)).links
    assert target(link["href"]) == url


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("?a=1&amp;b=2", "?a=1&b=2"),
        ("?a=1&amp;region=eu", "?a=1&region=eu"),
        ("?a=1&#38;b=2&#x26;c=3", "?a=1&b=2&c=3"),
        ("?q=&copy;&reg", "?q=\u00a9\u00ae"),
        ("?q=&notit;", "?q=&notit;"),
        ("?q=&nobody;&", "?q=&nobody;&"),
        ("?q=&#0;&#xD800;&#99999999999999999999;&#x80;", "?q=\ufffd\ufffd\ufffd\u20ac"),
        ("a\nb\tc ", "abc"),
    ],
)
def test_references_are_read_by_the_rule_of_attributes(written: str, read: str) -> None:
    (link,) = Hrefs(track(f'<a href=" https://shop.test/{written}">x</a>', outgoing(), SIGNER)).links
    assert target(link["href"]) == f"https://shop.test/{read}"


def test_a_link_too_long_to_come_back_stays_direct() -> None:
    noise = "".join(sha256(bytes((at,))).hexdigest() for at in range(250))
    html = f'<a href="https://shop.test/?t={noise}">x</a><a href="https://shop.test/?t={noise[:6_000]}">y</a>'
    long, shorter = Hrefs(track(html, outgoing(), SIGNER)).links
    assert long == Hrefs(html).links[0]
    assert target(shorter["href"]) == f"https://shop.test/?t={noise[:6_000]}"


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


HIDDEN = '<div style="display:none;max-height:0;overflow:hidden">Soon</div>'


@pytest.mark.parametrize(
    "html",
    [
        "<html><body class='a>b'>|<p>",
        "|<p>",
        "|words <body>",
        "<!doctype html>|<p>x</p>",
        "<!doctype html><html><head><title>t</title></head>|<p>x</p></html>",
        "<!doctype html>\n<title>a<p>b</title><style>p{}</style>\n|<p>",
        '<?xml version="1.0"?><!DOCTYPE html><html><head></head>|<p>Hi</p></html>',
        "<!doctype html><!-- <body> --><html><body>|<p>",
        "<head><noscript><link rel=x></noscript><template><p>no</p></template>|<a href=x>",
        "<!--[if mso]><body><![endif]--><html><BODY>|x</BODY>",
        "<title>never ends|",
        "",
    ],
)
def test_the_preview_line_opens_the_body(html: str) -> None:
    at = html.index("|") if "|" in html and not html.startswith("<title>never") else 0
    whole = html.replace("|", "")
    out = track(whole, outgoing(), SIGNER, preheader="Soon")
    assert out.index(HIDDEN) == at


@pytest.mark.parametrize("end", ["<!-- never ends", "<title>x", '<a href="https://x.test', "<p title='", "<![if"])
def test_the_pixel_stands_before_what_does_not_end(end: str) -> None:
    out = track(f"<p>x</p>{end}", outgoing(), SIGNER)
    assert out.startswith("<p>x</p><img ")
    assert out.endswith(end)


@pytest.mark.parametrize(
    ("target", "added", "leads"),
    [
        ("https://bücher.test/x", "", "https://xn--bcher-kva.test/x"),
        ("https://例え.test:8443/", "", "https://xn--r8jz45g.test:8443/"),
        ("https://ann:pä@bücher.test/x#größe", "", "https://ann:p%C3%A4@xn--bcher-kva.test/x#größe"),
        ("https://shop.test/größe?q=ü", "", "https://shop.test/größe?q=ü"),
        ("https://shop.test/?a=1", "utm_source=x", "https://shop.test/?a=1&utm_source=x"),
        ("https://shop.test#top", "utm_source=x", "https://shop.test?utm_source=x#top"),
        ("https://shop.test/", "x" * 2_001, "https://shop.test/"),
        (f"https://{'ü' * 70}.test/", "", f"https://{'ü' * 70}.test/"),
    ],
)
def test_where_a_link_leads(target: str, added: str, leads: str) -> None:
    assert led_to(target, added) == leads
