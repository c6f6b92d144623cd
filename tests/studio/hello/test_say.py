"""The journey of the first message is sound, and whoever begins gets its mail, each time they ask."""

from loopline.decisions.documents.read import to_plain
from loopline.studio.hello.say import hello_journey
from tests.studio.house import House, error_of, identify

ADA = {"name": "Ada Lovelace", "email": "Ada@Example.test"}


def test_the_journey_ships_without_a_fault(house: House) -> None:
    """Given the document as it ships, the checks have nothing to say."""
    assert hello_journey().id == "hello_loopline"
    assert house.client.post("/api/check", json={"document": to_plain(hello_journey())}).json()["faults"] == []


def test_whoever_begins_gets_a_mail_with_their_own_name(house: House) -> None:
    """Given an empty house, one call makes a test person, publishes the journey once, and the mail is there."""
    keys = set()
    for _ in range(2):
        said = house.client.post("/api/hello", json=ADA)
        assert said.status_code == 200, said.text
        keys.add(said.json().pop("message"))
        assert said.json().items() >= {"person": "ada@example.test", "sandbox": True}.items()
        house.settle()
    assert len(keys) == 2 and "" not in keys, "each call is a message of its own"
    for key in keys:
        detail = house.get(f"/api/messages/{key}")
        assert detail["subject"] == "Hello Ada, this is your first message"
        assert (detail["status"], detail["provider"], detail["address"]) == ("sent", "sandbox", "ada@example.test")
    assert house.get("/api/journeys/hello_loopline")["live"]["version"] == 1
    assert house.get("/api/people/ada@example.test")["test"] is True
    assert house.get("/api/journeys/hello_loopline/report")["entered"] == 0, "a test person is in no figure"


def test_a_customer_of_this_address_stays_one(house: House) -> None:
    """Given a person who is a customer under this address, nothing is written about them and nothing is sent."""
    house.send(identify("cem@example.test", email="cem@example.test", first_name="Cem"))
    before = house.get("/api/people/cem@example.test")
    answer = house.client.post("/api/hello", json={"name": "Eve", "email": "Cem@example.test"})
    assert error_of(answer) == (409, "hello_person_known")
    house.settle()
    assert house.get("/api/people/cem@example.test") == before


def test_a_stopped_hello_begins_again_when_somebody_asks_for_it(house: House) -> None:
    """Given its journey stopped or paused, the next hello is answered all the same."""
    assert house.client.post("/api/hello", json=ADA).json()["message"]
    for verb in ("pause", "stop"):
        assert house.client.post(f"/api/journeys/hello_loopline/{verb}", json={}).status_code == 200
        assert house.client.post("/api/hello", json=ADA).json()["message"]
