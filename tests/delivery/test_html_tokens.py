"""HTML is read as browsers read it; whatever stands in it, reading ends, without an error and in one pass."""

import html as markup
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.email.text import text_of_html
from loopline.delivery.html_tokens import RAW, attributes, tokens, unescape
from loopline.delivery.link_scan import scan_links
from loopline.delivery.links import Signer, track
from tests.delivery.html_samples import NEVER_ENDING, any_html
from tests.delivery.messages import outgoing

SIGNER = Signer("a secret", "https://go.example.test")
LETTERS = 200_000


def found(html: str) -> list[tuple[str, str]]:
    return [(token.kind, html[token.start : token.end]) for token in tokens(html)]


@pytest.mark.parametrize("piece", NEVER_ENDING)
def test_what_does_not_end_is_read_in_one_pass(piece: str) -> None:
    """Time that grew with the square of the length would keep this busy for hours."""
    html = piece * (LETTERS // len(piece))
    scan_links(html)
    text_of_html(html)
    unescape(html)
    unescape(html, in_attribute=True)


@given(st.integers(0, 2**32))
def test_no_html_raises_and_every_letter_is_passed_once(seed: int) -> None:
    html = any_html(seed)
    at = 0
    for token in tokens(html):
        assert at <= token.start <= token.end <= len(html)
        at = token.end
        if token.kind == "start":
            for one in attributes(html, token):
                assert token.start < one.start < one.name_end <= one.end < token.end
    assert at == len(html)
    assert track(html, outgoing(), SIGNER, preheader="x")
    text_of_html(html)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert "".join(text[token.start : token.end] for token in tokens(text)) in text or "<" in text
    text_of_html(text)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a < b <1 </ c>d", [("text", "a < b <1 "), ("text", "d"), ("rest", "")]),
        ("<!--> <b> -->", [("text", " "), ("start", "<b>"), ("text", " -->"), ("rest", "")]),
        ("<!--x--!>y<!---!>z-->", [("text", "y"), ("rest", "")]),
        ("<![if !mso]>x<![endif]>y", [("text", "x"), ("text", "y"), ("rest", "")]),
        ("x<![ y", [("text", "x"), ("rest", "<![ y")]),
        (
            "<title>a<b>&amp;</title x>",
            [("start", "<title>"), ("raw", "a<b>&amp;"), ("end", "</title x>"), ("rest", "")],
        ),
        ("<style></styles></STYLE>", [("start", "<style>"), ("raw", "</styles>"), ("end", "</STYLE>"), ("rest", "")]),
        ("<xmp></\u017ftyle></xmp>", [("start", "<xmp>"), ("raw", "</\u017ftyle>"), ("end", "</xmp>"), ("rest", "")]),
        ("<script><b></script>", [("start", "<script>"), ("raw", "<b>"), ("end", "</script>"), ("rest", "")]),
        (
            "<script><!--<script></script>--></script>",
            [("start", "<script>"), ("raw", "<!--<script></script>-->"), ("end", "</script>"), ("rest", "")],
        ),
        ("<script><!--></script>", [("start", "<script>"), ("raw", "<!-->"), ("end", "</script>"), ("rest", "")]),
        ("a<textarea>b", [("text", "a"), ("rest", "<textarea>b")]),
        ("<plaintext></plaintext>", [("rest", "<plaintext></plaintext>")]),
    ],
)
def test_what_browsers_take_for_tags(html: str, expected: list[tuple[str, str]]) -> None:
    assert found(html) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("<a href=x/>", {"href": "x/"}),
        ("<a href=x / y>", {"href": "x", "y": ""}),
        ("<a href = 'x>y' HREF=z>", {"href": "x>y"}),
        ("<a a=\"1\"b='2'c>", {"a": "1", "b": "2", "c": ""}),
        ("<a =x y= >", {"=x": "", "y": ""}),
        ("<a x='\r\n\0'>", {"x": "\n\ufffd"}),
        ('<a/"x>', {'"x': ""}),
    ],
)
def test_what_browsers_take_for_attributes(tag: str, expected: dict[str, str]) -> None:
    token = next(tokens(tag))
    assert {one.name: one.value for one in attributes(tag, token)} == expected


class Library(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in reversed(attrs)}))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,6}", fullmatch=True)
ELEMENTS = st.tuples(NAMES, st.dictionaries(NAMES, WORDS, max_size=3), WORDS, st.booleans())


def element(name: str, values: dict[str, str], text: str, closed: bool) -> str:
    written = "".join(f' {key}="{markup.escape(value)}"' for key, value in values.items())
    return f"<{name}{written}>{markup.escape(text)}" + (f"</{name}>" if closed else "")


@given(st.lists(ELEMENTS, max_size=8))
def test_orderly_html_is_read_as_the_standard_library_reads_it(
    elements: list[tuple[str, dict[str, str], str, bool]],
) -> None:
    html = "".join(element(*one) for one in elements if one[0] not in RAW)
    ours = [
        (token.name, {one.name: one.value for one in attributes(html, token)})
        for token in tokens(html)
        if token.kind == "start"
    ]
    assert ours == Library(html).found


@given(WORDS)
def test_references_in_text_are_those_of_the_standard_library(text: str) -> None:
    assert unescape(text) == markup.unescape(text)
    assert unescape(markup.escape(text)) == text
    assert unescape(markup.escape(text), in_attribute=True) == text


def test_a_number_of_any_length_is_a_reference() -> None:
    assert unescape("&#" + "9" * 10_000 + ";&#x" + "f" * 10_000 + ";&#00000000065;&#x80;&#x81;") == "\ufffd\ufffdA€\x81"
