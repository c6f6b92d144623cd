"""Signed links: which message was opened, which link was followed, who unsubscribes; and the HTML that carries them."""

import hmac
import html as markup
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, Literal, get_args

import msgspec
from msgspec import Struct

from loopline.delivery.link_scan import Own, Scan, plain_target, scan_links
from loopline.delivery.returned.addresses import ReturnAddresses, Way
from loopline.delivery.short_token import KeepLinks, keep_nothing, letters
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
    html: str, scan: Scan, outgoing: Outgoing, signer: Signer, signed: Mapping[str, str], *, preheader: str = ""
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
