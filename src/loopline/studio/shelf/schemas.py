"""Places of journeys in the list. Times are ms since the epoch, UTC."""

from typing import Annotated

from msgspec import Meta, Struct

JOURNEYS_MAX = 500
TAGS_MAX = 20
TAG_CHARACTERS_MAX = 40
FOLDER_CHARACTERS_MAX = 80

Journeys = Annotated[tuple[Annotated[str, Meta(max_length=128)], ...], Meta(min_length=1, max_length=JOURNEYS_MAX)]
Tags = Annotated[list[Annotated[str, Meta(max_length=TAG_CHARACTERS_MAX)]], Meta(max_length=TAGS_MAX)]


class ShelfBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Where these journeys stand from now on. `folder` ("": in none) stays as it is where it is null or left out.

    `add` and `remove` are tags; one that is there already in other capitals is not added again.
    """

    journeys: Journeys
    folder: Annotated[str, Meta(max_length=FOLDER_CHARACTERS_MAX)] | None = None
    add: Tags = []
    remove: Tags = []


class ArchiveJourneysBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The journeys that are archived, or taken back."""

    journeys: Journeys


class ShelfLine(Struct, frozen=True):
    """The place of a journey; `archived_at` is null where it is not archived."""

    journey: str
    folder: str
    tags: tuple[str, ...]
    archived_at: int | None
    archived_by: str


class ShelfRefusal(Struct, frozen=True):
    """A journey that stays where it was, with the reason."""

    journey: str
    code: str
    text: str


class ShelfAnswer(Struct, frozen=True):
    """The places of those that were changed, and those that were refused: one costs no other."""

    done: tuple[ShelfLine, ...]
    refused: tuple[ShelfRefusal, ...]
