"""A row of a file as the signals that it says. The ids are made of the import and of the row, so none counts twice."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.model.channels import parse_channel
from loopline.model.consent.proof import Proof, bounded_proof, method_named
from loopline.model.errors import Invalid
from loopline.model.ids import account_key, anonymous_key, person_key
from loopline.model.signal import (
    AccountJoined,
    ConsentChanged,
    EventReceived,
    ListChanged,
    Signal,
    TraitsChanged,
    Trust,
)
from loopline.signals.content import deeper_than, narrowed
from loopline.signals.imports.cells import EXPECTED, BadCell, read_cell
from loopline.signals.imports.mapping import FIELDS, SKIP, ImportKind, MappedColumn, guessed_column
from loopline.signals.lists.until import read_until
from loopline.signals.quality import DEPTH_MAX, MESSAGE_BYTES_MAX, BadMessage, checked_id, checked_name
from loopline.signals.timestamps import read_stamp

SOURCE: Final = "import"
Row = Mapping[str, object]
SpokenRow = Callable[[str, Mapping[str, Any], int], list[Signal]]
"""Reads what a row says of an address: the row's id, its fields, and when (ms). Raises Invalid."""


class RefusedRow(Struct, frozen=True):
    """A row that was not taken: the line it begins on, the column, what stood there, what was expected, a code."""

    line: int
    column: str
    seen: str
    expected: str
    code: str


class BadRow(Exception):
    """Raised for a row that is not taken; holds all that is to be told of it but its line."""

    def __init__(self, column: str, seen: object, expected: str, code: str) -> None:
        super().__init__(expected)
        self.column, self.seen, self.expected, self.code = column, str(seen)[:80], expected, code

    def at(self, line: int) -> RefusedRow:
        """The refusal of the row that begins on this line."""
        return RefusedRow(line, self.column, self.seen, self.expected, self.code)


