"""The footer of a marketing mail: the postal address and the way out, where the author wrote none."""

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Final, TypeVar

from msgspec.structs import replace

from loopline.delivery.spoken.words import as_written, spoken_texts
from loopline.model.language.spoken import language_of
from loopline.model.message import Sending
from loopline.model.nodes.message import Content, LocalParts

Parts = TypeVar("Parts", Content, LocalParts)

UNSUBSCRIBE_FIELD: Final = "unsubscribe_url"
BODY_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)
TAG: Final = re.compile(r"<[^<>]*>")
WORD: Final = re.compile(r"\w+")


def with_footer(sending: Sending, postal_address: str, language: str = "", *, transactional: bool) -> Sending:
    """The content with what it lacks at its end, in each of its languages: the address, and a link to leave.

    Only of a marketing mail, and only where the workspace has an address. A transactional mail stays as it is. The
    link's word is in the language of the part where we speak that, else in the workspace's `language`, else English.
    """
    if not postal_address or transactional or sending.channel != "email":
        return sending
    address = as_written(postal_address).strip()
    content = _ended(sending.content, address, language_of(language))
    locales = {tag: _ended(parts, address, language_of(tag, language)) for tag, parts in content.locales.items()}
    return replace(sending, content=replace(content, locales=locales))


def _ended(parts: Parts, address: str, language: str) -> Parts:
    """What is written in one language, with its footer; a part that it leaves to another language stays empty."""
    html, text, word = parts.html, parts.text, spoken_texts()[language]["unsubscribe"]
    if html.strip():
        shown = "<br>".join(escape(line) for line in address.splitlines())
        link = "" if UNSUBSCRIBE_FIELD in html else f'<a href="{{{{unsubscribe_url}}}}">{escape(word)}</a>'
        shown = "" if _names(html, address, _plain) else shown
        html = _at_end(html, "<br>".join(part for part in (shown, link) if part))
    if text.strip():
        lines: list[str] = [] if _names(text, address, str) else [address]
        lines += [] if UNSUBSCRIBE_FIELD in text else [f"{word}: {{{{unsubscribe_url}}}}"]
        text = "\n".join([text.rstrip(), "", *lines]) if lines else text
    return replace(parts, html=html, text=text)


def _plain(html: str) -> str:
    return unescape(TAG.sub(" ", html))


def _names(written: str, address: str, plain: Callable[[str], str]) -> bool:
    """Whether the address stands there already, in whatever lines, tags and punctuation."""
    words = WORD.findall(address.lower())
    if not words:
        return address in written
    return f" {' '.join(words)} " in f" {' '.join(WORD.findall(plain(written).lower()))} "


def _at_end(html: str, inside: str) -> str:
    if not inside:
        return html
    footer = f'<p class="ll-muted" style="font-size:12px;line-height:1.5;color:#595959;margin:24px 0 0">{inside}</p>'
    ends = list(BODY_END.finditer(html))
    place = ends[-1].start() if ends else len(html)
    return f"{html[:place]}{footer}{html[place:]}"
