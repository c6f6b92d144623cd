"""Markdown and HTML of a page: whatever an author wrote is read as it was written, and is markup in neither."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from loopline.reports.documentation.page import Code, DescriptionPage, Line, Section, Strong
from loopline.reports.documentation.render import html, markdown

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
OWN = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ol", "li", "div", "table", "tr", "th"}


class Read(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page(text: str) -> DescriptionPage:
    line: Line = (text, Code(text), Strong(text))
    return DescriptionPage(text, (line,), (Section(text, (line,), ("a",), ((line,),), numbered=True),))


@given(TEXTS)
def test_html_has_the_words_and_no_tag_of_an_author(text: str) -> None:
    read = Read(html(page(text)))
    assert read.tags == OWN | {"td", "code", "strong"}
    assert "".join(read.words).count(text) >= 8


def test_markdown_has_no_markup_of_an_author() -> None:
    text = markdown(page("a*b_c[d](e)<f>|g`h"))
    assert r"a\*b\_c\[d\](e)\<f\>\|g\`h" in text and "``a*b_c[d](e)<f>\\|g`h``" in text
    assert markdown(DescriptionPage("t", (("1. x",), ("- y",), ("# z",)), ())) == "# t\n\n1\\. x\n\n\\- y\n\n\\# z\n"
    assert markdown(DescriptionPage("t", (("a\n\n# b",),), ())) == "# t\n\na \\# b\n"
    assert markdown(DescriptionPage("t", ((Code("`x`"),), (Code(""),)), ())) == "# t\n\n`` `x` ``\n\n` `\n"
