"""The fields that signals begin with."""

from msgspec import Struct


class SignalHeader(Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """The fields that signals begin with: the key addressed, the id, when it happened and when it was received."""

    key: str
    id: str
    at: int
    received_at: int
