"""HTML that a trait may carry: none of it stops what reads it."""

import pytest

from loopline.delivery.email.text import text_of_html
from loopline.delivery.html_reader import HtmlReader
from loopline.delivery.links import with_preheader

ODD = [
    "<![if !mso]>",
    "<![endif]>",
    "<![CDATA[x]]>",
    "<![nobody knows this]>",
    "<![",
    "<![]>",
    "<![ 1 >",
    "<!",
    "<!x",
    "<?",
    "</",
]


class Reader(HtmlReader):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


@pytest.mark.parametrize("odd", ODD)
def test_odd_declarations_end_no_reading(odd: str) -> None:
    reader = Reader()
    reader.feed(f"<p>before {odd} after</p><b>bold</b>")
    reader.close()
    assert reader.tags[0] == "p"
    assert text_of_html(f"<p>before</p>{odd}").startswith("before")
    assert "hello" in with_preheader(f"<body><p>{odd}</p></body>", "hello")


def test_what_follows_a_conditional_is_read() -> None:
    reader = Reader()
    reader.feed("<![if !mso]><i>here</i><![endif]><b>there</b>")
    reader.close()
    assert reader.tags == ["i", "b"]
