"""Signed links: which message was opened, which link was followed, who unsubscribes; and the HTML that carries them."""

import hmac
import html as markup
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple, get_args

import msgspec
from msgspec import Struct

from loopline.delivery.html_tokens import Attribute, Token, attributes, tokens
from loopline.delivery.link_targets import BLANKS, is_web_link
from loopline.delivery.returned.addresses import ReturnAddresses, Way
from loopline.delivery.short_token import SHORT, KeepLinks, keep_nothing, letters
from loopline.model.errors import Invalid
from loopline.model.message import Outgoing

Purpose = Literal["open", "click", "unsubscribe", "confirm"]
"""What a signed link is for; a token of one purpose is none of another."""

OPEN: Final = "open"
CLICK: Final = "click"
UNSUBSCRIBE: Final = "unsubscribe"
CONFIRM: Final = "confirm"
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
TOKEN_CHARACTERS_MAX: Final = 8_192
CLAIM_FIELDS_MIN: Final = 3
PACKED_FROM_BYTES: Final = 1_024
PACKED: Final = b"."
"""Stands before a claim that is packed; a shorter one would gain less than packing it costs."""

TRACK_MARK: Final = "data-loopline-track"
"""An attribute of a link; `off` leaves the link as it is written. It is taken away before the mail leaves."""

NO_TRACK_MARKS: Final = {
    "clicktracking": ("off",),  # SendGrid
    "disable-tracking": ("true", ""),  # Mailgun
    "mautic:disable-tracking": ("true", ""),
    "data-pm-no-track": ("true", ""),  # Postmark
    "ses:no-track": ("true", ""),
    "data-no-track": ("true", ""),
}
"""The same in the words of services that templates are brought along from: attributes and their values."""

UTM_MARK: Final = "data-loopline-utm"
"""An attribute of a link; `off` keeps UTM parameters from its address. It is taken away before the mail leaves."""

