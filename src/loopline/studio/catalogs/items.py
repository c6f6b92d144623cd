"""Items of a catalog, held to its fields. Pure."""

from typing import Any, Final

import msgspec

from loopline.model.catalogs.documents import Catalog, FieldType
from loopline.model.errors import Invalid

ITEM_BYTES_MAX: Final = 16 * 1024
ID_CHARACTERS_MAX: Final = 200
TYPES: Final[dict[FieldType, tuple[type, ...]]] = {
    "text": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "object": (dict,),
}


def item_id(catalog: Catalog, item: dict[str, Any]) -> str:
    """The id of an item; a number is as good as a text. Raises Invalid `item_id`."""
    value = item.get(catalog.id_field)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 1 <= len(text) <= ID_CHARACTERS_MAX or not text.isprintable():
        words = f"An item has an id in its field {catalog.id_field}, of 1 to {ID_CHARACTERS_MAX} characters."
        raise Invalid("item_id", words, at=catalog.id_field)
    return text


def read_item(raw: bytes | msgspec.Raw) -> dict[str, Any]:
    """An item as it was sent. Raises Invalid `item_form`."""
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Invalid("item_form", "An item is a JSON object.") from None


def checked_item(catalog: Catalog, item: dict[str, Any]) -> tuple[str, bytes]:
    """An item's id, and the item as it is kept. Raises Invalid: `item_id`, `item_field`, `item_type`, `item_large`."""
    name = item_id(catalog, item)
    for field, kind in catalog.fields.items():
        value = item.get(field)
        if value is None:
            if kind.required and field != catalog.id_field:
                raise Invalid("item_field", f"An item needs the field {field}.", at=field)
            continue
        fits = isinstance(value, TYPES.get(kind.type, (object,)))  # type: ignore[call-overload]  # an unknown type fits
        if (not fits or (kind.type == "number" and isinstance(value, bool))) and field != catalog.id_field:
            raise Invalid("item_type", f"The field {field} holds a {kind.type}.", at=field)
    unknown = [field for field in item if field not in catalog.fields and field != catalog.id_field]
    if catalog.fields and unknown:
        known = ", ".join(catalog.fields)
        raise Invalid(
            "item_field", f'"{unknown[0][:60]}" is no field of this catalog; it has {known[:300]}.', at=unknown[0][:60]
        )
    text = msgspec.json.encode(item)
    if len(text) > ITEM_BYTES_MAX:
        raise Invalid("item_large", f"An item has at most {ITEM_BYTES_MAX // 1024} KB as JSON; this one is larger.")
    return name, text
