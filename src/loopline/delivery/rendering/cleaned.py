"""A value that the author prints as HTML, cleaned: whoever can write it can write words into the mail, and no more."""

from html import escape
from typing import Final

import nh3

TAGS: Final = frozenset(nh3.ALLOWED_TAGS - {"area", "details", "map", "summary"}) | {"font", "tfoot"}
ATTRIBUTES: Final = {
    "*": {"align", "bgcolor", "class", "dir", "height", "lang", "role", "style", "title", "valign", "width"},
    "a": {"href", "name", "target"},
    "font": {"color", "face", "size"},
    "img": {"alt", "border", "src"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES: Final = frozenset(("https", "http", "mailto", "tel", "cid"))


def cleaned(value: str) -> str:
    """The value with the elements, attributes and addresses that a mail may have, and with all its tags closed.

    Scripts, sheets of styles, forms, frames and comments are taken away. One without tags is words, whose quotes end
    no attribute.
    """
    found = nh3.clean(value, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None)
    return found if "<" in found else found.replace('"', "&quot;").replace("'", "&#x27;")


def in_tag(value: str) -> str:
    """The value inside of a tag, where it can end neither an attribute nor the tag; what is escaped there stays."""
    return escape(value).replace("&amp;", "&")
