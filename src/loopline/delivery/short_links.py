"""Short links: a token of twelve letters for each link of a message, and the claim that is kept behind it."""

from typing import Any

import msgspec

from loopline.delivery.links import Claim, Signer
from loopline.delivery.short_token import SHORT, TOKEN_CHARACTERS, ShortLink


def shorten(claim: Claim, signer: Signer) -> ShortLink:
    """The short link of a click's claim; it leads somewhere once it is kept.

    The same link of the same message has the same token whenever it is made.
    """
    return ShortLink(signer.short_token(claim), msgspec.json.encode(msgspec.structs.astuple(claim)))


def short_address(token: str, signer: Signer) -> str:
    """The public address of a token."""
    return f"{signer.link_url}{SHORT}{token}"


def is_token(text: str) -> bool:
    """Whether a text looks like a token of ours."""
    return len(text) == TOKEN_CHARACTERS and text.isascii() and text.isalnum()


def claim_in(kept: bytes) -> Claim:
    """The claim that was kept behind a token; fields that a later version added have their defaults."""
    fields: Any = msgspec.json.decode(kept)  # JSON that we wrote
    return Claim(*fields)
