"""Catalogs and feeds as they are written."""

from typing import Annotated, Any, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of

FieldType = Literal["text", "number", "boolean", "list", "object"]
FIELD_TYPES: Final = get_args(FieldType)

AwayPolicy = Literal["hold", "refuse", "default"]
"""What is done with a message while a feed does not answer: it waits, it is refused, or `default` takes the place."""
AWAY_POLICIES: Final = get_args(AwayPolicy)


class CatalogField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A field of items. `indexed`: selections find by it, and sort by it, in a catalog of any size."""

    type: Annotated[str, one_of(FieldType)] = "text"
    required: bool = False
    indexed: bool = False


class Catalog(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="catalog", tag_field="kind"
):
    """A collection of items, such as products, each with an id in its field `id_field`. The items stand in the store.

    An item has the `fields` that are named here and no others; without any, it may have what it likes.
    """

    id: str
    name: str = ""
    description: str = ""
    id_field: str = "id"
    fields: dict[str, CatalogField] = {}
    archived: bool = False


class Feed(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="feed", tag_field="kind"
):
    """JSON that is fetched from elsewhere by GET. `{name}` in the path or query of `url` is a value of the look-up.

    `${name}` in a header is a secret of LOOPLINE_FEED_SECRETS. `sample` stands for the answer in previews.
    """

    id: str
    url: str
    name: str = ""
    description: str = ""
    headers: dict[str, str] = {}
    timeout_ms: int = 2_000
    cache_seconds: int = 300
    largest_kilobytes: int = 64
    when_away: Annotated[str, one_of(AwayPolicy)] = "hold"
    default: Any = None  # JSON of the feed's own shape
    sample: Any = None  # JSON of the feed's own shape
    archived: bool = False
