"""Destinations as the API shows and takes them. No secret is ever shown. Times are ms since the epoch, UTC."""

from typing import Literal

from msgspec import Struct

DestinationKind = Literal["sql", "folder"]
SentTable = Literal["facts", "people", "lists", "merges", "memberships"]
SentState = Literal["running", "done", "failed"]
ALL: tuple[SentTable, ...] = ("facts", "people", "lists", "merges", "memberships")


class DestinationSpec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is written. `schedule` is five fields of cron, in the workspace's zone; "": by hand alone."""

    kind: DestinationKind
    tables: tuple[SentTable, ...] = ALL
    schedule: str = ""


class DestinationBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A destination to set up. `url` is that of a database, or the path of a folder; it is kept sealed."""

    name: str
    url: str
    spec: DestinationSpec


class DestinationRun(Struct, frozen=True, kw_only=True):
    """A run: so many files were another than those there, with so many rows in all; `fault` says why it failed."""

    run: int
    state: SentState
    by: str
    began_at: int
    ended_at: int = 0
    files: int = 0
    rows: int = 0
    fault: str = ""


class DestinationLine(Struct, frozen=True, kw_only=True):
    """A destination and how it does; `where` is its address without login and parameters."""

    name: str
    where: str
    spec: DestinationSpec
    paused: bool
    wanted: bool
    next_at: int
    created_at: int
    by: str
    last: DestinationRun | None = None


class DestinationList(Struct, frozen=True):
    """Every destination, by name."""

    destinations: tuple[DestinationLine, ...]


class DestinationHistory(Struct, frozen=True):
    """The last runs of a destination, the newest first."""

    past: tuple[DestinationRun, ...]
