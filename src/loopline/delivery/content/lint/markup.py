"""Rules about the elements of a source, each told with its line: pictures, links, styles, what is taken away."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from loopline.delivery.content.lint.clients import (
    FACTS_OF,
    IMAGE_FORMATS,
    SHORTENERS,
    STRIPPED,
    UNSUPPORTED,
    VAGUE,
)
from loopline.delivery.content.lint.fault import LintFault, LintSeverity
from loopline.delivery.content.lint.structure import line_at
from loopline.delivery.html_tokens import Token, attributes, tokens

LINKING: Final = ("a", "mj-button", "mj-image", "mj-navbar-link", "mj-social-element")
RAW_VALUE: Final = re.compile(r"\{\{\{")
_HANDLER: Final = re.compile(r"on[a-z]+\Z")


class _Said(NamedTuple):
    code: str
    text: str
    severity: LintSeverity


def markup_faults(source: str, at: str) -> Iterator[LintFault]:
    """What the elements of a source do that a mail may not, or should not."""
    link: tuple[int, int] | None = None
    for token in tokens(source):
        if token.kind == "start":
            found = {one.name: one.value for one in attributes(source, token)}
            for code, text, severity in _element(token, found):
                line = line_at(source, token.start)
                yield LintFault(code=code, text=f"{text} (line {line})", line=line, severity=severity, at=at)
            if token.name in ("a", "mj-button"):
                link = (token.start, token.end)
        elif token.kind == "end" and token.name in ("a", "mj-button") and link is not None:
            words = " ".join(re.sub(r"<[^>]*>", " ", source[link[1] : token.start]).split()).lower()
            if words in VAGUE:
                line = line_at(source, link[0])
                text = f'"{words}" says not where the link leads; name it (line {line})'
                yield LintFault(code="link_words", text=text, line=line, severity="warning", at=at)
            link = None
    for raw in RAW_VALUE.finditer(source):
        line = line_at(source, raw.start())
        text = f"{{{{{{ prints a value as HTML: whoever can write it can write the mail. Use {{{{ (line {line})"
        yield LintFault(code="raw_value", text=text, line=line, severity="warning", at=at)


def _element(token: Token, found: dict[str, str]) -> Iterator[_Said]:
    name = token.name
    if name in STRIPPED:
        yield _Said("html_stripped", f"<{name}> is taken away by mail programs", STRIPPED[name])
    for attribute in found:
        if _HANDLER.match(attribute):
            yield _Said("html_stripped", f"{attribute} is taken away by mail programs", "error")
    if name in ("img", "mj-image"):
        yield from _picture(name, found)
    if name == "mj-social-element" and "src" not in found:
        yield _Said("host_foreign", "Without src this icon would come from the host of others; give it one", "error")
    if name in LINKING and "href" in found:
        yield from _link(found["href"])
    yield from _style(found.get("style", ""))


def _picture(name: str, found: dict[str, str]) -> Iterator[_Said]:
    source = found.get("src", "")
    if "alt" not in found:
        text = f'<{name}> needs alt: what the picture says, for those who do not see it, or alt="" for an ornament'
        yield _Said("image_alt", text, "error")
    elif not found["alt"] and found.get("href"):
        yield _Said("image_alt", "The picture leads somewhere; say in alt where", "error")
    if source.startswith("data:"):
        yield _Said("image_source", "Gmail and Outlook show no picture that is written into the mail; load it", "error")
    elif source.startswith("http://"):
        yield _Said("image_source", "Load pictures by https://", "warning")
    if source.split("?")[0].lower().endswith(IMAGE_FORMATS):
        yield _Said("image_format", "Outlook for Windows shows PNG, JPEG and GIF; use one of them", "error")
    if name == "img" and not found.get("width", "").removesuffix("px").isdigit() and "{{" not in found.get("width", ""):
        yield _Said("image_width", "Outlook for Windows shows a picture in its own size; give it a width", "warning")


def _link(href: str) -> Iterator[_Said]:
    if "{{" in href:
        return
    if href.strip() in ("", "#"):
        yield _Said("link_target", "This link leads nowhere", "error")
        return
    parts = urlsplit(href)
    if parts.scheme in ("mailto", "tel"):
        return
    if parts.scheme not in ("http", "https") or not parts.netloc:
        yield _Said("link_target", f'"{href[:60]}" is no address that a mail can lead to; write https://...', "error")
    elif parts.scheme == "http":
        yield _Said("link_insecure", "Lead to https://", "warning")
    if parts.username or re.fullmatch(r"[\d.]+", parts.hostname or ""):
        yield _Said("link_host", "Spam filters take an address of numbers, or with a name in it, for a trap", "error")
    if (parts.hostname or "") in SHORTENERS:
        yield _Said("link_host", "Spam filters know spam by public shorteners; lead to the page itself", "warning")


def _style(style: str) -> Iterator[_Said]:
    for declaration in style.lower().split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        why = UNSUPPORTED.get(name) or UNSUPPORTED.get(f"{name}:{value}")
        if why:
            yield _Said("css_unsupported", f"{name}: {why} (caniemail, {FACTS_OF})", "warning")
