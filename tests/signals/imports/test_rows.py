"""Rows as signals."""

import pytest

from loopline.model.ids import account_key
from loopline.model.signal import AccountJoined, EventReceived, Signal, TraitsChanged
from loopline.signals.imports.mapping import ImportKind, plan_columns
from loopline.signals.imports.rows import BadRow, Row, RowReader

NOW = 1_770_000_000_000


def reader(kind: ImportKind, *names: str, silent: bool = True) -> RowReader:
    def nobody(identity: str, found: object, at: int) -> list[Signal]:
        raise AssertionError

    columns = plan_columns(kind, names, (), {}, {})
    return RowReader(kind, columns, {}, "abc", NOW, "me", nobody, silent=silent)


def test_a_row_says_the_same_whenever_it_is_read() -> None:
    people = reader("people", "id", "plan")
    (one,) = people.signals(7, {"id": "ann", "plan": "pro"}, NOW + 5)
    assert one == TraitsChanged(
        key="ann",
        id="import/abc/7",
        at=NOW,
        received_at=NOW + 5,
        traits={"plan": "pro"},
        source="import",
        trust="silent",
    )


def test_an_event_has_its_own_time_and_the_rest_as_properties() -> None:
    events = reader("events", "id", "event", "at", "amount", silent=False)
    row = {"id": "ann", "event": "bought", "at": "2025-01-02T00:00:00Z", "amount": "x"}
    (one,) = events.signals(1, row, NOW)
    assert isinstance(one, EventReceived)
    assert (one.name, one.at, one.properties, one.trust) == ("bought", 1_735_776_000_000, b'{"amount":"x"}', "")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"event": "a"}, "identity_missing"),
        ({"id": "null", "event": "a"}, "id_invalid"),
        ({"id": "ann"}, "name_missing"),
        ({"id": "ann", "event": "a", "at": "soon"}, "row_time"),
        ({"id": "ann", "event": "a", "x": "\0"}, "row_cell"),
        ({"id": "ann", "event": "a", **{f"x{n}": "y" * 9_000 for n in range(4)}}, "row_too_large"),
    ],
)
def test_a_row_that_is_not_taken_says_why(row: Row, code: str) -> None:
    with pytest.raises(BadRow) as bad:
        reader("events", "id", "event", "at").signals(1, row, NOW)
    assert bad.value.code == code


def test_a_member_says_the_account_and_what_it_is() -> None:
    [said] = reader("accounts", "companyId", "user_id", "Plan", silent=False).signals(
        0, {"companyId": "acme", "user_id": "ann", "Plan": "pro"}, NOW
    )
    assert isinstance(said, AccountJoined)
    assert (said.account, said.traits, said.trust) == (account_key("acme"), {"plan": "pro"}, "")
