"""A value as one of the declared type: what reads as it, and what nobody should guess."""

from typing import Any

import pytest
from msgspec import json

from loopline.model.effect import Effect
from loopline.model.signal import EventReceived, TimerDue
from loopline.model.tracking.declared import DeclaredEvent, DeclaredField, DeclaredPlan, FieldType
from loopline.signals.declared import as_declared, as_type


@pytest.mark.parametrize(
    ("value", "wanted", "taken"),
    [
        ("6", "number", 6),
        (" -6.50 ", "number", -6.5),
        ("12,00", "number", None),
        ("1e3", "number", None),
        ("٣", "number", None),
        ("9" * 31, "number", None),
        ("9" * 20, "number", 1e20),  # the log holds no bigger whole numbers
        ("-" + "9" * 30, "number", -1e30),
        (str(2**63), "number", 2**63),
        (True, "number", None),
        (6, "string", "6"),
        (6.5, "string", "6.5"),
        (False, "string", "false"),
        ("2026-03-01", "string", "2026-03-01"),
        ([1], "string", None),
        ("TRUE", "boolean", True),
        (0, "boolean", False),
        (2, "boolean", None),
        ("yes", "boolean", None),
        (1_700_000_000, "date", None),
    ],
)
def test_a_value_of_another_type(value: Any, wanted: FieldType, taken: Any) -> None:
    found = as_type(value, wanted)
    assert found == taken and type(found) is type(taken)


def test_what_is_not_declared_stays_the_very_same_signal() -> None:
    effects: list[Effect] = []
    plan = DeclaredPlan(events={"paid": DeclaredEvent(properties={"a.b": DeclaredField(type="number")})})
    other = EventReceived(key="ann", id="1", name="seen", at=1, received_at=1, properties=b'{"a": {"b": "6"}}')
    odd = EventReceived(key="ann", id="1", name="paid", at=1, received_at=1, properties=b'{"a": "6"}')
    timer = TimerDue(key="ann", at=1, received_at=1)
    assert all(as_declared("ann", one, plan, effects) is one for one in (other, odd, timer)) and not effects
    paid = EventReceived(key="ann", id="1", name="paid", at=1, received_at=1, properties=other.properties)
    read = as_declared("ann", paid, plan, effects)
    assert isinstance(read, EventReceived) and json.decode(read.properties) == {"a": {"b": 6}} and len(effects) == 1
