"""A look-up as a message declares it: one item of a catalog, a selection of its items, or the answer of a feed."""

from typing import Annotated, Any, Final, Literal, get_args

from msgspec import Struct, field

from loopline.model.choices import one_of

MissingPolicy = Literal["refuse", "blank"]
"""What is done where nothing is found: the message is refused, or the template does without."""
MISSING_POLICIES: Final = get_args(MissingPolicy)

LOOKUPS_MAX: Final = 10
"""So many look-ups a message may have."""

SELECTED_MAX: Final = 20
"""So many items a selection may give."""


class Lookup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What templates read as `lookup.NAME`.

    Of a `catalog`: the item whose id is the value of `id` (a field such as event.sku, or a "text"), or the items that
    meet `where`, a condition in which `item.` is the item; `sort` is a field, with - before it the greatest first.
    Of a `feed`: its answer to the values of `with`. Where nothing is found, `default` takes the place.
    """

    catalog: str = ""
    id: str = ""
    where: str = ""
    sort: str = ""
    limit: int = 5
    feed: str = ""
    given: dict[str, str] = field(default_factory=dict, name="with")
    missing: Annotated[str, one_of(MissingPolicy)] = "refuse"
    default: Any = None  # JSON of the author's own shape
