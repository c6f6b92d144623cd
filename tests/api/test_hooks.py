"""A provider calls: what it signs is in the log before it is answered, and nobody else is believed."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from typing import Any

import pytest

from loopline.model.errors import Unavailable
from loopline.providers import registry
from loopline.settings import Settings
from loopline.studio.people.addresses import suppressed_of
from tests.api.sms_journey import ENTRY, NODES, consent, key_of, receipts
from tests.providers.pigeon import LOFTS, Loft, call
from tests.studio.house import WELCOME, House, error_of, identify, living, track

SECRET = "coo"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose SMS leave by pigeon, a provider of another package."""
    points = registry.installed()
    pigeon = EntryPoint("pigeon", "tests.providers.pigeon:Pigeon", registry.GROUP)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "entry_points", lambda group: EntryPoints((*points.values(), pigeon)))
        registry.installed.cache_clear()
        LOFTS["dovecote"] = Loft()
        folder = tmp_path_factory.mktemp("house")
        with living(folder, Settings.model_validate({"sms": f"pigeon://:{SECRET}@dovecote"})) as house:
            house.publish({**WELCOME, "entry": ENTRY, "start": "text", "nodes": NODES})
            yield house
    registry.installed.cache_clear()


def tell(house: House, *events: dict[str, Any], secret: str = SECRET) -> Any:
    request = call(secret, *events)
    return house.stranger.post("/hooks/pigeon?loft=7", content=request.body, headers=dict(request.headers))


def timeline(house: House, person: str) -> list[str]:
    return [line["text"] for line in house.get(f"/api/people/{person}/timeline")["facts"]]


def test_the_provider_is_named_where_an_operator_looks(house: House) -> None:
    channels = house.stranger.get("/api/health").json()["channels"]
    assert channels == {
        "email": "sandbox",
        "sms": "pigeon",
        "push": "sandbox",
        "in_app": "inbox",
        "webhook": "webhook",
        "whatsapp": "sandbox",
    }


def test_what_it_tells_is_durable_and_decides(house: House) -> None:
    key = key_of(house, "ann")
    end = house.app.log.end()
    answer = tell(house, {"event": "landed", "key": key, "id": "e1", "at": 1_000})
    assert (answer.status_code, answer.content) == (200, b"")
    assert house.app.log.end() > end, "on disk before it is answered"
    assert receipts(house, key) == ["delivered"]
    shown = house.get("/api/messages", person="ann")["messages"]
    assert {line["node"] for line in shown} == {"text", "thanks"}, "a wait for it has ended"


def test_news_told_twice_counts_once(house: House) -> None:
    key = key_of(house, "bob")
    for _ in range(3):
        assert tell(house, {"event": "landed", "key": key, "id": "e2"}).status_code == 200
    assert receipts(house, key) == ["delivered"]


def test_news_of_an_unknown_message_costs_no_other(house: House) -> None:
    key = key_of(house, "cem")
    strange = [{"event": "landed", "key": "no:such:1", "id": "e3"}, {"event": "moulted", "key": key}, {}]
    answer = tell(house, *strange, {"event": "landed", "key": key, "id": "e4"}, *strange)
    assert answer.status_code == 200
    assert receipts(house, key) == ["delivered"]


def test_a_stop_by_number_alone_is_heard(house: House) -> None:
    number = "+4917110"
    key = key_of(house, "dan", number)
    assert house.get("/api/people/dan")["consent"] == {"sms": True}
    assert tell(house, {"event": "answer", "from": number, "text": " Stop ", "id": "a1"}).status_code == 200
    house.settle()
    assert house.get("/api/people/dan")["consent"] == {"sms": False}
    assert receipts(house, key) == [], "nobody knows to which message it was the answer"
    assert tell(house, {"event": "answer", "from": number, "text": "START", "id": "a2"}).status_code == 200
    house.settle()
    assert house.get("/api/people/dan")["consent"] == {"sms": True}
    assert timeline(house, "dan").count("Replied: SMS.") == 2


