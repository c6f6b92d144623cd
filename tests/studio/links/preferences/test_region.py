"""Where the workspace names its countries their rules are kept: checked, deferred with the source, and a footer."""

from collections.abc import Iterator

import pytest

from loopline.model.localtime import iso_ms
from tests.studio.house import House, Json, error_of, identify, living, track

RULES: Json = {
    "kind": "workspace",
    "zone": "Europe/Paris",
    "countries": ["FR", "US"],
    "postal_address": "Acme\n1 Main St",
    "consent": {"sms": "opt_out"},
}


def journey(channel: str, content: Json, **more: object) -> Json:
    nodes = {"say": {"kind": "message", "channel": channel, "content": content, **more}}
    entry = {"on": [f"asked_{channel}"], "reentry": {"policy": "always"}}
    goal = {"event": "bought", "within": "14d"}
    return {
        "kind": "journey",
        "id": f"by_{channel}",
        "owner": "g",
        "entry": entry,
        "goal": goal,
        "start": "say",
        "nodes": nodes,
    }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("law")) as opened:
        assert opened.client.put("/api/workspace", json={"document": RULES, "reason": "x"}).status_code == 200
        opened.publish(journey("sms", {"body": "Hi. STOP"}))
        opened.publish(journey("email", {"subject": "Hi", "html": "<p>Hi</p>", "text": "Hi"}))
        yield opened


@pytest.mark.parametrize(("phone", "held"), [("+33612345678", True), ("+4915112345678", False)])
def test_a_text_waits_for_the_hours_of_its_country(
    house: House, monkeypatch: pytest.MonkeyPatch, phone: str, held: bool
) -> None:
    sunday = iso_ms("2027-03-07T12:00:00", "Europe/Paris")  # France's operators carry nothing on Sunday
    assert sunday is not None
    monkeypatch.setattr(house.app.clock, "now", lambda: sunday)
    person = f"p{phone[1:4]}"
    house.send(identify(person, phone=phone), track(person, "asked_sms"))
    lines = [line["text"] for line in house.get(f"/api/people/{person}/timeline")["facts"]]
    assert any("no such message leave at this hour" in line for line in lines) is held, lines
    assert any("CPCE L34-5" in line for line in lines) is held, lines


def test_a_marketing_mail_ends_with_address_and_way_out(house: House) -> None:
    house.send(identify("ann", email="ann@acme.test"), track("ann", "asked_email"))
    key = house.get("/api/messages", person="ann")["messages"][0]["key"]
    rendered = house.get(f"/api/messages/{key}")["rendered"]
    assert "Acme<br>1 Main St<br><a href=" in rendered["html"] and "/l/unsubscribe/" in rendered["text"]


def test_a_mail_without_way_out_is_refused_at_publish_where_nothing_adds_one(house: House) -> None:
    bare = {**RULES, "postal_address": ""}
    checked = house.client.put("/api/workspace", json={"document": bare, "reason": "x"})
    assert checked.status_code == 200
    document = journey("email", {"subject": "Hi", "html": "<p>Hi</p>"})
    answer = house.client.post("/api/journeys/by_email/publish", json={"document": document, "reason": "x"})
    assert answer.status_code in (400, 409, 422) and "mail_way_out" in answer.text, answer.text
    assert error_of(answer)[1]


def test_a_translation_has_the_footer_too_or_is_refused_at_publish(house: House) -> None:
    content = {"subject": "Hi", "html": "<p>Hi {{unsubscribe_url}}</p>", "locales": {"de": {"html": "<p>Hallo</p>"}}}
    document = {**journey("email", content), "id": "by_locale"}
    document["entry"] = {"on": ["asked_locale"]}
    with_address = {**RULES, "postal_address": "Acme\n1 Main St"}
    assert house.client.put("/api/workspace", json={"document": with_address, "reason": "x"}).status_code == 200
    house.publish(document)
    house.send(identify("udo", email="udo@acme.test", language="de"), track("udo", "asked_locale"))
    key = house.get("/api/messages", person="udo")["messages"][0]["key"]
    html = house.get(f"/api/messages/{key}")["rendered"]["html"]
    assert "Hallo" in html and "Acme<br>1 Main St<br><a href=" in html and "/l/unsubscribe/" in html
    bare = {**RULES, "postal_address": ""}
    assert house.client.put("/api/workspace", json={"document": bare, "reason": "x"}).status_code == 200
    answer = house.client.post("/api/journeys/by_locale/publish", json={"document": document, "reason": "x"})
    assert "mail_way_out" in answer.text and "locales.de.html" in answer.text, answer.text


@pytest.mark.parametrize(
    ("person", "traits", "told"),
    [
        ("fay", {"country": "FR"}, False),
        ("gil", {"country": "FR", "tracking": "yes"}, True),
        ("hal", {"country": "US"}, True),
        ("ivy", {"country": "US", "tracking": False}, False),
        ("jon", {}, False),  # nobody knows where, and one of the countries asks for consent
    ],
)
def test_opens_are_told_by_consent_where_the_law_asks_for_it(
    house: House, person: str, traits: Json, told: bool
) -> None:
    house.send(identify(person, email=f"{person}@acme.test", **traits), track(person, "asked_email"))
    key = house.get("/api/messages", person=person)["messages"][0]["key"]
    assert ("/l/open/" in house.get(f"/api/messages/{key}")["rendered"]["html"]) is told


def test_quiet_hours_that_leave_no_hour_are_refused(house: House) -> None:
    document = {**RULES, "quiet_hours": {"from": "07:00", "to": "21:00"}}
    answer = house.client.put("/api/workspace", json={"document": document, "reason": "x"})
    assert answer.status_code == 400 and "quiet_hours_cover_window" in answer.text


def test_a_state_has_hours_of_its_own(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    evening = iso_ms("2027-03-10T20:30:00", "America/New_York")  # Virginia until 21, most states until 20
    assert evening is not None
    monkeypatch.setattr(house.app.clock, "now", lambda: evening)
    for person, state, held in (("va", "va", False), ("fl", "US-FL", True), ("ny", "NY", True)):
        number = {"va": "+17035550100", "fl": "+13055550100", "ny": "+12125550100"}[person]
        traits = {"phone": number, "country": "US", "state": state, "timezone": "America/New_York"}
        house.send(identify(person, **traits), track(person, "asked_sms"))
        lines = [line["text"] for line in house.get(f"/api/people/{person}/timeline")["facts"]]
        assert any("no such message leave at this hour" in line for line in lines) is held, (person, lines)
