"""The refusal of a message that cannot be written as a mail, with the one whose fault it is."""

from typing import Final

from loopline.model.errors import Invalid
from loopline.model.message import RefusalScope, Refused

SCOPES: Final[dict[str, RefusalScope]] = {"address_invalid": "address", "sender_secret_lost": "provider"}


def refused_as_written(error: Invalid) -> Refused:
    """The refusal of what no mail can hold; a key of ours that does not open is mended, and the mail tried again."""
    return Refused(error.code, error.text, scope=SCOPES.get(error.code, "message"))
