"""What a check says of limits of entries."""

from typing import Any

import pytest

from loopline.decisions.documents.check import check_document
from tests.decisions.admission.played import journey_of


def found(limits: dict[str, Any], **fields: Any) -> list[tuple[str, str]]:
    """The faults of a journey with these limits, with their places."""
    faults = check_document(journey_of(limits, **fields))
    return [(one.code, one.at) for one in faults if one.at.startswith("entry.limits")]


@pytest.mark.parametrize(
    ("limits", "faults"),
    [
        ({}, []),
        ({"total": 1_000, "per_hour": 50, "per_day": 400, "wait": "2d"}, []),
        ({"per_hour": 1, "per_day": 23}, []),
        ({"per_hour": -1}, [("entry_limit_negative", "entry.limits")]),
        ({"total": -5}, [("entry_limit_negative", "entry.limits")]),
        ({"per_hour": 5, "beyond": "drop"}, [("entry_beyond_unknown", "entry.limits.beyond")]),
        ({"per_hour": 5, "wait": "91d"}, [("entry_wait_long", "entry.limits.wait")]),
        ({"per_hour": 5, "wait": "0d"}, [("entry_wait_none", "entry.limits.wait")]),
        ({"per_hour": 5, "wait": "soon"}, [("duration_invalid", "entry.limits.wait")]),
        ({"per_hour": 10, "per_day": 10}, [("entry_limit_unused", "entry.limits.per_hour")]),
        ({"per_hour": 10, "per_day": 240}, [("entry_limit_unused", "entry.limits.per_day")]),
        ({"total": 10, "wait": "2d"}, [("entry_wait_unused", "entry.limits.wait")]),
        ({"per_hour": 10, "beyond": "refuse", "wait": "2d"}, [("entry_wait_unused", "entry.limits.wait")]),
    ],
)
def test_each_fault_is_told_where_it_stands(limits: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    assert found(limits) == faults


def test_an_account_that_decides_has_no_limits() -> None:
    entry = {"account": {"fallback": "asker"}}
    assert found({"per_hour": 3}, entry=entry) == [("entry_limits_account", "entry.limits")]
    assert found({}, entry=entry) == []