LINK_TAGS: Final = ("a", "area")
HEAD_TAGS: Final = frozenset(
    ("html", "head", "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "title")
)
"""What may stand before the body without opening it; `template` is passed over with all that it holds."""
LINE_BREAKS: Final = dict.fromkeys(map(ord, "\t\n\r"))
"""What browsers take from an address: blanks and controls at its ends, line breaks anywhere."""


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
    """Signs and reads the links of one secret; a token made for one purpose is not valid for another.

    The form is that of itsdangerous' URLSafeSerializer, which signed the links of before: those in people's mailboxes
    stay good for as long as the secret does. It is the claim as JSON in base64, a dot, and its HMAC-SHA256 in base64.
    """

    def __init__(
        self,
        secret: str,
        public_url: str,
        link_url: str = "",
        keep: KeepLinks = keep_nothing,
        returns: ReturnAddresses | None = None,
    ) -> None:
        """`link_url` is where short links begin; without one, where all others do.

        `returns` makes addresses at which mail comes back to us, where there are any.
        """
        self.keep: Final = keep
        if not secret:
            raise Invalid("link_secret_empty", "Links cannot be signed with an empty secret: set one and start again.")
        self.public_url = public_url.rstrip("/")
        self._returns = returns
        self.link_url = link_url.rstrip("/") or self.public_url
        self._short = sha256(f"loopline.short{secret}".encode()).digest()
        keys = {purpose: sha256(f"loopline.{purpose}signer{secret}".encode()).digest() for purpose in PURPOSES}
        self._keyed = {purpose: hmac.new(key, digestmod="sha256") for purpose, key in keys.items()}

    def sign(self, purpose: Purpose, claim: Claim) -> str:
        """A URL-safe token of this claim."""
        fields = list(msgspec.structs.astuple(claim))
        while len(fields) > CLAIM_FIELDS_MIN and not fields[-1]:
            fields.pop()
        payload = _encoded(msgspec.json.encode(fields))
        return (payload + b"." + _base64(self._mac(purpose, payload))).decode()

    def mail_to(self, way: Way, key: str) -> str:
        """The address of ours to which a message's replies or unsubscribes may be mailed; "" when there is none."""
        return self._returns.address(way, key) if self._returns else ""

    def verify(self, purpose: Purpose, token: str) -> Claim:
        """The claim of a token; Invalid (`link_invalid`) when it was not signed by us for this purpose."""
        if len(token) > TOKEN_CHARACTERS_MAX:
            raise Invalid("link_invalid", "This link is too long to be one of ours. Use the link as it was sent.")
        try:
            payload, _, signature = token.encode().rpartition(b".")
            if not hmac.compare_digest(from_base64(signature), self._mac(purpose, payload)):
                raise ValueError("another signature")
            fields: Any = msgspec.json.decode(_decoded(payload))  # JSON that we signed
            return Claim(*fields)
        except (ValueError, TypeError, zlib.error) as error:
            raise Invalid("link_invalid", "This link was cut or changed. Use the link as it was sent.") from error

    def short_token(self, claim: Claim) -> str:
        """The token of the short link of this message to this target: the same whenever it is asked for."""
        named = f"{claim.message}\x1f{claim.url}".encode("utf-8", "replace")
        return letters(int.from_bytes(hmac.digest(self._short, named, "sha256")))

    def _mac(self, purpose: Purpose, payload: bytes) -> bytes:
        mac = self._keyed[purpose].copy()
        mac.update(payload)
        return mac.digest()

    def url(self, purpose: Purpose, claim: Claim) -> str:
        """The whole public address of a signed link."""
        return self.address(purpose, self.sign(purpose, claim))

    def address(self, purpose: Purpose, token: str) -> str:
        """The public address of a token of this purpose."""
        return f"{self.public_url}/l/{purpose}/{token}"


def _encoded(claim: bytes) -> bytes:
    packed = zlib.compress(claim) if len(claim) >= PACKED_FROM_BYTES else claim
    return PACKED + _base64(packed) if len(packed) < len(claim) - 1 else _base64(claim)


def _decoded(payload: bytes) -> bytes:
    if payload.startswith(PACKED):
        return zlib.decompress(from_base64(payload[1:]))
    return from_base64(payload)


def _base64(text: bytes) -> bytes:
    return urlsafe_b64encode(text).rstrip(b"=")


def from_base64(text: bytes) -> bytes:
    """What a part of a token holds. Raises ValueError when it is no base64."""
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))


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


def track(html: str, outgoing: Outgoing, signer: Signer, *, keep: tuple[str, ...] = (), preheader: str = "") -> str:
    """The HTML with every http(s) link going through the click address and an open pixel at the end of the body.

    As `track_scanned` says, for HTML that nobody scanned before.
    """
    scan = scan_links(html)
    targets = scan.targets(Own(signer.public_url, keep))
    return track_scanned(html, scan, outgoing, signer, signed_links(targets, outgoing, signer), preheader=preheader)


def signed_links(targets: Iterable[str], outgoing: Outgoing, signer: Signer) -> dict[str, str]:
    """The click address of each target of a message; without those that are too long to come back."""
    distinct = dict.fromkeys(targets)
    signed = {target: signer.sign(CLICK, claim_of(outgoing, target, len(distinct))) for target in distinct}
    return {
        target: signer.address(CLICK, token) for target, token in signed.items() if len(token) <= TOKEN_CHARACTERS_MAX
    }


def track_scanned(
    html: str, scan: "Scan", outgoing: Outgoing, signer: Signer, signed: Mapping[str, str], *, preheader: str = ""
) -> str:
    """The HTML with `signed` addresses in the place of their targets and an open pixel at the end of the body.

    `signed` may have other addresses than tracked ones. Only the addresses of links change, and what says how a link is
    treated goes; every other byte stays as it was.
    `preheader`, which is HTML-escaped text already, is hidden at the top of the body.
    """
    edits = [
        (href.name_end, href.end, f'="{markup.escape(address)}"')
        for href in (*scan.hrefs, *scan.untracked)
        if (address := signed.get(plain_target(href.value)))
    ] + [(mark.start, mark.end, "") for mark in scan.marks]
    if preheader:
        hidden = f'<div style="display:none;max-height:0;overflow:hidden">{preheader}</div>'
        edits.append((scan.body_start, scan.body_start, hidden))
    if not outgoing.track or not outgoing.track_opens:
        return _edited(html, sorted(edits, key=lambda edit: edit[:2]))
    pixel = f'<img src="{signer.url(OPEN, claim_of(outgoing))}" width="1" height="1" alt="" style="display:none">'
    edits.append((scan.body_end, scan.body_end, pixel))
    return _edited(html, sorted(edits, key=lambda edit: edit[:2]))


