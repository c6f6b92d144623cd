"""Signed links: which message was opened, which link was followed, who unsubscribes; and the HTML that carries them."""

import html as markup
from hashlib import sha256
from typing import Any, Final, Literal, get_args
from urllib.parse import urlsplit

import msgspec
from itsdangerous import BadData, URLSafeSerializer
from itsdangerous import Signer as KeyedSigner
from msgspec import Struct

from loopline.delivery.html_reader import HtmlReader
from loopline.model.errors import Invalid
from loopline.model.message import Outgoing

Purpose = Literal["open", "click", "unsubscribe"]
"""What a signed link is for; a token of one purpose is none of another."""

OPEN: Final = "open"
CLICK: Final = "click"
UNSUBSCRIBE: Final = "unsubscribe"
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
TOKEN_CHARACTERS_MAX: Final = 8_192
CLAIM_FIELDS_MIN: Final = 3
LINK_TAGS: Final = ("a", "area")


class _Json:
    """What the serializer writes claims with; the standard library's takes four times as long."""

    loads = staticmethod(msgspec.json.decode)

    @staticmethod
    def dumps(value: object) -> str:
        """JSON as text."""
        return msgspec.json.encode(value).decode()


class Claim(Struct, frozen=True, omit_defaults=True):
    """The content of a signed link: the message, its person, and, for a click, the target.

    `links` is how many addresses the message leads to, as it was sent; 0 when nobody counted.
    """

    message: str
    person: str
    channel: str
    topic: str = ""
    url: str = ""
    journey: str = ""
    version: int = 0
    node: str = ""
    enrollment: str = ""
    links: int = 0


class Signer:
    """Signs and reads the links of one secret; a token made for one purpose is not valid for another."""

    def __init__(self, secret: str, public_url: str) -> None:
        if not secret:
            raise Invalid("link_secret_empty", "Links cannot be signed with an empty secret: set one and start again.")
        self.public_url = public_url.rstrip("/")
        self._by_purpose = {purpose: _serializer(secret, f"loopline.{purpose}") for purpose in PURPOSES}

    def sign(self, purpose: Purpose, claim: Claim) -> str:
        """A URL-safe token of this claim."""
        fields = list(msgspec.structs.astuple(claim))
        while len(fields) > CLAIM_FIELDS_MIN and not fields[-1]:
            fields.pop()
        return str(self._by_purpose[purpose].dumps(fields))

    def verify(self, purpose: Purpose, token: str) -> Claim:
        """The claim of a token; Invalid (`link_invalid`) when it was not signed by us for this purpose."""
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise Invalid("link_invalid", "This link is too long to be one of ours. Use the link as it was sent.")
        try:
            fields: Any = self._by_purpose[purpose].loads(token)  # JSON that we signed
            return Claim(*fields)
        except (BadData, TypeError) as error:
            raise Invalid("link_invalid", "This link was cut or changed. Use the link as it was sent.") from error

    def url(self, purpose: Purpose, claim: Claim) -> str:
        """The whole public address of a signed link."""
        return f"{self.public_url}/l/{purpose}/{self.sign(purpose, claim)}"


def _serializer(secret: str, salt: str) -> URLSafeSerializer:
    """A serializer whose key is derived from the secret here, once, and not again for each link."""
    key = KeyedSigner(secret, salt=salt, digest_method=sha256).derive_key()
    keyed = {"digest_method": sha256, "key_derivation": "none"}
    return URLSafeSerializer(key, salt=salt, serializer=_Json, signer_kwargs=keyed)


def claim_of(outgoing: Outgoing, url: str = "", links: int = 0) -> Claim:
    """The claim that links of this message make."""
    return Claim(
        message=outgoing.key,
        person=outgoing.person,
        channel=outgoing.channel,
        topic=outgoing.topic,
        url=url,
        journey=outgoing.journey,
        version=outgoing.version,
        node=outgoing.node,
        enrollment=outgoing.enrollment,
        links=links,
    )


def track(html: str, outgoing: Outgoing, signer: Signer, *, keep: tuple[str, ...] = ()) -> str:
    """The HTML with every http(s) link going through the click address and an open pixel at the end of the body.

    Only the start tags of links change; every other byte stays as it was. Links in `keep` (unsubscribe links) and links
    back to our own link addresses stay direct.
    """
    own = f"{signer.public_url}/l/"
    scan = _Scan(html)
    leading = [(*link, target) for link in scan.links if (target := _target(link[3], keep, own))]
    total = len({target for *_, target in leading})
    pieces: list[str] = []
    done = 0
    for start, end, tag, attributes, target in leading:
        tracked = signer.url(CLICK, claim_of(outgoing, target, total))
        pieces += (html[done:start], _start_tag(tag, attributes, tracked, html[start:end].endswith("/>")))
        done = end
    pixel = f'<img src="{signer.url(OPEN, claim_of(outgoing))}" width="1" height="1" alt="" style="display:none">'
    at = max(done, scan.body_end if scan.body_end is not None else len(html))
    pieces += (html[done:at], pixel, html[at:])
    return "".join(pieces)


def _target(attributes: "Attributes", keep: tuple[str, ...], own: str) -> str:
    """Where a link leads; "" when it is none that is followed."""
    target = next((value for name, value in attributes if name == "href" and value), "")
    return "" if target in keep or target.startswith(own) or not is_web_link(target) else target.strip()


def with_preheader(html: str, preheader: str) -> str:
    """The HTML with the preview line hidden at the top of its body. `preheader` is HTML-escaped text already."""
    hidden = f'<div style="display:none;max-height:0;overflow:hidden">{preheader}</div>'
    at = _Scan(html).body_start
    return html[:at] + hidden + html[at:]


def is_web_link(target: str) -> bool:
    """True for a complete http or https address: mailto:, tel:, anchors and relative links are nobody's to track."""
    try:
        parts = urlsplit(target.strip())
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


Attributes = list[tuple[str, str | None]]


class _Scan(HtmlReader):
    """Where the links of a document stand, and where its body begins and ends, as offsets into the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.links: list[tuple[int, int, str, Attributes]] = []
        self.body_start = 0
        self.body_end: int | None = None
        self._lines = [0]
        for line in html.split("\n")[:-1]:
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if tag not in LINK_TAGS and tag != "body":
            return
        start = self._offset()
        end = start + len(self.get_starttag_text() or "")
        if tag == "body":
            self.body_start = end
        else:
            self.links.append((start, end, tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "body":
            self.body_end = self._offset()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _start_tag(tag: str, attributes: Attributes, href: str, closed: bool) -> str:
    parts = [tag]
    for name, value in attributes:
        if name == "href":
            value = href
        parts.append(name if value is None else f'{name}="{markup.escape(value)}"')
    return f"<{' '.join(parts)}{' /' if closed else ''}>"
