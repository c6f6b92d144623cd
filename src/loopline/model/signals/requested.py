"""A message that was asked for by itself, as the log has it."""

from loopline.model.channels import ChannelName
from loopline.model.signals.header import SignalHeader


class MessageRequested(SignalHeader, frozen=True, kw_only=True, gc=False, tag="requested", array_like=True):
    """One transactional message to this person was asked for; `message` is its key.

    `sending` is the JSON text of what is sent, `data` that of the object which personalises it. `address` "" is the
    person's own.
    """

    message: str
    channel: ChannelName
    sending: bytes
    data: bytes = b"{}"
    address: str = ""