def _edited(html: str, edits: list[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, text in edits:
        pieces += (html[done:start], text)
        done = end
    return "".join((*pieces, html[done:]))


class Own:
    """The links of a message that stay as they are: our own, and those in `keep` (unsubscribe links)."""

    def __init__(self, public_url: str, keep: tuple[str, ...] = (), link_url: str = "") -> None:
        self._keep: Final = keep
        self._own: Final = (f"{public_url}/l/", *((f"{link_url}{SHORT}",) if link_url else ()))

    def leaves(self, link: str) -> bool:
        """Whether a link is tracked: it leads to the web, and away from us."""
        return link not in self._keep and not link.startswith(self._own) and is_web_link(link)


def plain_target(href: str) -> str:
    """Where a link leads, as a browser reads it."""
    return href.strip(" ") if href.isprintable() else href.translate(LINE_BREAKS).strip(BLANKS)


class Scan(NamedTuple):
    """The addresses of a document's links, in their order, and where its body begins and ends, as offsets.

    `untracked` are those of links that their author does not want tracked, `bare` those that are to carry no UTM
    parameters, and `marks` what says so.
    """

    hrefs: list[Attribute]
    body_start: int
    body_end: int
    untracked: list[Attribute]
    marks: list[Attribute]
    bare: list[Attribute]

    def targets(self, own: Own) -> dict[str, None]:
        """The addresses that the document leads to and that are tracked, once each."""
        return dict.fromkeys(plain_target(href.value) for href in self.hrefs if own.leaves(href.value))


def scan_links(html: str) -> Scan:
    """Links as a browser finds them. A body without a tag begins where browsers put it: with what no head can hold."""
    hrefs, untracked, bare, marks = list[Attribute](), list[Attribute](), list[Attribute](), list[Attribute]()
    body_start = body_end = None
    templates = 0
    end = len(html)
    for kind, name, start, stop in tokens(html):
        if kind == "rest":
            end = start
        elif name == "template":
            templates = max(0, templates + (1 if kind == "start" else -1))
        elif templates:
            continue
        elif kind == "start":
            if name in LINK_TAGS:
                found = list(attributes(html, Token(kind, name, start, stop)))
                told = [one for one in found if one.name == UTM_MARK or _is_track_mark(one)]
                refused = any(map(_refuses_tracking, told))
                is_bare = any(one.name == UTM_MARK and one.value.strip().lower() == "off" for one in told)
                leads = [one for one in found if one.name == "href" and one.value]
                marks += told
                (untracked if refused else hrefs).extend(leads)
                bare += leads if is_bare else ()
            if body_start is None and name not in HEAD_TAGS:
                body_start = stop if name == "body" else start
        elif kind == "end":
            body_end = start if name == "body" else body_end
        elif body_start is None and kind == "text" and not html[start:stop].isspace():
            body_start = start
    begin, finish = end if body_start is None else body_start, end if body_end is None else body_end
    return Scan(hrefs, begin, finish, untracked, marks, bare)


def _is_track_mark(mark: Attribute) -> bool:
    return mark.name == TRACK_MARK or _refuses_tracking(mark)


def _refuses_tracking(mark: Attribute) -> bool:
    """Whether this attribute of a link says that its author wants it as it is."""
    value = mark.value.strip().lower()
    return value == "off" if mark.name == TRACK_MARK else value in NO_TRACK_MARKS.get(mark.name, ())
