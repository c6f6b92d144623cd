"""The fields that signals begin with, and who speaks."""

from typing import Literal

from msgspec import Struct

Trust = Literal["", "browser", "silent"]
"""The speaker: "" is a server, or us; "browser" a page with a key that all can read; "silent" a file of the past."""


class SignalHeader(Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """The fields that signals begin with: the key addressed, the id, when it happened and when it was received."""

    key: str
    id: str
    at: int
    received_at: int
