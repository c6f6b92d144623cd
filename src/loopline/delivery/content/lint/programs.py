"""How mail programs will show a mail: rules about the HTML that leaves, each with the source that it is taken from.

The facts are those of the caniemail data set of 2026-05-13 (MIT) and of issues in which clients were observed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec import Struct

from loopline.delivery.content.lint.clients import FACTS_OF, IMAGE_FORMATS
from loopline.delivery.content.lint.readable import STYLE, Scheme, pairs_of, too_much, without_comments
from loopline.delivery.html_tokens import attributes, tokens

Program: TypeAlias = Literal["outlook", "gmail", "apple_mail", "readers"]
CLIPPED_BYTES: Final = 102_000
STYLE_BYTES_MAX: Final = 16_384
READ_BYTES_MAX: Final = 512 * 1024
"""A mail that is larger is judged by its size alone."""
FOUND_MAX: Final = 5
SMALLEST_PX: Final = 12.0
TURNED_LEAST: Final = 3.0
CANIEMAIL: Final = f"caniemail {FACTS_OF}"
_MSO: Final = re.compile(r"<!--\[if\b|<!\[endif\]", re.IGNORECASE)
_LAYOUT: Final = re.compile(
    r"display:\s*(?:inline-)?(?:flex|grid)|position:\s*(?:absolute|fixed)|float:\s*(?:left|right)"
)
_NESTED: Final = re.compile(r"@[a-z-]++[^{}]*+\{[^{}@]*+@|@media[^{}]*+\{(?:[^{}]*\{[^{}]*\})*[^{}]*@(?!media)")


class ProgramCheck(Struct, frozen=True):
    """One rule of one program, whether the mail keeps it, and the places where it does not, 5 at most."""

    program: Program
    rule: str
    words: str
    taken_from: str
    holds: bool
    found: tuple[str, ...] = ()


class _Element(NamedTuple):
    name: str
    has: Mapping[str, str]


class _Mail(NamedTuple):
    html: str
    seen: str
    """Without comments: what every program reads."""
    elements: tuple[_Element, ...]
    sheets: tuple[str, ...]


class _Rule(NamedTuple):
    program: Program
    rule: str
    words: str
    taken_from: str
    faults: Callable[[_Mail], Iterator[str]]


def program_checks(html: str) -> tuple[ProgramCheck, ...]:
    """Every rule over the HTML of a mail, in a fixed order; of one that is too much to be judged its size, and that."""
    much = too_much(html) if len(html.encode()) <= READ_BYTES_MAX else f"over {READ_BYTES_MAX:,} bytes"
    mail = _read("" if much else html)
    size = tuple(_clipped(html))
    found = [ProgramCheck(*CLIP[:4], not size, size)]
    if much:
        found.append(ProgramCheck(*TOO_MUCH[:4], holds=False, found=(much,)))
    for one in RULES if mail.html else ():
        faults = tuple(dict.fromkeys(one.faults(mail)))
        found.append(ProgramCheck(*one[:4], not faults, faults[:FOUND_MAX]))
    return tuple(found)


def _read(html: str) -> _Mail:
    seen = without_comments(html)
    elements = tuple(
        _Element(one.name, {a.name: a.value for a in attributes(seen, one)})
        for one in tokens(seen)
        if one.kind == "start"
    )
    return _Mail(html, seen, elements, tuple(STYLE.findall(seen)))


def _clipped(html: str) -> Iterator[str]:
    size = len(html.encode())
    if size > CLIPPED_BYTES:
        yield f"{size:,} bytes"


def _conditions(mail: _Mail) -> Iterator[str]:
    depth = 0
    for found in _MSO.finditer(mail.html):
        depth += 1 if found.group().lower().startswith("<!--[if") else -1
        if depth not in (0, 1):
            yield "comments for Outlook stand inside each other, or one does not end"
            return
    if depth:
        yield "a comment for Outlook does not end"


def _image_widths(mail: _Mail) -> Iterator[str]:
    for one in mail.elements:
        if one.name == "img" and not one.has.get("width", "").isdigit():
            yield one.has.get("src", "a picture")[:80]


def _image_formats(mail: _Mail) -> Iterator[str]:
    for one in mail.elements:
        source = one.has.get("src", "").split("?")[0].lower()
        if one.name == "img" and source.endswith(IMAGE_FORMATS):
            yield source[:80]


def _grounds(mail: _Mail) -> Iterator[str]:
    for one in mail.elements:
        style = one.has.get("style", "").lower()
        if (
            ("background" in one.has or "url(" in style)
            and "bgcolor" not in one.has
            and not re.search("#[0-9a-f]{3}", style)
        ):
            yield f"<{one.name}> has a picture behind it and no colour"


def _layouts(mail: _Mail) -> Iterator[str]:
    for one in mail.elements:
        if found := _LAYOUT.search(one.has.get("style", "").lower()):
            yield f"<{one.name}> {found.group()}"


def _screen_points(mail: _Mail) -> Iterator[str]:
    if "<o:PixelsPerInch>96</o:PixelsPerInch>" not in mail.html:
        yield "PixelsPerInch is not said"


def _fonts(mail: _Mail) -> Iterator[str]:
    for sheet in mail.sheets:
        if "@font-face" in sheet:
            yield "@font-face stands outside of <!--[if !mso]>"


def _styles(mail: _Mail) -> Iterator[str]:
    size = sum(len(one.encode()) for one in mail.sheets)
    if size > STYLE_BYTES_MAX:
        yield f"{size:,} bytes"


def _nested(mail: _Mail) -> Iterator[str]:
    for sheet in mail.sheets:
        if found := _NESTED.search(sheet):
            yield found.group()[:60]


def _sheets_elsewhere(mail: _Mail) -> Iterator[str]:
    if any("@import" in one for one in mail.sheets):
        yield "@import"
    for one in mail.elements:
        if one.name == "link" and "stylesheet" in one.has.get("rel", ""):
            yield one.has.get("href", "")[:80]


def _written_pictures(mail: _Mail) -> Iterator[str]:
    for one in mail.elements:
        if one.name == "svg" or (one.name == "img" and one.has.get("src", "").startswith("data:")):
            yield f"<{one.name}>"


def _turned_over(mail: _Mail) -> Iterator[str]:
    for pair in pairs_of(mail.html, "inverted"):
        if pair.ratio < TURNED_LEAST:
            yield f"“{pair.words}”: {pair.front} on {pair.ground} has {pair.ratio:.1f}"


def _scheme(mail: _Mail) -> Iterator[str]:
    metas = {one.has.get("name", ""): one.has.get("content", "") for one in mail.elements if one.name == "meta"}
    if "dark" not in metas.get("color-scheme", ""):
        yield "no <meta name=color-scheme>"
    if not any(re.search(r":root\s*\{[^}]*color-scheme", one) for one in mail.sheets):
        yield "no color-scheme of :root"


def _contrast(scheme: Scheme) -> Callable[[_Mail], Iterator[str]]:
    def look(mail: _Mail) -> Iterator[str]:
        for pair in pairs_of(mail.html, scheme):
            if not pair.is_readable:
                yield f"“{pair.words}”: {pair.front} on {pair.ground} has {pair.ratio:.1f}"

    return look


def _alts(mail: _Mail) -> Iterator[str]:
    for one in mail.elements:
        if one.name == "img" and "alt" not in one.has:
            yield one.has.get("src", "a picture")[:80]


def _language(mail: _Mail) -> Iterator[str]:
    root = next((one.has for one in mail.elements if one.name == "html"), {})
    if root.get("lang", "und") in ("", "und"):
        yield "<html> has no lang"


def _title(mail: _Mail) -> Iterator[str]:
    if not re.search(r"<title[^>]*>\s*[^<\s]", mail.seen):
        yield "no <title>"


def _headings(mail: _Mail) -> Iterator[str]:
    levels = [int(one.name[1]) for one in mail.elements if re.fullmatch("h[1-6]", one.name)]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} headings of the first level"
    for before, level in pairwise(levels):
        if level > before + 1:
            yield f"h{before} is followed by h{level}"


def _tables(mail: _Mail) -> Iterator[str]:
    """A table for layout says so; one that holds data has headings, and says nothing."""
    for part in re.split(r"(?=<table\b)", mail.seen)[1:]:
        tag = part[: part.find(">") + 1]
        if ("presentation" in tag or 'role="none"' in tag) == ("<th" in part):
            yield tag[:80]


def _sizes(mail: _Mail) -> Iterator[str]:
    for one in mail.elements:
        if found := re.search(r"font-size:\s*(\d+(?:\.\d+)?)px", one.has.get("style", "")):
            size = float(found[1])
            if 1 < size < SMALLEST_PX:
                yield f"<{one.name}> {size:g} px"


CLIP: Final = _Rule(
    "gmail", "clipped", "It is under 102 KB, so that Gmail shows it whole.", "email-bugs 41, 113", lambda _: iter(())
)
TOO_MUCH: Final = _Rule("readers", "too_much", "It is small enough to be judged.", "Loopline", lambda _: iter(()))
RULES: Final = (
    _Rule(
        "gmail",
        "style_size",
        "Its sheets of styles are under 16 KB; what is over is dropped.",
        "email-bugs 90",
        _styles,
    ),
    _Rule(
        "gmail", "nested_at", "No @ rule stands inside another one: Gmail drops such a sheet.", "caniemail 144", _nested
    ),
    _Rule("gmail", "sheets_elsewhere", "Its styles are its own: nothing is loaded.", CANIEMAIL, _sheets_elsewhere),
    _Rule("gmail", "written_pictures", "Its pictures are loaded, not written into it.", CANIEMAIL, _written_pictures),
    _Rule(
        "gmail",
        "turned_over",
        "Its words can be read where Gmail turns dark by force.",
        "mailviewr; email-bugs 68",
        _turned_over,
    ),
    _Rule("outlook", "conditions", "Its comments for Outlook end where they begin.", CANIEMAIL, _conditions),
    _Rule("outlook", "image_width", "Every picture has a width in pixels.", "Ghost 19527; Cerberus 139", _image_widths),
    _Rule("outlook", "image_format", "Every picture is PNG, JPEG or GIF.", CANIEMAIL, _image_formats),
    _Rule("outlook", "background", "Behind every picture as a ground stands a colour.", CANIEMAIL, _grounds),
    _Rule("outlook", "layout", "Its layout stands on tables: no flex, grid, float or position.", CANIEMAIL, _layouts),
    _Rule(
        "outlook",
        "screen_points",
        "It says how many pixels an inch has, for large screens.",
        "Cerberus 139, 150",
        _screen_points,
    ),
    _Rule(
        "outlook", "fonts", "Fonts of the web are kept away from Outlook, which would show Times.", CANIEMAIL, _fonts
    ),
    _Rule("apple_mail", "color_scheme", "It says that it has colours for dark mode.", CANIEMAIL, _scheme),
    _Rule(
        "apple_mail",
        "contrast_dark",
        "Its words can be read in its own dark colours.",
        "WCAG 2.2, 1.4.3",
        _contrast("dark"),
    ),
    _Rule("readers", "contrast", "Its words can be read in the light.", "WCAG 2.2, 1.4.3", _contrast("light")),
    _Rule("readers", "alt", "Every picture says what it shows.", "WCAG 2.2, 1.1.1", _alts),
    _Rule("readers", "language", "It names its language.", "WCAG 2.2, 3.1.1", _language),
    _Rule("readers", "title", "It has a title.", "WCAG 2.2, 2.4.2", _title),
    _Rule(
        "readers", "headings", "It has one heading of the first level, and skips none.", "WCAG 2.2, 1.3.1", _headings
    ),
    _Rule(
        "readers", "tables", "Tables for layout say so, and tables of data have headings.", "WCAG 2.2, 1.3.1", _tables
    ),
    _Rule("readers", "text_size", "No words are smaller than 12 pixels.", "WCAG 2.2, 1.4.4", _sizes),
)
"""The table of rules, by program; documented in docs/howto/write-a-template.md."""
