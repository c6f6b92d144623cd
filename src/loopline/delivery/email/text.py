"""The text part of a mail whose author wrote only HTML."""

import re
from typing import Final

from loopline.delivery.html_reader import HtmlReader

BLOCKS: Final = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    )
)
HIDDEN: Final = frozenset(("head", "script", "style", "template", "title"))
APART: Final = frozenset(("blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"))
SPACES: Final = re.compile(r"[ \t\r\n\f]+")


def text_of_html(html: str) -> str:
    """Readable text: one line a block, a blank line around paragraphs, list dashes, link addresses in brackets."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HtmlReader):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._hidden = 0
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._lines.append("")
        elif tag in BLOCKS:
            self._break(blank=tag in APART)
            if tag == "li":
                self._lines[-1] = "- "
        elif tag in ("td", "th"):
            self._say(" ")
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""
        elif tag == "img":
            self._say(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in BLOCKS:
            self._break(blank=tag in APART)
        elif tag == "a" and self._href:
            if self._href.startswith(("http://", "https://")) and not self._lines[-1].endswith(self._href):
                self._say(f" ({self._href})")
            self._href = ""

    def handle_data(self, data: str) -> None:
        self._say(SPACES.sub(" ", data))

    def _say(self, words: str) -> None:
        if self._hidden:
            return
        line = self._lines[-1]
        self._lines[-1] = line + (words.lstrip(" ") if not line or line.endswith(" ") else words)

    def _break(self, *, blank: bool) -> None:
        if self._lines[-1].strip():
            self._lines.append("")
        if blank and len(self._lines) > 1 and self._lines[-2].strip():
            self._lines.append("")

    def text(self) -> str:
        """The lines, with no blank run longer than one and none at either end."""
        out: list[str] = []
        for line in (line.strip() for line in self._lines):
            if line or (out and out[-1]):
                out.append(line)
        return "\n".join(out).strip() + "\n" if out else ""
