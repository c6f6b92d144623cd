"""The pictures that a mail carries, put into its HTML, for whoever looks at it without a mail program."""

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from loopline.delivery.html_tokens import attributes, tokens

SCHEME: Final = "cid:"
PICTURE_TYPE: Final = "image/"
SHOWN_BYTES_MAX: Final = 2_000_000
"""So many bytes of pictures one look holds; those behind stay as they are written, since every look is sent whole."""


class Picture(Struct, frozen=True):
    """The bytes of a file that a mail carries, and their type."""

    content_type: str
    content: bytes


def with_pictures(html: str, pictures: Mapping[str, Picture]) -> str:
    """The HTML whose `<img src="cid:...">` has the picture itself, as a `data:` address.

    `pictures` are by content id. What is no picture, is not there or is too much stays as it is written; a picture that
    is shown twice counts twice.
    """
    if not pictures or SCHEME not in html.lower():
        return html
    pieces: list[str] = []
    done, room = 0, SHOWN_BYTES_MAX
    for token in tokens(html):
        if token.kind != "start" or token.name != "img":
            continue
        source = next((one for one in attributes(html, token) if one.name == "src"), None)
        found = pictures.get(_content_id(source.value)) if source else None
        if source is None or found is None or not _is_shown(found, room):
            continue
        room -= len(found.content)
        data = f'src="data:{escape(found.content_type)};base64,{b64encode(found.content).decode()}"'
        pieces += (html[done : source.start], data)
        done = source.end
    return "".join((*pieces, html[done:]))


def _content_id(address: str) -> str:
    """What a `cid:` address names (RFC 2392); "" of any other."""
    address = address.strip()
    return unquote(address[len(SCHEME) :]) if address[: len(SCHEME)].lower() == SCHEME else ""


def _is_shown(picture: Picture, room: int) -> bool:
    return picture.content_type.lower().startswith(PICTURE_TYPE) and len(picture.content) <= room
