"""Checks of the offer that a message gives: it is published, and templates read of it only what it has."""

import re
from typing import Final

from loopline.decisions.checks.findings import Findings, meant, nearest, no_template_paths
from loopline.decisions.checks.values import check_choice
from loopline.model.nodes.message import NO_OFFER_POLICIES, Content, Message
from loopline.model.offers.document import Offer

READ: Final = re.compile(r"\Aoffer(?:\.([^.\[\]]+))?")
FIELDS: Final = ("id", "words", "code", "expires_at")


def check_offer_of(found: Findings, node: Message, content: Content, at: str) -> None:
    """Everything about the offer of one message; `content` is what it sends, with its template."""
    check_choice(found, node.if_no_offer, NO_OFFER_POLICIES, f"{at}.if_no_offer", "policy_unknown")
    read = sorted({one[1] or "" for path in found.context.template_paths(content) if (one := READ.match(path))})
    if not node.offer:
        if set(read) & {"words", "code", "expires_at"} and "offer" not in (found.context.known_names.traits or ()):
            text = "The message writes {{offer}} fields, but gives no offer; choose one, or take the fields out."
            found.error("offer_missing", text, f"{at}.offer")
        elif node.if_no_offer != "go_on":
            found.warn(
                "offer_policy_unused", "This message gives no offer, so none can be refused.", f"{at}.if_no_offer"
            )
        return
    offer = _published(found, node, at)
    for name in read if offer is not None else ():
        if name and name not in FIELDS:
            wish = nearest(name, FIELDS)
            text = f'An offer has no field "{name[:40]}". {meant(wish, "It has words, code and expires_at.")}'
            found.error("offer_field", text, f"{at}.content", suggestion=wish)
    if offer is not None:
        _check_read(found, offer, read, at)


def _published(found: Findings, node: Message, at: str) -> Offer | None:
    library = found.context.library
    if library is None:
        return None
    known = library.offers.get(node.offer)
    if known is None:
        wish = nearest(node.offer, library.offers)
        text = f'There is no offer "{node.offer[:60]}". {meant(wish, "Publish it first, or check it together.")}'
        found.error("offer_unknown", text, f"{at}.offer", suggestion=wish)
    return known[1] if known else None


def _check_read(found: Findings, offer: Offer, read: list[str], at: str) -> None:
    if "code" in read and offer.codes.source == "none":
        text = f'Offer "{offer.id}" has no codes, so {{{{offer.code}}}} would be blank and the message refused.'
        found.error("offer_code_none", text, f"{at}.content")
    if "expires_at" in read and not offer.expires and not offer.ends:
        text = f'Offer "{offer.id}" never expires, so {{{{offer.expires_at}}}} would be blank and the message refused.'
        found.error("offer_expiry_none", text, f"{at}.content")
    if offer.codes.source != "none" and "code" not in read and found.context.template_paths is not no_template_paths:
        text = f'Offer "{offer.id}" gives a code; the message does not write {{{{offer.code}}}}: nobody can use it.'
        found.warn("offer_code_unused", text, f"{at}.content")
