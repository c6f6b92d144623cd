"""The first message: to whom, and where it is seen."""

from msgspec import Struct


class HelloBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The name and the e-mail address of whoever begins."""

    name: str
    email: str


class HelloSaid(Struct, frozen=True):
    """The test person that was made, the journey that answered, and the key of the message, "" while it is not decided.

    The message of a test person is in no list and no figure; it is seen by its key. `sandbox`: e-mail has no provider,
    so the mail is made and kept, and nothing leaves.
    """

    person: str
    journey: str
    message: str
    sandbox: bool
