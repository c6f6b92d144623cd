"""Adds to a rendered message what it needs to leave: tracked links, how an open is told, unsubscribe headers."""

from typing import Any

from msgspec.structs import replace

from loopline.delivery.link_scan import Own, plain_target, scan_links
from loopline.delivery.links import OPEN, Signer, claim_of, signed_links, track_scanned
from loopline.delivery.rendering.reader import NOW
from loopline.delivery.short_links import short_address, shorten
from loopline.delivery.short_token import ShortLink
from loopline.delivery.text_links import text_targets, with_links
from loopline.delivery.unsubscribe import unsubscribe_headers
from loopline.delivery.utm import tagged
from loopline.model.channels import is_tracked, reports_opens, short_parts
from loopline.model.consent.asking import CONFIRM_FIELD
from loopline.model.message import Outgoing, Rendered


def template_context(
    outgoing: Outgoing, unsubscribe_url: str, confirm_url: str = ""
) -> dict[str, Any]:  # JSON of the customer's own shape
    """What the templates may read: the message's context, its time, and `unsubscribe_url`, which no trait can replace.

    Without an address for unsubscribing there is none; `confirm_url` is there in a message that asks to confirm.
    """
    ours = {"unsubscribe_url": unsubscribe_url} if unsubscribe_url else {}
    if confirm_url:
        ours |= {CONFIRM_FIELD: confirm_url}
    return {**outgoing.context, NOW: outgoing.created_at, **ours}


def add_tracking(
    outgoing: Outgoing,
    rendered: Rendered,
    signer: Signer,
    unsubscribe_url: str,
    *,
    transactional: bool = False,
    mail_to: str = "",
    links: list[ShortLink] | None = None,
) -> Rendered:
    """A message ready to leave. `unsubscribe_url` is the unsubscribe link of an e-mail.

    A transactional mail has no unsubscribe headers: there is nothing to unsubscribe from. `mail_to` is an address that
    also takes unsubscribes, for mailbox providers that know no one-click. The short links that the message leads by are
    put into `links`, and have to be kept before it leaves; without `links` it has none, and its texts stay as they are.
    Of a message that is not to be tracked, links lead where they are written to and no open is told; UTM parameters
    are added all the same.
    """
    if not is_tracked(outgoing.channel):
        return _notice(outgoing, rendered, signer, links)
    rendered = _mail(outgoing, rendered, signer, unsubscribe_url)
    ours = {} if transactional else unsubscribe_headers(unsubscribe_url, mail_to)
    taken = {name.lower() for name in ours}
    theirs = {name: value for name, value in rendered.headers.items() if name.lower() not in taken}
    return replace(rendered, headers={**theirs, **ours})


def open_url(outgoing: Outgoing, signer: Signer) -> str:
    """The address that an app calls (GET or POST) when the person opened this message."""
    return signer.url(OPEN, claim_of(outgoing))


def _mail(outgoing: Outgoing, rendered: Rendered, signer: Signer, unsubscribe_url: str) -> Rendered:
    """Signed links in both parts: they are long, but nothing has to be kept for them."""
    own = Own(signer.public_url, (unsubscribe_url,), signer.link_url)
    scan = scan_links(rendered.html) if rendered.html else None
    targets = (scan.targets(own) if scan else {}) | text_targets(rendered.text, own.leaves)
    left = dict.fromkeys(plain_target(href.value) for href in scan.untracked) if scan else {}
    bare = {plain_target(href.value) for href in scan.bare} if scan else set[str]()
    leads = {one: one if one in bare or not own.leaves(one) else tagged(one, outgoing.utm) for one in targets | left}
    tracked = [to for one, to in leads.items() if one not in left] if outgoing.track else []
    signed = signed_links(tracked, outgoing, signer)
    addresses = {one: to if one in left else signed.get(to, to) for one, to in leads.items()}
    changed = {one: to for one, to in addresses.items() if to != one}
    html = rendered.html
    if scan:
        html = track_scanned(html, scan, outgoing, signer, changed, preheader=rendered.preheader)
    return replace(rendered, html=html, text=with_links(rendered.text, changed))


def _notice(outgoing: Outgoing, rendered: Rendered, signer: Signer, links: list[ShortLink] | None) -> Rendered:
    """Short links where people see them, a signed one where only an app does, and the address that opens go to."""
    own, parts = Own(signer.public_url, link_url=signer.link_url), short_parts(outgoing.channel)
    texts = {part: text for part in parts if (text := getattr(rendered, part))}
    url = rendered.url if reports_opens(outgoing.channel) and own.leaves(rendered.url) else ""
    told = {target: None for text in texts.values() for target in text_targets(text, own.leaves)}
    leads = {target: tagged(target, outgoing.utm) for target in told | ({url: None} if url else {})}
    if not outgoing.track:
        plain = {target: to for target, to in leads.items() if to != target}
        led = {part: with_links(text, plain) for part, text in texts.items()} | ({"url": leads[url]} if url else {})
        return replace(rendered, **led) if plain else rendered
    changed: dict[str, str] = {}
    if told and links is not None:
        made = {target: shorten(claim_of(outgoing, leads[target], len(leads)), signer) for target in told}
        links += made.values()
        addresses = {target: short_address(link.token, signer) for target, link in made.items()}
        changed = {part: with_links(text, addresses) for part, text in texts.items()}
    if url:
        changed |= {"url": signed_links(leads.values(), outgoing, signer).get(leads[url], leads[url])}
    if reports_opens(outgoing.channel) and outgoing.track_opens:
        changed["open_url"] = open_url(outgoing, signer)
    return replace(rendered, **changed) if changed else rendered
