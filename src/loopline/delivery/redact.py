"""Redaction: the copy of a sent message, without the links that act for the person and without secrets."""

import html as markup
import re
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.delivery.links import CLICK, OPEN, PURPOSES, UNSUBSCRIBE, from_base64
from loopline.delivery.short_links import claim_in
from loopline.delivery.short_token import SHORT, TOKEN_CHARACTERS
from loopline.model.message import Rendered

HIDDEN: Final = "(hidden)"
UNSUBSCRIBE_ANCHOR: Final = "#unsubscribe"
LOST: Final = "#"
"""Stands for a link of ours whose target nobody knows any more."""

URL_FIELD: Final = 4
URL_CHARACTERS_MAX: Final = 8_192
CLAIM_BYTES_MAX: Final = 64 * 1024
_SECRET: Final = r"authorization|cookie|token|secret|passw|credential|signature|api[-_]?key"
# Spans are bounded: what a person typed into a trait must not make a search slow.
_SECRET_NAME: Final = re.compile(_SECRET, re.IGNORECASE)
_SECRET_VALUE: Final = re.compile(
    rf'("[^"\\]{{0,64}}(?:{_SECRET})[^"\\]{{0,64}}"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)', re.IGNORECASE
)
_SECRET_QUERY: Final = re.compile(rf"([?&][^=&#]{{0,64}}(?:{_SECRET}|key|sig)[^=&#]{{0,64}}=)[^&#]+", re.IGNORECASE)
_SIGN_IN: Final = re.compile(r"(//)[^/?#@]*@")
_claim: Final = msgspec.json.Decoder(list[str | int]).decode
Clean = Callable[[Rendered], Rendered]


def _nothing(_token: str) -> bytes | None:
    return None


def redactor(public_url: str, link_url: str = "", kept: Callable[[str], bytes | None] = _nothing) -> Clean:
    """A function that redacts a message as it was sent, for links that begin with these addresses.

    The open pixel is removed and a tracked link leads straight to its target, so that reading the copy is no receipt;
    the unsubscribe link leads nowhere, so that no reader unsubscribes the person. Headers and fields that hold secrets
    are hidden. `kept` gives the claim behind the token of a short link.
    """
    own = public_url.rstrip("/") + "/l/"
    short = (link_url or public_url).rstrip("/") + SHORT
    pixel = re.compile(rf'<img src="{re.escape(own)}{OPEN}/[^"]{{0,8192}}"[^>]{{0,200}}>')
    link = re.compile(rf"{re.escape(own)}({'|'.join(PURPOSES)})/([\w.-]+)")

    short_link = re.compile(rf"{re.escape(short)}([0-9A-Za-z]{{{TOKEN_CHARACTERS}}})")

    def shortened(found: re.Match[str]) -> str:
        claim = kept(found[1])
        return claim_in(claim).url if claim else LOST

    def plain(text: str) -> str:
        text = short_link.sub(shortened, text) if short in text else text
        return link.sub(_followed, text) if own in text else text

    def markup_of(html: str) -> str:
        return link.sub(_followed_in_markup, pixel.sub("", html)) if own in html else html

    def clean(rendered: Rendered) -> Rendered:
        return replace(
            rendered,
            html=markup_of(rendered.html),
            text=plain(rendered.text),
            body=plain(rendered.body),
            payload=_payload(plain(rendered.payload)),
            url=clean_url(plain(rendered.url)),
            open_url="",
            headers={name: HIDDEN if _is_secret(name) else plain(value) for name, value in rendered.headers.items()},
        )

    return clean


def without_secrets(rendered: Rendered) -> Rendered:
    """The same message with secret values hidden: of headers, of JSON fields, inside an address."""
    headers = {name: HIDDEN if _is_secret(name) else value for name, value in rendered.headers.items()}
    return replace(rendered, headers=headers, payload=_payload(rendered.payload), url=clean_url(rendered.url))


@lru_cache(1_024)
def _is_secret(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None


def _payload(text: str) -> str:
    return _SECRET_VALUE.sub(rf'\1"{HIDDEN}"', text) if text else ""


def clean_url(text: str) -> str:
    """The address with its user and the values of secret parameters hidden."""
    text = text[:URL_CHARACTERS_MAX]
    return _SECRET_QUERY.sub(rf"\1{HIDDEN}", _SIGN_IN.sub(rf"\1{HIDDEN}@", text)) if text else ""


def _followed(found: re.Match[str]) -> str:
    return _target(found[1], found[2])


def _followed_in_markup(found: re.Match[str]) -> str:
    return markup.escape(_target(found[1], found[2]))


def _target(purpose: str, token: str) -> str:
    """The target of one of our own links. No signature is checked: the text was made here a moment ago."""
    if purpose == UNSUBSCRIBE:
        return UNSUBSCRIBE_ANCHOR
    return _url_in(token) if purpose == CLICK else ""


def _url_in(token: str) -> str:
    body = token.rpartition(".")[0]
    try:
        packed = from_base64(body.removeprefix(".").encode())
        text = zlib.decompressobj().decompress(packed, CLAIM_BYTES_MAX) if body.startswith(".") else packed
        return str(_claim(text)[URL_FIELD])
    except (ValueError, zlib.error, msgspec.MsgspecError, IndexError):
        return LOST
