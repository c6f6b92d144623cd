"""Which elements are open at a place in HTML, and whether one of them is hidden, in constant time a tag."""

from collections import defaultdict
from typing import Final

VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
CELLS: Final = frozenset(("caption", "td", "template", "th", "button", "object", "marquee", "applet"))
TABLE_PARTS: Final = frozenset(("tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup"))
INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
    ]
)
ENDS_PARAGRAPH: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "fieldset",
        "figcaption",
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
        "hgroup",
        "hr",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "ul",
        "li",
        "dd",
        "dt",
    ]
)
ENDED_BY_ITS_LIKE: Final = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "option": ("option",),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("tr",),
    "tbody": ("tbody", "thead", "tfoot"),
    "tfoot": ("tbody", "thead", "tfoot"),
    "thead": ("tbody", "thead", "tfoot"),
}
"""Elements whose end tag may be left out, and those that a new one of them ends."""
LISTS: Final = frozenset(("ul", "ol", "dl", "select"))


class OpenElements:
    """The stack of open elements by the end rules of HTML, as far as they decide where a hidden element ends.

    An inline end tag does not end a block around it, nothing in a cell ends anything outside of it, and end tags that
    may be left out are put in.
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._at: defaultdict[str, list[int]] = defaultdict(list)
        self._blocks: list[int] = []
        self._cells: list[int] = []
        self._hidden_from: int | None = None

    @property
    def hidden(self) -> bool:
        """Whether what stands here is inside a hidden element."""
        return self._hidden_from is not None

    def start(self, name: str, *, hides: bool) -> None:
        """A start tag; `hides`: the element is not shown."""
        if name in ENDS_PARAGRAPH:
            self._close("p", _last(self._cells))
        for like in ENDED_BY_ITS_LIKE.get(name, ()):
            self._close(like, self._limit(name))
        if name in VOID:
            return
        place = len(self._names)
        self._names.append(name)
        self._at[name].append(place)
        if name not in INLINE:
            self._blocks.append(place)
        if name in CELLS:
            self._cells.append(place)
        if hides and self._hidden_from is None:
            self._hidden_from = place

    def end(self, name: str) -> None:
        """An end tag; one that ends nothing is passed over."""
        if name in INLINE:
            self._close(name, _last(self._blocks))
        elif name in TABLE_PARTS or name == "table":
            self._close(name, _last(self._at["table"]) - (name == "table"))
        elif name in CELLS:
            self._close(name, -1)
        else:
            self._close(name, _last(self._cells))

    def _limit(self, name: str) -> int:
        """The place beyond which a start tag of this name ends nothing."""
        if name in TABLE_PARTS:
            return _last(self._at["table"])
        return max(_last(self._cells), *(_last(self._at[one]) for one in LISTS))

    def _close(self, name: str, limit: int) -> None:
        """Ends the innermost element of this name, and all within it, if it was opened behind `limit`."""
        place = _last(self._at[name])
        if place <= limit:
            return
        while len(self._names) > place:
            gone, last = self._names.pop(), len(self._names)
            self._at[gone].pop()
            if self._blocks and self._blocks[-1] == last:
                self._blocks.pop()
            if self._cells and self._cells[-1] == last:
                self._cells.pop()
        if self._hidden_from is not None and self._hidden_from >= len(self._names):
            self._hidden_from = None


def _last(places: list[int]) -> int:
    return places[-1] if places else -1
