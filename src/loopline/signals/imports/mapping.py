"""Which column of a file is which field: as it was told, and otherwise guessed by the column's name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, get_args

from msgspec import Struct

from loopline.model.errors import Invalid
from loopline.signals.imports.cells import CellType, guessed_type

ImportKind = Literal["people", "events", "accounts", "lists", "suppressions", "consent"]
SKIP: Final = "-"
"""The field of a column that is left out."""

FIELDS: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    "people": ("user_id", "anonymous_id"),
    "events": ("user_id", "anonymous_id", "event", "at"),
    "accounts": ("user_id", "anonymous_id", "account_id"),
    "lists": ("user_id", "anonymous_id", "account_id", "list", "member", "until"),
    "suppressions": ("address", "channel", "reason", "topic", "note"),
    "consent": (
        *("user_id", "anonymous_id", "channel", "topic", "allowed", "at", "address"),
        *("method", "text", "form", "ip", "agent", "operator", "language"),
    ),
}
"""The fields that mean something of their own; others are traits of people and accounts, or properties of events."""

OPEN: Final[frozenset[ImportKind]] = frozenset(("people", "events", "accounts"))
NEEDED: Final[Mapping[ImportKind, tuple[str, ...]]] = {
    "people": (),
    "events": ("event",),
    "accounts": ("account_id",),
    "lists": ("list",),
    "suppressions": ("address",),
    "consent": ("channel", "allowed"),
}
OTHER_NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("userid", "id", "customer_id", "customerid", "person_id", "external_id"), "user_id"),
    **dict.fromkeys(("anonymousid",), "anonymous_id"),
    **dict.fromkeys(("event_name", "eventname"), "event"),
    **dict.fromkeys(("timestamp", "time", "occurred_at", "consented_at"), "at"),
    **dict.fromkeys(("list_name",), "list"),
    **dict.fromkeys(("email_address", "e_mail", "mail"), "email"),
}
ACCOUNT_NAMES: Final = frozenset(("accountid", "account", "group_id", "groupid", "company_id", "companyid"))
TYPED: Final[Mapping[str, CellType]] = {"member": "bool", "allowed": "bool"}
COLUMNS_MAX: Final = 500
FIELD_CHARACTERS_MAX: Final = 256
WORD: Final = re.compile(r"\W+")


class MappedColumn(Struct, frozen=True):
    """One column: its name in the file, the field that it becomes ("-": none), the type, whether anybody said so."""

    name: str
    field: str
    type: CellType
    told: bool = False


def check_fields(kind: ImportKind, fixed: Iterable[str], *, silent: bool) -> None:
    """Raises Invalid `import_map` for a field that rows of this kind have not, `import_silent` for silent accounts."""
    for name in fixed:
        if not 0 < len(name) <= FIELD_CHARACTERS_MAX:
            raise Invalid("import_map", f"A field has a name of 1 to {FIELD_CHARACTERS_MAX} characters.", at="set")
        if kind not in OPEN and name not in FIELDS[kind]:
            raise Invalid(
                "import_map", f"{kind} have no field {name!r}; they have {', '.join(FIELDS[kind])}.", at="set"
            )
    if kind == "accounts" and silent:
        text = "What an account is reaches all its members as it changes, so it is never silent; say that it is live."
        raise Invalid("import_silent", text, at="silent")


def plan_columns(
    kind: ImportKind,
    names: Sequence[str],
    told: Iterable[str],
    fixed: Mapping[str, str],
    samples: Mapping[str, Sequence[object]],
) -> tuple[MappedColumn, ...]:
    """The plan of a file's columns. `told` are texts such as `Plan=plan` or `Plan=plan:text`.

    Raises Invalid `import_map` for a mapping that fits no column or field, `import_field_missing` when the rows could
    say nothing of anybody.
    """
    stated: dict[str, list[MappedColumn]] = {}
    for text in told:
        column = _told_column(kind, text, names, samples)
        stated.setdefault(column.name, []).append(column)
    taken = {one.field for group in stated.values() for one in group} | set(fixed)
    columns: list[MappedColumn] = []
    for name in names:
        found = stated.get(name) or [guessed_column(kind, name, samples.get(name, ()))]
        columns += [one if one.told or one.field not in taken else _skipped(one) for one in found]
        taken |= {one.field for one in found}
    _check_whole(kind, {one.field for one in columns} | set(fixed), names)
    return tuple(columns)


def guessed_column(kind: ImportKind, name: str, sample: Sequence[object]) -> MappedColumn:
    """What a column is by its name and by some of its cells."""
    plain = WORD.sub("_", name.strip().lower()).strip("_")
    of_account = kind in ("accounts", "lists") and plain in ACCOUNT_NAMES
    plain = "account_id" if of_account else OTHER_NAMES.get(plain, plain)
    if plain in FIELDS[kind]:
        return MappedColumn(name, plain, TYPED.get(plain, "text"))
    if kind not in OPEN or not plain:
        return MappedColumn(name, SKIP, "text")
    return MappedColumn(name, plain[:FIELD_CHARACTERS_MAX], guessed_type(sample))


def _told_column(
    kind: ImportKind, text: str, names: Sequence[str], samples: Mapping[str, Sequence[object]]
) -> MappedColumn:
    name, equals, target = (part.strip() for part in text.rpartition("="))
    field, _, typed = target.partition(":")
    field = field.removeprefix("traits.").removeprefix("properties.")
    if not equals or not field or len(field) > FIELD_CHARACTERS_MAX:
        raise Invalid("import_map", f"{text!r} is no mapping; write column=field or column=field:type.", at="map")
    if name not in names:
        raise Invalid("import_map", f"The file has no column {name!r}; it has {', '.join(names)}."[:500], at="map")
    if typed and typed not in get_args(CellType):
        raise Invalid("import_map", f"{typed!r} is no type; it is one of {', '.join(get_args(CellType))}.", at="map")
    if field != SKIP and field not in FIELDS[kind] and kind not in OPEN:
        raise Invalid("import_map", f"{kind} have no field {field!r}; they have {', '.join(FIELDS[kind])}.", at="map")
    if field in FIELDS[kind]:
        return MappedColumn(name, field, TYPED.get(field, "text"), told=True)
    given = next((one for one in get_args(CellType) if one == typed), None)
    return MappedColumn(name, field, given or guessed_type(samples.get(name, ())), told=True)


def _skipped(column: MappedColumn) -> MappedColumn:
    """Somebody said that another column is this field."""
    return MappedColumn(column.name, SKIP, "text")


def _check_whole(kind: ImportKind, fields: set[str], names: Sequence[str]) -> None:
    needed = list(NEEDED[kind])
    who = {"user_id", "anonymous_id", *(("account_id",) if kind == "lists" else ())}
    if kind != "suppressions" and not fields & who:
        needed.insert(0, "user_id")
    missing = [field for field in needed if field not in fields]
    if missing:
        raise Invalid(
            "import_field_missing",
            f"No column is {', '.join(missing)}. Say which: --map column={missing[0]}, "
            f"or one value for all rows: --set {missing[0]}=value. The columns are {', '.join(names)}."[:500],
            at="map",
        )
