"""The rules above all journeys over HTTP."""

import pytest

from tests.studio.house import WELCOME, House, error_of


def test_the_workspace_is_published_with_a_reason(house: House) -> None:
    rules = {"kind": "workspace", "caps": [{"limit": 100, "within": "7d"}], "zone": "Europe/Berlin"}
    answer = house.client.put("/api/workspace", json={"document": rules, "reason": "not too much"})
    assert answer.status_code == 200, answer.text
    assert house.get("/api/workspace")["zone"] == "Europe/Berlin"
    assert error_of(house.client.put("/api/workspace", json={"document": WELCOME, "reason": "x"})) == (
        400,
        "document_kind",
    )


@pytest.mark.parametrize("field", ["account.billing_email", "event.email", 'entry["mail"]', "event.name", "account.id"])
def test_an_address_is_a_trait_of_the_person(house: House, field: str) -> None:
    rules = {"kind": "workspace", "addresses": {"email": field, "sms": 'person["mobile phone"].home'}}
    answer = house.client.put("/api/workspace", json={"document": rules, "reason": "to the boss"})
    assert error_of(answer) == (400, "journey_faults")
    assert [(one["code"], one["at"]) for one in answer.json()["faults"]] == [("address_field", "addresses.email")]