class RowReader:
    """Reads the rows of one import. `at` is when it began (ms): so rows without a time of their own say the same."""

    def __init__(
        self,
        kind: ImportKind,
        columns: Sequence[MappedColumn],
        fixed: Mapping[str, str],
        identity: str,
        at: int,
        by: str,
        spoken: SpokenRow,
        *,
        silent: bool,
    ) -> None:
        self._kind, self._fixed, self._id, self._at, self._by, self._spoken = kind, fixed, identity, at, by, spoken
        self._columns: dict[str, list[MappedColumn]] = {}
        for column in columns:
            self._columns.setdefault(column.name, []).append(column)
        self._trust: Trust = "silent" if silent else ""

    def fields(self, row: Row) -> dict[str, Any]:
        """The row by fields; empty cells are left out. Raises BadRow."""
        found: dict[str, Any] = dict(self._fixed)
        for name, given in row.items():
            for column in self._columns.get(name) or self._unplanned(name, given):
                if column.field == SKIP:
                    continue
                try:
                    value = read_cell(given, column.type)
                except BadCell as bad:
                    raise BadRow(name, bad.seen, bad.expected, "row_cell") from None
                if value is not None:
                    found[column.field] = value
        return found

    def signals(self, number: int, row: Row, received_at: int) -> list[Signal]:
        """What the row of this number says. Raises BadRow."""
        return self.signals_of(f"import/{self._id}/{number}", row, received_at)

    def signals_of(self, identity: str, row: Row, received_at: int) -> list[Signal]:
        """What the row says, under this id. Raises BadRow."""
        found = self.fields(row)
        try:
            if self._kind == "suppressions":
                return self._spoken(identity, found, self._at)
            return self._of_a_person(identity, found, received_at)
        except BadMessage as bad:
            raise BadRow("", "", bad.text, bad.code) from None
        except Invalid as bad:
            raise BadRow(bad.at, found.get(bad.at, ""), bad.text, bad.code) from None

    def _unplanned(self, name: str, given: object) -> list[MappedColumn]:
        """A field of a later JSON line that none of the first ones had."""
        columns = [guessed_column(self._kind, name, [given])]
        if len(self._columns) < 2_000:
            self._columns[name] = columns
        return columns

    def _of_a_person(self, identity: str, found: dict[str, Any], received_at: int) -> list[Signal]:
        if self._kind == "lists" and found.get("account_id") is not None:
            return [self._account_listed(identity, found, received_at)]
        known, anonymous = self._id_of(found, "user_id"), self._id_of(found, "anonymous_id")
        if not known and not anonymous:
            raise BadRow("user_id", "", "an id: the row says of nobody whom it means", "identity_missing")
        key = person_key(known) if known else anonymous_key(anonymous)
        link = anonymous_key(anonymous) if known and anonymous else ""
        at = self._time(found, received_at)
        head: dict[str, Any] = {"key": key, "id": identity, "at": at, "received_at": received_at}
        match self._kind:
            case "people":
                traits = _sound(_rest(found, "people"))
                return [TraitsChanged(**head, traits=traits, link=link, source=SOURCE, trust=self._trust)]
            case "events":
                name = checked_name(found.get("event"), "event")
                properties = msgspec.json.encode(_sound(_rest(found, "events")))
                return [EventReceived(**head, name=name, properties=properties, link=link, trust=self._trust)]
            case "accounts":
                account = account_key(self._id_of(found, "account_id"))
                traits = _sound(_rest(found, "accounts"))
                return [AccountJoined(**head, account=account, traits=traits, trust=self._trust)]
            case "lists":
                return [self._listed(head, found)]
            case _:
                return [self._consent(head, found)]

    def _account_listed(self, identity: str, found: Row, received_at: int) -> Signal:
        """Of an account that joins or leaves a list: a row means a person or an account, never both."""
        if found.get("user_id") is not None or found.get("anonymous_id") is not None:
            raise BadRow("account_id", found.get("account_id"), "a person or an account, not both", "row_cell")
        key, at = account_key(self._id_of(found, "account_id")), self._time(found, received_at)
        return self._listed({"key": key, "id": identity, "at": at, "received_at": received_at}, found)

    def _listed(self, head: dict[str, Any], found: Row) -> Signal:
        member: bool = _truth(found, "member", otherwise=True)
        named: Any = found.get("list")
        name = checked_name(named, "list")
        until = read_until(found.get("until"), head["received_at"]) if member else 0
        return ListChanged(**head, name=name, member=member, until=until, trust=self._trust)

    def _id_of(self, found: Row, field: str) -> str:
        given = found.get(field)
        if given is None:
            return ""
        if not isinstance(given, str | int | float) or isinstance(given, bool):
            raise BadRow(field, given, "an id: a text or a whole number", "id_invalid")
        try:
            return checked_id(given, field)
        except BadMessage as bad:
            raise BadRow(field, given, bad.text, bad.code) from None

    def _time(self, found: Row, received_at: int) -> int:
        stamp = found.get("at") if "at" in FIELDS[self._kind] else None
        if stamp is None:
            return min(self._at, received_at)
        at, odd = read_stamp(stamp, None, received_at)
        if odd:
            raise BadRow("at", stamp, f"{EXPECTED['date']}, not in the future", "row_time")
        return at

    def _consent(self, head: dict[str, Any], found: Row) -> Signal:
        channel = parse_channel(str(found.get("channel", "")), at="channel")
        method = method_named(str(found.get("method") or "import"))
        if method is None:
            raise BadRow("method", found.get("method"), "a method of consent, such as double_opt_in", "row_cell")
        names = ("text", "form", "ip", "agent", "operator", "language")
        parts = {name: str(found[name]) for name in names if name in found}
        return ConsentChanged(
            **head,
            channel=channel,
            topic=str(found.get("topic", "")),
            allowed=_truth(found, "allowed"),
            source=SOURCE,
            proof=bounded_proof(Proof(method, **{"operator": self._by, **parts})),
        )


def _truth(found: Row, field: str, *, otherwise: bool | None = None) -> bool:
    given = found.get(field, otherwise)
    try:
        value = read_cell(given, "bool")
    except BadCell as bad:
        raise BadRow(field, bad.seen, bad.expected, "row_cell") from None
    if not isinstance(value, bool):
        raise BadRow(field, "" if given is None else given, EXPECTED["bool"], "row_cell")
    return value


def _rest(found: Row, kind: ImportKind) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in FIELDS[kind]}


def _sound(values: dict[str, Any]) -> dict[str, Any]:
    """The values, when the log can hold them."""
    if any(isinstance(value, dict | list) for value in values.values()) and deeper_than(DEPTH_MAX, values):
        raise BadRow("", "", f"objects and lists at most {DEPTH_MAX} deep", "too_deep")
    try:
        size = len(msgspec.json.encode(values))
    except (TypeError, ValueError, RecursionError, OverflowError):
        raise BadRow("", "", EXPECTED["any"], "row_cell") from None
    if size > MESSAGE_BYTES_MAX:
        raise BadRow("", f"{size} bytes", f"at most {MESSAGE_BYTES_MAX} bytes in a row", "row_too_large")
    return {name: value if isinstance(value, str | float) else narrowed(value) for name, value in values.items()}
