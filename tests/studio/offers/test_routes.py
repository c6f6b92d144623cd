"""Offers where people meet them: published, filled with codes, given by messages, redeemed, explained, and approved."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.served import loopline
from tests.studio.house import House, Json, error_of, identify, living, track
from tests.studio.offers.winback import JOURNEY, OFFER, check, offered, publish, upload


def test_an_offer_is_published_filled_granted_redeemed_and_explained(house: House) -> None:
    assert house.get("/api/offers") == {"offers": []}
    assert "offer_unknown" in check(house, JOURNEY)
    assert publish(house, OFFER)["version"] == 1
    assert [(one["kind"], one["id"]) for one in house.get("/api/content")["content"]] == [("offer", "back")]
    assert house.get("/api/offers/back")["standing"] == "codes_gone"
    assert upload(house, "back", "code\nA-1\nA-2\na-1\n\nA-3,for Ann\n") == {
        "read": 3,
        "added": 3,
        "known": 0,
        "left": 3,
    }
    assert upload(house, "back", "A-3\nA-4") == {"read": 2, "added": 1, "known": 1, "left": 4}
    publish(house, JOURNEY)
    people = {"ann": 100, "bob": 90, "cem": 80, "low": 79}
    house.send(*(identify(name, email=f"{name}@box.test", predicted_ltv=ltv) for name, ltv in people.items()))
    house.send(*(track(name, "cancelled") for name in people))
    line = house.get("/api/offers/back")
    assert (line["granted"], line["refused"], line["spent"], line["codes_left"]) == (2, 1, 20, 2)
    assert (line["standing"], line["journeys"]) == ("spent", ["winback"])
    granted, asked = sorted(offered(house, "ann"), reverse=True)
    assert granted.startswith('Granted the offer "back" at mail, with the code A-')
    assert asked == 'Asked for the offer "back" at mail.'
    refused = [text for text in offered(house, "low") if "Not given" in text]
    assert refused == ['Not given the offer "back" at mail: its condition is not true of them. (predicted_ltv was 79)']
    assert any("its budget is spent" in text for name in ("ann", "bob", "cem") for text in offered(house, name))
    code = granted.partition("the code ")[2].partition(",")[0]
    key = {"Authorization": f"Bearer {house.app.keys.create('analyst')}"}
    sql = {"sql": "SELECT reason, data FROM facts WHERE kind = 'offer'"}
    told = house.stranger.get("/api/query", params=sql, headers=key).text
    assert "granted" in told and "expires_at" in told
    assert code not in told and '\\"code\\"' not in told, "who may read figures may not spend what is granted to others"
    house.send(track("ann", "order_placed", coupon=code.lower(), discount=4.5))
    after = house.get("/api/offers/back")
    assert (after["redeemed"], after["redeemed_cost"], after["spent"]) == (1, 4.5, 14.5)
    assert after["standing"] == "open", "the rest of her grant is free again"


def test_why_page_says_why_nobody_got_it(house: House) -> None:
    answer = str(house.get("/api/people/low/why"))
    assert "its condition is not true of them" in answer


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"budget": {"amount": 5, "currency": "EUR"}}, "offer_budget_small"),
        ({"budget": {"amount": 50}}, "offer_currency"),
        ({"cost": 0}, "offer_cost_missing"),
        ({"cost": 0.00001}, "offer_money"),
        ({"starts": "2027-01-01", "ends": "2026-01-01"}, "offer_date"),
        ({"ends": "soon"}, "offer_date"),
        ({"codes": {"source": "sky"}}, "offer_codes"),
        ({"codes": {"source": "shared"}}, "offer_codes"),
        ({"codes": {"source": "generated", "length": 3}}, "offer_codes"),
        ({"value": {"percent": 120}}, "offer_value"),
        ({"value": {"percent": 10, "amount": 3, "currency": "EUR"}}, "offer_value"),
        ({"value": {}}, "offer_value"),
        ({"per_person": 51}, "offer_limit"),
        ({"cooling_off": "1000d"}, "offer_limit"),
        ({"when": "predicted_ltv >= "}, "condition_syntax"),
        ({"when": "event.amount > 3"}, "event_not_here"),
    ],
)
def test_what_could_not_work_is_told(house: House, change: Json, code: str) -> None:
    assert code in check(house, {**OFFER, "id": "draft", **change})


def test_what_a_message_reads_of_an_offer_is_checked(house: House) -> None:
    node = JOURNEY["nodes"]["mail"]

    def faults(**changes: Any) -> list[str]:
        return check(house, {**JOURNEY, "nodes": {"mail": {**node, **changes}}})

    assert faults() == []
    assert "offer_missing" in faults(offer="")
    assert "offer_field" in faults(content={"subject": "x", "text": "{{offer.code}} {{offer.price}}"})
    assert "offer_code_unused" in faults(content={"subject": "x", "text": "{{offer.words}}"})
    assert "policy_unknown" in faults(if_no_offer="perhaps")
    publish(house, {"kind": "offer", "id": "plain", "words": "a hug", "budget": {"grants": 3}})
    found = faults(offer="plain")
    assert {"offer_code_none", "offer_expiry_none"} <= set(found)


def test_uploads_are_refused_whole_with_the_line_that_is_wrong(house: House) -> None:
    before = house.get("/api/offers/back")["codes_left"]
    bad = house.client.post("/api/offers/back/codes", content=b"GOOD-1\nno code\n")
    assert error_of(bad) == (400, "codes_unreadable")
    assert bad.json()["error"]["at"] == "line 2"
    many = "\n".join(f"X{number}" for number in range(10_001)).encode()
    assert error_of(house.client.post("/api/offers/back/codes", content=many)) == (400, "codes_too_many")
    assert error_of(house.client.post("/api/offers/plain/codes", content=b"A")) == (409, "offer_no_pool")
    assert error_of(house.client.post("/api/offers/nothing/codes", content=b"A")) == (404, "offer_unknown")
    assert error_of(house.stranger.post("/api/offers/back/codes", content=b"A")) == (401, "signed_out")
    assert house.get("/api/offers/back")["codes_left"] == before


def test_an_offer_that_is_given_is_not_archived_and_an_archived_one_is_given_to_nobody(house: House) -> None:
    refused = house.client.post("/api/content/offer/back/archive", json={"reason": "over"})
    assert error_of(refused) == (409, "content_in_use")
    assert house.client.post("/api/content/offer/plain/archive", json={"reason": "over"}).status_code == 200
    assert house.get("/api/offers/plain")["standing"] == "archived"


def test_a_new_version_bounds_live_journeys_and_what_it_promises_reaches_them(house: House) -> None:
    pushed = publish(house, {**OFFER, "value": {"percent": 30}, "budget": {"amount": 400, "currency": "EUR"}})
    assert (pushed["version"], pushed["journeys"]) == (2, ["winback"])
    house.send(identify("dan", email="dan@box.test", predicted_ltv=500), track("dan", "cancelled"))
    (version,) = [one for one in house.app.loop.published.live.values() if one.id == "winback"]
    assert version.version == 2
    assert version.journey.pins["mail"].offer_version == 2
    assert house.get("/api/offers/back")["granted"] >= 3


def test_commands_show_offers_and_add_codes(tmp_path: Path) -> None:
    folder, document, codes = tmp_path / "data", tmp_path / "offer.yaml", tmp_path / "codes.csv"
    document.write_text(
        "kind: offer\nid: back\nwords: 10 off\nbudget: {grants: 50}\ncodes: {source: pool}\n", encoding="utf-8"
    )
    codes.write_text("code,who\n" + "".join(f"C-{number},x\n" for number in range(12_000)), encoding="utf-8")
    assert "No offer is published." in loopline("offer", "list", "--data", folder).stdout
    assert loopline("push", document, "--publish", "--reason", "new", "--data", folder).returncode == 0
    added = loopline("offer", "codes", "add", "back", codes, "--data", folder)
    assert (added.returncode, added.stdout.strip()) == (
        0,
        "12,000 codes read: 12,000 are new, 0 were known; 12,000 are left to give.",
    )
    again = loopline("offer", "codes", "add", "back", codes, "--data", folder)
    assert "0 are new, 12,000 were known; 12,000 are left" in again.stdout
    assert "12,000" in loopline("offer", "list", "--data", folder).stdout
    assert '"codes_left": 12000' in loopline("offer", "show", "back", "--data", folder).stdout
    missing = loopline("offer", "show", "nothing", "--data", folder)
    assert (missing.returncode != 0, "offer_unknown" in missing.stderr) == (True, True)


def test_a_big_offer_is_published_once_somebody_else_has_approved_of_its_very_text(tmp_path: Path) -> None:
    big: Json = {**OFFER, "budget": {"amount": 5_000, "currency": "EUR"}}
    body = {"document": big, "publish": True, "reason": "big"}
    with living(tmp_path / "house") as owned:
        publish(owned, {"kind": "workspace", "offers": {"approve_above": 1_000, "approve_above_percent": 50}})
        assert error_of(owned.client.post("/api/documents", json=body)) == (409, "offer_needs_approval")
        by_key = owned.client.post("/api/offers/back/approve", json={"document": big})
        assert error_of(by_key) == (400, "offer_approval_person")
        token, password = owned.setup_token(), "a long enough password"
        person = {"email": "ada@example.test", "name": "Ada", "password": password, "token": token}
        made = owned.stranger.post("/api/setup", json=person)
        assert made.status_code == 200, made.text
        write = {"X-Loopline-Studio": "1"}
        approved = owned.stranger.post("/api/offers/back/approve", json={"document": big}, headers=write)
        assert (approved.status_code, approved.json().get("by")) == (200, "Ada"), approved.text
        own = owned.stranger.post("/api/documents", json=body, headers=write)
        assert error_of(own) == (409, "offer_needs_approval"), "nobody approves of what they publish themselves"
        other = {**body, "document": {**big, "budget": {"amount": 6_000, "currency": "EUR"}}}
        assert error_of(owned.client.post("/api/documents", json=other)) == (409, "offer_needs_approval")
        assert owned.client.post("/api/documents", json=body).status_code == 200
        both = [other["document"], {**OFFER, "id": "little"}]
        batch = owned.client.post("/api/documents/batch", json={"documents": both, "publish": True, "reason": "x"})
        assert batch.status_code == 200
        assert "offer_needs_approval" in batch.text
        assert [one["id"] for one in owned.get("/api/offers")["offers"]] == ["back", "little"], "it costs no other"
        small = {**OFFER, "id": "small", "value": {"percent": 60}}
        refused = owned.client.post("/api/documents", json={**body, "document": small})
        assert error_of(refused) == (409, "offer_needs_approval")
