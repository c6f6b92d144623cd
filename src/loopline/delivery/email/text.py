"""The text part of a mail whose author wrote only HTML."""

import re
from typing import Final

from loopline.delivery.email.open_elements import VOID, OpenElements
from loopline.delivery.html_tokens import Token, attributes, tokens, unescape

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
UNSEEN: Final = frozenset(("iframe", "noembed", "noframes", "script", "style", "template", "title"))
APART: Final = frozenset(("blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"))
SPACES: Final = re.compile(r"[ \t\r\n\f]+")
SPEAKING: Final = frozenset(("a", "img"))
HIDING: Final = re.compile("style|hidden", re.ASCII | re.IGNORECASE)
GONE: Final = {"display": ("none",), "visibility": ("hidden", "collapse")}
ZERO: Final = re.compile(r"0[a-z%]*")


def text_of_html(html: str) -> str:
    """Readable text: one line a block, a blank line around paragraphs, list dashes, link addresses in brackets.

    What a browser does not show is left out: heads, scripts, templates, comments and hidden blocks.
    """
    reader = _Reader(html)
    for token in tokens(html):
        reader.take(token)
    return reader.text()


class _Reader:
    def __init__(self, html: str) -> None:
        self._html = html
        self._lines: list[str] = []
        self._line: list[str] = []
        self._open = OpenElements()
        self._href = ""

    def take(self, token: Token) -> None:
        """Adds what this token shows."""
        kind, name, start, end = token
        if kind == "start":
            self._start(token)
        elif kind == "end":
            self._open.end(name)
            self._end(name)
        elif kind == "text" or (kind == "raw" and name not in UNSEEN):
            piece = self._html[start:end]
            self._say(SPACES.sub(" ", unescape(piece) if kind == "text" or name == "textarea" else piece))

    def _start(self, token: Token) -> None:
        name = token.name
        found: dict[str, str] = {}
        if name in SPEAKING or HIDING.search(self._html, token.start, token.end):
            found = {one.name: one.value for one in attributes(self._html, token)}
        hides = name in UNSEEN or _is_hidden(found)
        self._open.start(name, hides=hides)
        if self._open.hidden or (hides and name in VOID):
            return
        if name == "br":
            self._next_line()
        elif name in BLOCKS:
            self._break(blank=name in APART)
            if name == "li":
                self._line = ["- "]
        elif name in ("td", "th"):
            self._say(" ")
        elif name == "a":
            self._href = found.get("href", "")
        elif name == "img":
            self._say(found.get("alt", ""))

    def _end(self, name: str) -> None:
        if self._open.hidden:
            return
        if name in BLOCKS:
            self._break(blank=name in APART)
        elif name == "a" and self._href:
            is_said = bool(self._line) and self._line[-1].endswith(self._href)
            if self._href.startswith(("http://", "https://")) and not is_said:
                self._say(f" ({self._href})")
            self._href = ""

    def _say(self, words: str) -> None:
        if self._open.hidden:
            return
        if not self._line or self._line[-1].endswith(" "):
            words = words.lstrip(" ")
        if words:
            self._line.append(words)

    def _next_line(self) -> None:
        self._lines.append("".join(self._line).strip())
        self._line = []

    def _break(self, *, blank: bool) -> None:
        if any(piece.strip() for piece in self._line):
            self._next_line()
        if blank and self._lines and self._lines[-1]:
            self._lines.append("")

    def text(self) -> str:
        """The lines, with no blank run longer than one and none at either end."""
        out: list[str] = []
        self._next_line()
        for line in self._lines:
            if line or (out and out[-1]):
                out.append(line)
        return "\n".join(out).strip() + "\n" if out else ""


def _is_hidden(found: dict[str, str]) -> bool:
    """Whether an element's own attributes say that it is not shown; style sheets are not asked."""
    if "hidden" in found:
        return True
    style = found.get("style")
    if not style:
        return False
    said: dict[str, str] = {}
    important: set[str] = set()
    for declaration in style.lower().split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        value, weight, _ = value.partition("!")
        if weight or name not in important:
            said[name] = value.strip()
            important.update([name] if weight else [])
    if any(said.get(name) in values for name, values in GONE.items()):
        return True
    return said.get("overflow") == "hidden" and bool(ZERO.fullmatch(said.get("max-height", "")))
