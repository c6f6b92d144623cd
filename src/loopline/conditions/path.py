"""One field, compiled: what waits, updates, keys, exits, goals and addresses name, read as conditions read it."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from loopline.conditions.parse import parse
from loopline.conditions.scope import Scope
from loopline.conditions.tree import Call, Home, Path
from loopline.conditions.values import look_of, part_at
from loopline.model.errors import Invalid

PATHS_REMEMBERED: Final = 8_192
_look_of: Final = lru_cache(PATHS_REMEMBERED)(look_of)
_DOTTED: Final = re.compile(r"[A-Za-z_$][\w$-]*(\.[\w$-]+)*\Z")
_HOMES: Final[Mapping[str, Home]] = {"person": "person", "account": "account", "event": "event", "entry": "entry"}


class FieldPath(Struct, frozen=True):
    """A field such as `plan`, `person.plan`, `address.city`, `account.id`, `event.amount` or `entry["order id"]`."""

    text: str
    path: Path

    @property
    def home(self) -> Home:
        """The thing that has the field; `event_name` for the name of the event at hand."""
        return self.path.home

    @property
    def root(self) -> str:
        """The trait or property that holds it; "" for the name of the event."""
        return self.path.root if self.path.keys else ""

    def look(self, scope: Scope) -> Any:
        """Its value, None where there is none: JSON of the customer's shape, hence Any."""
        return _look_of(self.path)(scope)

    def look_in(self, traits: Mapping[str, Any] | None) -> Any:
        """Its value in these traits or properties, whosever they are."""
        return value_at(self.path.keys, traits)

    def of_entry(self) -> "FieldPath":
        """The same field of the entry event, where only that one can be meant."""
        return FieldPath(self.text, Path("entry", self.path.keys)) if self.home == "event" else self


def value_at(keys: Iterable[str | int], root: Mapping[str, Any] | None) -> Any:
    """The value that these keys lead to, one inside the other; None where there is none."""
    value: Any = root
    for key in keys:
        value = part_at(value, key)
    return value


@lru_cache(PATHS_REMEMBERED)
def compile_path(text: str, bare: Home = "person") -> FieldPath:
    """Compile a field. A name that stands alone is a trait, or belongs to `bare`. Raises Invalid `path_form`."""
    if _DOTTED.match(text):
        head, *rest = text.split(".")
        if text == "event.name":
            return FieldPath(text, Path("event_name", ()))
        if rest and head in _HOMES:
            return FieldPath(text, Path(_HOMES[head], tuple(rest)))
        return FieldPath(text, Path(bare, (head, *rest)))
    parsed = parse(f"has({text})")
    root = parsed.root
    if not parsed.errors and isinstance(root, Call) and root.name == "has" and isinstance(root.args[0], Path):
        return FieldPath(text, root.args[0])
    raise Invalid("path_form", f'"{text[:80]}" is no field; write a name, or a path such as entry.order_id.')
