"""One-click unsubscribe (RFC 8058): the signed link, and the headers that offer it."""

from typing import Final

from loopline.delivery.links import UNSUBSCRIBE, Signer, claim_of
from loopline.model.message import Outgoing

ONE_CLICK_BODY: Final = "List-Unsubscribe=One-Click"


def unsubscribe_url(outgoing: Outgoing, signer: Signer) -> str:
    """The address that takes the person off this message's topic: a page on GET, done at once on POST."""
    return signer.url(UNSUBSCRIBE, claim_of(outgoing))


def unsubscribe_headers(url: str, mail_to: str = "") -> dict[str, str]:
    """The two headers that mailbox providers ask of bulk senders. One-click is offered by https alone (RFC 8058)."""
    ways = [f"<{url}>"] + ([f"<mailto:{mail_to}?subject=unsubscribe>"] if mail_to else [])
    one_click = {"List-Unsubscribe-Post": ONE_CLICK_BODY} if url.startswith("https://") else {}
    return {"List-Unsubscribe": ", ".join(ways), **one_click}
