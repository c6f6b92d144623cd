"""HTML as the tokenizer of a browser reads it: tags, attributes and text with their offsets, in one pass over the text.

The rules are those of the HTML standard ("Tokenization"), as far as links and words need them. Whatever stands in the
text, reading never raises, and its time grows with the length alone: what does not end is read to the end of the text
once. What only the tree knows is left out: content of svg and math is read as any other.
"""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final, Literal, NamedTuple

TokenKind = Literal["start", "end", "text", "raw", "rest"]
"""A start or end tag, text with character references, text without them, or the rest, which is in no document."""

SPACE: Final = r"\t\n\f\r "
LITERAL: Final = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"))
WITH_REFERENCES: Final = frozenset(("title", "textarea"))
RAW: Final = LITERAL | WITH_REFERENCES
VALUE: Final = rf"\"[^\"]*+\"|'[^']*+'|[^{SPACE}>\"'][^{SPACE}>]*+|(?=>)"
# An attribute has one reading only, so that a tag that does not end is given up after one pass over it.
PAIR: Final = rf"[^{SPACE}/>][^{SPACE}/>=]*+(?:[{SPACE}]*+=[{SPACE}]*+(?:{VALUE})|(?![{SPACE}]*+=))"
OPENING: Final = re.compile(rf"<(?:(!--)|[!?]|/(?=[^A-Za-z])|(/?)([A-Za-z][^{SPACE}/>]*+))")
TAG_REST: Final = re.compile(rf"(?:[{SPACE}/]*+{PAIR})*[{SPACE}/]*+>")
ATTRIBUTE: Final = re.compile(
    rf"[{SPACE}/]*+([^{SPACE}/>][^{SPACE}/>=]*+)"
    rf"(?:[{SPACE}]*+(=)[{SPACE}]*+(?:\"([^\"]*+)\"|'([^']*+)'|([^{SPACE}>\"'][^{SPACE}>]*+)|))?"
)
COMMENT_END: Final = re.compile("--!?>")
SCRIPT_MARK: Final = re.compile(rf"<!--|-->|</?script(?=[{SPACE}/>])", re.ASCII | re.IGNORECASE)
RAW_END: Final = {
    name: re.compile(rf"</{name}(?=[{SPACE}/>])", re.ASCII | re.IGNORECASE) for name in RAW if name != "plaintext"
}
REFERENCE: Final = re.compile("&(?:#([0-9]++);?|#[xX]([0-9a-fA-F]++);?|([A-Za-z][A-Za-z0-9]{0,31});?)")
UPPER: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ\0", "abcdefghijklmnopqrstuvwxyz\ufffd")
REPLACEMENT: Final = "\ufffd"
DIGITS_MAX: Final = 7


class Token(NamedTuple):
    """A piece of the text from `start` to `end`; `name` is that of the tag, or of the element around raw text."""

    kind: TokenKind
    name: str
    start: int
    end: int


class Attribute(NamedTuple):
    """An attribute of a start tag: its value as a browser reads it, and where it stands with its name."""

    name: str
    value: str
    start: int
    name_end: int
    end: int


def tokens(html: str) -> Iterator[Token]:
    """Tags and text in their order; comments and declarations are passed over. The last one is always `rest`.

    `rest` begins where something begins that the text does not end, as a comment, and else at the end of the text.
    """
    at = 0
    while found := OPENING.search(html, at):
        start = found.start()
        if start > at:
            yield Token("text", "", at, start)
        if (end := _end(html, found)) is None:
            yield Token("rest", "", start, len(html))
            return
        at = end
        if found[3] is None:
            continue
        name = found[3].translate(UPPER)
        is_raw = name in RAW and not found[2]
        if (stop := _raw_end(html, name, end) if is_raw else end) is None:
            yield Token("rest", "", start, len(html))
            return
        yield Token("end" if found[2] else "start", name, start, end)
        if stop > end:
            yield Token("raw", name, end, stop)
        at = stop
    if at < len(html):
        yield Token("text", "", at, len(html))
    yield Token("rest", "", len(html), len(html))


def _end(html: str, opening: re.Match[str]) -> int | None:
    """Where the tag, the comment or the declaration ends that opens here; None when the text ends before it."""
    at = opening.end()
    if opening[3] is not None:
        if html.startswith(">", at):  # as most do
            return at + 1
        rest = TAG_REST.match(html, at)
        return rest.end() if rest else None
    if opening[1] is None:
        return html.find(">", at) + 1 or None
    if html.startswith((">", "->"), at):
        return html.index(">", at) + 1
    comment = COMMENT_END.search(html, at)
    return comment.end() if comment else None


def _raw_end(html: str, name: str, at: int) -> int | None:
    """Where the text ends of an element that holds no tags; None: the text ends before it."""
    if name == "script":
        return _script_end(html, at)
    found = RAW_END[name].search(html, at) if name in RAW_END else None
    return found.start() if found else None


def _script_end(html: str, at: int) -> int | None:
    """As browsers do, a script inside a comment inside a script is no end of it."""
    in_comment = in_script = False
    while found := SCRIPT_MARK.search(html, at):
        mark, at = found.group(), found.end()
        if mark == "<!--":
            in_comment, at = True, found.start() + 2  # its dashes may be those of the comment's end
        elif mark == "-->":
            in_comment = in_script = False
        elif mark[1] != "/":
            in_script = in_comment
        elif not in_script:
            return found.start()
        else:
            in_script = False
    return None


def attributes(html: str, tag: Token) -> list[Attribute]:
    """The attributes of a start tag in their order; of two with one name only the first counts."""
    at = tag.start + 1 + len(tag.name)
    found: dict[str, Attribute] = {}
    while pair := ATTRIBUTE.match(html, at, tag.end):
        name = pair[1].translate(UPPER)
        value = (pair[3] or pair[4] or pair[5] or "") if pair[2] else ""
        start, at = pair.start(1), pair.end()
        if name not in found:
            found[name] = Attribute(name, unescape(value, in_attribute=True), start, pair.end(1), at)
    return list(found.values())


def unescape(text: str, *, in_attribute: bool = False) -> str:
    """The text with its character references resolved, by the rule of where it stands.

    A name that HTML also knows without a semicolon is none in an attribute before a letter, a digit or `=`, so that
    `?a=1&region=eu` stays what it is.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\0", REPLACEMENT) if in_attribute else text
    if "&" not in text:
        return text
    return REFERENCE.sub(_in_attribute if in_attribute else _in_text, text)


def _in_text(found: re.Match[str]) -> str:
    whole, name = found.group(), found[3]
    if name is None:
        return _numbered(found)
    if whole[1:] in html5:
        return html5[whole[1:]]
    for length in range(len(name), 1, -1):
        if name[:length] in html5:
            return html5[name[:length]] + whole[1 + length :]
    return whole


def _in_attribute(found: re.Match[str]) -> str:
    whole, name = found.group(), found[3]
    if name is None:
        return _numbered(found)
    following = found.string[found.end() : found.end() + 1]
    if not whole.endswith(";") and (following == "=" or (following.isascii() and following.isalnum())):
        return whole
    return html5.get(whole[1:], whole)


def _numbered(found: re.Match[str]) -> str:
    digits = (found[1] or found[2]).lstrip("0")
    number = int(digits or "0", 10 if found[1] else 16) if len(digits) <= DIGITS_MAX else 0
    if 0x80 <= number <= 0x9F:
        return bytes((number,)).decode("cp1252", "ignore") or chr(number)
    return REPLACEMENT if not 0 < number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF else chr(number)
