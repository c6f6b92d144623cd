"""Finds the web links of a plain text as mail programs and phones do, and puts others in their place."""

import re
from collections.abc import Callable
from typing import Final

from loopline.delivery.link_targets import is_web_link

LINK: Final = re.compile(r"https?://[^\s<>\"\u00ab\u00bb\u201c\u201d]{1,8192}", re.IGNORECASE)
ENDS: Final = ".,:;!?'*_~\u2026\u2019"
"""What ends the sentence rather than the link that stands before it."""

PAIRS: Final = {")": "(", "]": "[", "}": "{"}
LINKS_MAX: Final = 200
"""Links of one text that are looked at; what comes after them stays as it was written."""


def text_targets(text: str, is_tracked: Callable[[str], bool]) -> dict[str, None]:
    """The addresses that this text leads to and that are tracked, once each, in their order."""
    return dict.fromkeys(link for _, link in _links(text) if is_tracked(link))


def with_links(text: str, addresses: dict[str, str]) -> str:
    """The text with these links replaced; every other character stays as it was."""
    pieces: list[str] = []
    done = 0
    for start, link in _links(text):
        if link in addresses:
            pieces += (text[done:start], addresses[link])
            done = start + len(link)
    return "".join((*pieces, text[done:]))


def _links(text: str) -> list[tuple[int, str]]:
    if "://" not in text:
        return []
    found: list[tuple[int, str]] = []
    for match in LINK.finditer(text):
        link = _without_the_sentence(match[0])
        if is_web_link(link):
            found.append((match.start(), link))
        if len(found) >= LINKS_MAX:
            break
    return found


def _without_the_sentence(link: str) -> str:
    """The link without what closes the sentence or the bracket around it; one that it opened itself belongs to it."""
    balance = {opening: link.count(opening) - link.count(closing) for closing, opening in PAIRS.items()}
    end = len(link)
    while end:
        last = link[end - 1]
        opening = PAIRS.get(last)
        if opening is not None and balance[opening] < 0:
            balance[opening] += 1
        elif last not in ENDS:
            break
        end -= 1
    return link[:end]
