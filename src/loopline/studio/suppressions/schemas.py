"""Suppressions as the API shows and takes them. Times are ms since the epoch, UTC."""

from msgspec import Struct


class SuppressionLine(Struct, frozen=True):
    """What stands against one address: `bounced`, `complained` or `manual` (nothing is sent), or `unsubscribed` from a
    topic ("": all marketing; what is transactional is sent). `since` when, and `by` what or whom."""

    channel: str
    address: str
    reason: str
    topic: str
    since: int
    by: str
    note: str


class SuppressionList(Struct, frozen=True):
    """What stands against addresses, by channel and address; `next` is the cursor of the next page, null at the end."""

    suppressions: tuple[SuppressionLine, ...]
    next: str | None = None


class SuppressionBody(Struct, frozen=True, forbid_unknown_fields=True):
    """An address that is not to be written to. A `topic` goes with the reason `unsubscribed` alone."""

    address: str
    channel: str = "email"
    reason: str = "manual"
    topic: str = ""
    note: str = ""


class LiftBody(Struct, frozen=True, forbid_unknown_fields=True):
    """An address that may be written to again, whatever was said against it before."""

    address: str
    channel: str = "email"
    note: str = ""


class ImportFault(Struct, frozen=True):
    """A row that was not taken, by its line in the file (the header is line 1)."""

    line: int
    code: str
    text: str


class ImportAnswer(Struct, frozen=True):
    """How many rows were taken, on disk, and how many were not; the first 1,000 of those are told."""

    accepted: int
    refused: int
    faults: tuple[ImportFault, ...]
