"""A trigger that makes no sense is told: each is one thing, with what belongs to it."""

from typing import Any

import pytest

from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document


def faults(*triggers: dict[str, Any], **entry: Any) -> dict[str, str]:
    """The codes of what is found, each with its place."""
    document = {
        "kind": "journey",
        "id": "j",
        "entry": {"on": [], "triggers": list(triggers), **entry},
        "start": "end",
        "nodes": {"end": {"kind": "exit", "reason": "done"}},
    }
    return {one.code: one.at for one in check_document(build_document(document))}


@pytest.mark.parametrize(
    ("trigger", "code"),
    [
        ({}, "trigger_form"),
        ({"date": "due", "schedule": "0 9 * * *"}, "trigger_form"),
        ({"date": "due", "event": "x"}, "trigger_form"),
        ({"date": "due", "segment": "a", "list": "b"}, "trigger_form"),
        ({"date": "due", "existing": "skip"}, "trigger_form"),
        ({"date": "due", "leaves": True, "when": "plan == 1"}, "trigger_form"),
        ({"event": "x", "at": "09:00"}, "trigger_form"),
        ({"schedule": "0 9 * * *", "yearly": True}, "trigger_form"),
        ({"event": "x", "zone": "workspace"}, "trigger_form"),
        ({"request": True, "when": "plan == 1"}, "trigger_form"),
        ({"schedule": "* * * * *"}, "schedule_too_often"),
        ({"schedule": "soon"}, "schedule_form"),
        ({"schedule": "0 9 * * *", "zone": "Mars"}, "trigger_zone"),
        ({"date": "entry.x"}, "change_field"),
        ({"date": "due", "offset": "400d"}, "trigger_offset_range"),
        ({"date": "due", "offset": "soon"}, "duration_invalid"),
        ({"date": "due", "at": "25:00"}, "time_invalid"),
        ({"date": "due", "when": "event.x == 1"}, "event_not_here"),
        ({"when": "plan == 1", "event": "x"}, "trigger_form"),
        ({"segment": "idle", "from": 1}, "trigger_form"),
        ({"event": "x", "leaves": True}, "trigger_form"),
        ({"list": "vip", "leaves": True, "existing": "skip"}, "trigger_form"),
        ({"list": "vip", "existing": "maybe"}, "trigger_existing_unknown"),
        ({"when": "event.amount > 1"}, "event_not_here"),
        ({"when": 'opened("end")'}, "receipt_not_here"),
        ({"account_event": "overdue"}, "trigger_account_event"),
        ({"account_event": "overdue", "event": "x"}, "trigger_form"),
    ],
)
def test_a_trigger_that_makes_no_sense_is_told(trigger: dict[str, Any], code: str) -> None:
    assert faults({"event": "x"}, trigger).get(code, "").startswith("entry.triggers[1]")


def test_an_event_of_the_account_asks_nothing_of_a_person() -> None:
    account: dict[str, Any] = {"account": {}}
    own = {"account_event": "overdue", "where": "event.amount > 5 and account.seats > 1"}
    assert "trigger_account_event" not in faults(own, **account)
    of_person = faults({**own, "where": 'plan == "pro"'}, **account)
    assert of_person["trigger_account_event"] == "entry.triggers[0].where"
    assert faults(own, **account, where='in_list("vip")')["trigger_account_event"] == "entry.where"


@pytest.mark.parametrize(
    "trigger",
    [
        {"event": "x", "where": "event.amount > 1"},
        {"change": "plan", "from": "free", "to": "pro", "where": "seats > 1"},
        {"when": "seats > 1", "existing": "skip"},
        {"segment": "big", "leaves": True},
        {"list": "vip"},
        {"date": "account.ends_on", "offset": "-30d", "at": "09:00", "yearly": True, "zone": "workspace"},
        {"schedule": "0 9 * * mon", "zone": "Europe/Berlin", "segment": "big"},
        {"schedule": "2026-12-24 09:00", "list": "vip", "where": "seats > 1"},
        {"request": True, "where": "event.amount > 1"},
    ],
)
def test_a_trigger_that_makes_sense_has_no_fault(trigger: dict[str, Any]) -> None:
    assert faults(trigger) == {}


def test_the_filter_of_all_sees_an_event_only_where_every_way_in_has_one() -> None:
    request, clock = {"request": True}, {"schedule": "0 9 * * mon"}
    assert faults(request, where="event.amount > 1") == {}
    assert "event_not_here" in faults(request, clock, where="event.amount > 1")
