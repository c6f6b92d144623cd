"""The rules above all journeys over HTTP."""

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
