"""What every node may carry."""

from msgspec import Struct


class Named(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every node may carry: a name for people and a note for colleagues."""

    name: str = ""
    note: str = ""
