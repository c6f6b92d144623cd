"""Adds to a rendered e-mail what it needs to leave: tracked links, the open pixel, unsubscribe headers."""

from typing import Any

from msgspec.structs import replace

from loopline.delivery.links import Signer, track
from loopline.delivery.unsubscribe import unsubscribe_headers
from loopline.model.channels import is_tracked
from loopline.model.message import Outgoing, Rendered


def template_context(outgoing: Outgoing, unsubscribe_url: str) -> dict[str, Any]:  # JSON of the customer's own shape
    """What the templates may read: the message's context, and `unsubscribe_url`, which no trait can replace."""
    return {**outgoing.context, "unsubscribe_url": unsubscribe_url}


def add_tracking(
    outgoing: Outgoing,
    rendered: Rendered,
    signer: Signer,
    unsubscribe_url: str,
    *,
    transactional: bool = False,
    mail_to: str = "",
) -> Rendered:
    """An e-mail ready to leave; messages of other channels stay as they are. `unsubscribe_url` is its unsubscribe link.

    A transactional mail has no unsubscribe headers: there is nothing to unsubscribe from. `mail_to` is an address that
    also takes unsubscribes, for mailbox providers that know no one-click.
    """
    if not is_tracked(outgoing.channel):
        return rendered
    html = rendered.html
    if html:
        html = track(html, outgoing, signer, keep=(unsubscribe_url,), preheader=rendered.preheader)
    ours = {} if transactional else unsubscribe_headers(unsubscribe_url, mail_to)
    taken = {name.lower() for name in ours}
    theirs = {name: value for name, value in rendered.headers.items() if name.lower() not in taken}
    return replace(rendered, html=html, headers={**theirs, **ours})
