"""What an operator declares of events and traits: the types of fields, which must be there, and what is not watched."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of

EVENTS_MAX: Final = 500
FIELDS_MAX: Final = 200
"""So many events are declared, and so many fields of each, or of people."""

FieldType = Literal["string", "number", "boolean", "date"]
FIELD_TYPES: Final = get_args(FieldType)


class DeclaredField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The type of a field: a value of another type that reads as this one is taken as it, which a fact tells.

    `required` is told too where an event lacks it; nothing is refused.
    """

    type: Annotated[str, one_of(FieldType)]
    required: bool = False


class DeclaredEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Properties of an event by their dotted path. A `muted` event raises no alarm."""

    properties: dict[str, DeclaredField] = {}
    muted: bool = False


class DeclaredPlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The events and the traits of people that are declared; all others are learned from what comes in."""

    events: dict[str, DeclaredEvent] = {}
    traits: dict[str, DeclaredField] = {}
