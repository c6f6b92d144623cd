"""Catalogs as the API shows and takes them."""

from typing import Any

from msgspec import Raw, Struct

Plain = dict[str, Any]  # a document, or an item, as JSON


class CatalogLine(Struct, frozen=True):
    """A catalog, with what it holds. `indexed`: by these fields its items are found, in a catalog of any size.

    `unindexed` are fields whose index is not there yet: it is made by POST /api/catalogs/ID/index.
    """

    id: str
    name: str
    version: int
    items: int
    bytes: int
    indexed: tuple[str, ...]
    unindexed: tuple[str, ...]
    document: Plain


class CatalogList(Struct, frozen=True):
    """Every catalog that is published."""

    catalogs: tuple[CatalogLine, ...]


class ItemList(Struct, frozen=True):
    """Items by id; `next` is the cursor of the page behind."""

    items: tuple[Plain, ...]
    next: str | None = None


class ItemsBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Items to be written, 1,000 at most."""

    items: tuple[Raw, ...]


class ItemIdsBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Items to be removed, by id, 1,000 at most."""

    ids: tuple[str, ...]


class ItemFault(Struct, frozen=True):
    """Why an item was not taken; `index` is its place in the request, from 0."""

    index: int
    id: str
    code: str
    text: str


class ItemsAnswer(Struct, frozen=True):
    """How many items were taken, and why the others were not."""

    accepted: int
    refused: int
    faults: tuple[ItemFault, ...]


class RemovedAnswer(Struct, frozen=True):
    """How many items there were to remove."""

    removed: int
