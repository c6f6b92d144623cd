"""Colours of the words of a mail as people see them: as written, by its own dark styles, and turned over by force."""

import colorsys
import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from loopline.delivery.content.lint.contrast import contrast
from loopline.delivery.html_tokens import Token, attributes, tokens

Scheme: TypeAlias = Literal["light", "dark", "inverted"]
ALONE: Final = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta"))
LARGE_PX: Final = 24.0
LARGE_BOLD_PX: Final = 18.66
"""Sizes from which 3 is enough: WCAG 2.2, 1.4.3, "large scale" (18 pt, or 14 pt and bold)."""
LEAST: Final = 4.5
LEAST_LARGE: Final = 3.0
ELEMENTS_MAX: Final = 5_000
DARK_RULES_MAX: Final = 400
SHEETS_BYTES_MAX: Final = 64 * 1024
"""Beyond them nothing is judged: each element is held against each rule, and a mail that people get has a tenth."""
STYLE: Final = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
DARK: Final = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)\s*\{((?:[^{}]*\{[^{}]*\})*)\s*\}")
RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
HEX: Final = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b")
NAMED: Final = {"white": "#ffffff", "black": "#000000"}


def without_comments(html: str) -> str:
    """The HTML as programs read it; a comment that does not end stays, as text."""
    pieces, done = list[str](), 0
    while (at := html.find("<!--", done)) >= 0 and (end := html.find("-->", at + 4)) >= 0:
        pieces.append(html[done:at])
        done = end + 3
    return "".join((*pieces, html[done:]))


