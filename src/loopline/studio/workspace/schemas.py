"""The rules above all journeys, as they are published."""

from msgspec import Raw, Struct


class WorkspaceBody(Struct, frozen=True):
    """The rules above all journeys to publish, and why."""

    document: Raw
    reason: str
