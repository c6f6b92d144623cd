"""What was asked for of one person by the API, as the log has it: a message by itself, or a journey."""

from typing import Literal

from loopline.model.addresses.address import SuppressionReason
from loopline.model.channels import ChannelName
from loopline.model.signals.header import SignalHeader


class MessageRequested(SignalHeader, frozen=True, kw_only=True, gc=False, tag="requested", array_like=True):
    """One transactional message to this person was asked for; `message` is its key.

    `sending` is the JSON text of what is sent, `data` that of the object which personalises it. `address` "" is the
    person's own. One that the person does not have is asked first: `person` says then whom to answer, `asked` that it
    has answered, `refused` why nothing goes there ("": it may), and `lifted_at` when an operator last lifted it (ms).
    """

    message: str
    channel: ChannelName
    sending: bytes
    data: bytes = b"{}"
    address: str = ""
    person: str = ""
    asked: bool = False
    refused: SuppressionReason | Literal["", "confirmation_limit"] = ""
    lifted_at: int = 0


class PersonTakenOut(SignalHeader, frozen=True, kw_only=True, gc=False, tag="taken_out", array_like=True):
    """An operator (`by`) takes this person out of a journey, for a reason: every passage of it that is open ends."""

    journey: str
    by: str = ""
    reason: str = ""


class EntryRequested(SignalHeader, frozen=True, kw_only=True, gc=False, tag="entry", array_like=True):
    """This person is asked to be let into a journey that takes requests; `data` is the JSON text of an object.

    A filter, and the journey, read it as the properties of an event. `trigger` is the label of the way in, where
    that is the fall of a number in an item; "": the API asked.
    """

    journey: str
    data: bytes = b"{}"
    trigger: str = ""


RequestSignal = EntryRequested | PersonTakenOut