def too_much(html: str) -> str:
    """What of this HTML is too much to be judged, in words; "" where nothing is."""
    counts = (
        (html.count("<") // 2, ELEMENTS_MAX, "elements"),
        (html.lower().count("<style"), ELEMENTS_MAX // 100, "sheets of styles"),
    )
    found = next((f"{count:,} {what}" for count, most, what in counts if count > most), "")
    if found:
        return found
    size = sum(len(one) for one in STYLE.findall(html))
    if size > SHEETS_BYTES_MAX:
        return f"{size:,} bytes of styles"
    rules = len(_dark_rules(html))
    return f"{rules:,} dark styles" if rules > DARK_RULES_MAX else ""


class SeenWords(NamedTuple):
    """Words with their colour and the ground that they stand on; `ratio` is their contrast, 1 to 21."""

    words: str
    front: str
    ground: str
    ratio: float
    is_large: bool

    @property
    def is_readable(self) -> bool:
        """Whether most people can read it: WCAG 2.2, 1.4.3."""
        return self.ratio >= (LEAST_LARGE if self.is_large else LEAST)


class _Box(NamedTuple):
    name: str
    classes: frozenset[str]
    front: str
    ground: str
    pixels: float
    is_bold: bool
    is_seen: bool


_Part: TypeAlias = tuple[str, str, tuple[str, ...]]
_Selector: TypeAlias = tuple[_Part, ...]


class _Dark(NamedTuple):
    selector: _Selector
    front: str
    ground: str


_ROOT: Final = _Box("", frozenset(), "#000000", "#ffffff", 16.0, False, True)
_DARK_ROOT: Final = _Box("", frozenset(), "#ffffff", "#1e1e1e", 16.0, False, True)
"""What a program that is dark gives to words and grounds of which the mail says nothing."""


def pairs_of(html: str, scheme: Scheme) -> Iterator[SeenWords]:
    """Each run of words that can be seen, with its colours in this scheme.

    `inverted` turns the lightness of every colour over, as Gmail on iOS does about it; the formula is a stand-in.
    """
    dark = _dark_rules(html) if scheme == "dark" else ()
    html = without_comments(html)
    stack = [_DARK_ROOT if scheme == "dark" else _ROOT]
    for token in tokens(html):
        if token.kind == "start":
            box = _box(html, token, stack, dark)
            if token.name not in ALONE and not html.endswith("/>", token.start, token.end):
                stack.append(box)
        elif token.kind == "end":
            depth = next((n for n in range(len(stack) - 1, 0, -1) if stack[n].name == token.name), None)
            if depth is not None:
                del stack[depth:]
        elif token.kind == "text" and (words := html[token.start : token.end].strip()) and stack[-1].is_seen:
            yield _pair(words, stack[-1], turned=scheme == "inverted")


def _pair(words: str, box: _Box, *, turned: bool) -> SeenWords:
    front, ground = (_turned(one) if turned else one for one in (box.front, box.ground))
    is_large = box.pixels >= LARGE_PX or (box.is_bold and box.pixels >= LARGE_BOLD_PX)
    return SeenWords(words[:60], front, ground, contrast(front, ground), is_large)


def _box(html: str, token: Token, stack: list[_Box], dark: tuple[_Dark, ...]) -> _Box:
    above = stack[-1]
    found = {one.name: one.value.lower() for one in attributes(html, token)}
    style = _declared(found.get("style", ""))
    pixels = _pixels(style, above)
    box = _Box(
        name=token.name,
        classes=frozenset(found.get("class", "").split()),
        front=_colour(style.get("color", "")) or above.front,
        ground=_colour(style.get("background-color", "") or style.get("background", ""))
        or _colour(found.get("bgcolor", ""))
        or above.ground,
        pixels=pixels,
        is_bold=above.is_bold or token.name in ("b", "strong", "h1", "h2", "h3", "th") or _is_bold(style),
        is_seen=above.is_seen and pixels >= 0 and token.name not in ("head", "title", "noscript"),
    )
    way = [*stack, box] if dark else []
    for rule in dark:
        if _matches(rule.selector, way):
            box = box._replace(front=rule.front or box.front, ground=rule.ground or box.ground)
    return box


def _pixels(style: dict[str, str], above: _Box) -> float:
    """The size of text; below 0 where it is hidden, as a preheader is."""
    if style.get("display") == "none" or style.get("mso-hide") == "all":
        return -1.0
    size = style.get("font-size", "").removesuffix("px")
    return float(size) if re.fullmatch(r"\d{1,4}(\.\d+)?", size) else above.pixels


def _is_bold(style: dict[str, str]) -> bool:
    weight = style.get("font-weight", "")
    return weight == "bold" or (weight.isdigit() and int(weight) >= 700)


def _declared(style: str) -> dict[str, str]:
    parts = (one.partition(":") for one in style.split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in parts if value}


def _colour(value: str) -> str:
    """A colour as #rrggbb; "" where there is none that is known."""
    found = HEX.search(value)
    if found is None:
        return NAMED.get(value.strip(), "")
    text = found.group()
    return text if len(text) == 7 else "#" + "".join(one * 2 for one in text[1:])


def _dark_rules(html: str) -> tuple[_Dark, ...]:
    rules: list[_Dark] = []
    for media in DARK.finditer("\n".join(STYLE.findall(html)).lower()):
        for selectors, body in RULE.findall(media[1]):
            style = _declared(body)
            front = _colour(style.get("color", ""))
            ground = _colour(style.get("background-color", "") or style.get("background", ""))
            rules += [_Dark(_selector(one), front, ground) for one in selectors.split(",")]
    return tuple(rules)


def _selector(text: str) -> _Selector:
    """Its parts with how each is joined to the one before: " " for anywhere inside, ">" for right inside."""
    parts: list[_Part] = []
    join = " "
    for word in text.replace(">", " > ").split():
        if word == ">":
            join = ">"
        else:
            name, *classes = word.split(".")
            parts.append((join, name, tuple(classes)))
            join = " "
    return tuple(parts)


def _matches(selector: _Selector, way: list[_Box]) -> bool:
    """Whether the last element of the way is what a selector of tags and classes names."""
    if not selector or not _is(selector[-1], way[-1]):
        return False
    at = len(way) - 2
    for number in range(len(selector) - 2, -1, -1):
        join, word = selector[number + 1][0], selector[number]
        if join == ">":
            if at < 0 or not _is(word, way[at]):
                return False
        else:
            while at >= 0 and not _is(word, way[at]):
                at -= 1
            if at < 0:
                return False
        at -= 1
    return True


def _is(word: _Part, box: _Box) -> bool:
    _, name, classes = word
    return (not name or name == box.name) and all(one in box.classes for one in classes)


def _turned(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, 1 - light, strength))
