"""What can be wrong with a condition, and the catalog of known names that it is checked against."""

from typing import Literal

from msgspec import Struct

Level = Literal["error", "warning"]


class Fault(Struct, frozen=True):
    """One thing to mend: a stable code, a text that says the next step, and where it stands (a character offset)."""

    code: str
    text: str
    offset: int
    suggestion: str = ""
    level: Level = "error"


class Catalog(Struct, frozen=True):
    """The names that are known so far. A field that is not here is a warning, or an error when `strict`."""

    traits: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    account_traits: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    strict: bool = False