def test_a_number_that_is_none_gets_nothing_and_says_so(house: House) -> None:
    for person, written, words in [
        ("gil", "call me", "what stands there for their phone number is none"),
        ("hal", 4917012345678, "does not say its country"),
    ]:
        house.send(identify(person, phone=written), consent(person), track(person, "signed_up"))
        assert house.get("/api/messages", person=person)["messages"] == []
        assert words in " ".join(timeline(house, person))


def test_a_number_goes_out_as_networks_write_it_and_is_known_again(house: House) -> None:
    house.send(identify("ida", phone=4917012345679, country="DE"), consent("ida"))
    house.send(track("ida", "signed_up"))
    key = house.get("/api/messages", person="ida")["messages"][0]["key"]
    assert house.get(f"/api/messages/{key}")["address"] == "+4917012345679"
    assert tell(house, {"event": "answer", "from": "+4917012345679", "text": "stop", "id": "a9"}).status_code == 200
    house.settle()
    assert house.get("/api/people/ida")["consent"] == {"sms": False}


def test_a_dead_address_is_not_written_to_again(house: House) -> None:
    number = "+4917220"
    key = key_of(house, "eve", number)
    assert tell(house, {"event": "lost", "key": key, "address": number}).status_code == 200
    assert receipts(house, key) == ["bounced"]
    again = {"text": {"kind": "message", "channel": "sms", "content": {"body": "Again"}}}
    house.publish({**WELCOME, "id": "again", "entry": {"on": ["asked"]}, "start": "text", "nodes": again})
    house.send(track("eve", "asked"))
    people = house.app.people.get(["eve"])
    assert suppressed_of(people["eve"]) == {f"sms={number}": "bounced"}
    assert "mail to this address bounced" in " ".join(timeline(house, "eve"))


def test_who_does_not_sign_is_not_believed(house: House) -> None:
    key = key_of(house, "fay")
    end = house.app.log.end()
    assert error_of(tell(house, {"event": "landed", "key": key}, secret="caw")) == (401, "signature_invalid")
    signed = call(SECRET, {"event": "landed", "key": "other"})
    changed = house.stranger.post("/hooks/pigeon", content=b"[]", headers=dict(signed.headers))
    assert error_of(changed) == (401, "signature_invalid")
    assert house.stranger.post("/hooks/pigeon").status_code == 401
    assert house.app.log.end() == end


def test_a_key_of_ours_opens_nothing_here(house: House) -> None:
    assert house.client.post("/hooks/pigeon", content=b"[]").status_code == 401


def test_an_address_is_proved_by_get(house: House) -> None:
    proof = house.stranger.get("/hooks/pigeon", params={"token": SECRET, "challenge": "<b>42</b>"})
    assert (proof.status_code, proof.text) == (200, "<b>42</b>")
    assert proof.headers["content-type"].startswith("text/plain")
    assert proof.headers["x-content-type-options"] == "nosniff"
    assert error_of(house.stranger.get("/hooks/pigeon", params={"token": "x"})) == (401, "signature_invalid")


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("twilio", "hook_unknown"),
        ("smtp", "hook_unknown"),
        ("..", "route_unknown"),
        ("sandbox", "receipts_none"),
        ("webhook", "receipts_none"),
    ],
)
def test_nobody_calls_where_nobody_listens(house: House, scheme: str, code: str) -> None:
    assert error_of(house.stranger.post(f"/hooks/{scheme}", content=b"[]")) == (404, code)


def test_a_body_has_its_limit(house: House) -> None:
    answer = house.stranger.post("/hooks/pigeon", content=b"x" * (1024 * 1024 + 1))
    assert error_of(answer) == (413, "hook_too_large")


def test_what_cannot_be_written_is_asked_for_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_of(house, "gus")

    async def full(signals: object) -> int:
        raise Unavailable("log_full", "The log cannot take more now; send it again later.")

    with monkeypatch.context() as patch:
        patch.setattr(house.app.intake, "accept", full)
        answer = tell(house, {"event": "landed", "key": key, "id": "e5"})
        assert error_of(answer) == (503, "log_full")
        assert answer.headers["retry-after"]
    assert tell(house, {"event": "landed", "key": key, "id": "e5"}).status_code == 200
    assert receipts(house, key) == ["delivered"]
