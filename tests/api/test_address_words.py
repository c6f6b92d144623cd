"""Two people with one address: what it says through one of them holds for the other, and for who comes later."""

import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest

from loopline.app import App
from loopline.providers import registry
from loopline.settings import Settings
from tests.providers.gull import FLOWN
from tests.providers.pigeon import LOFTS, Loft, call
from tests.studio.house import House, Json, identify, living, track

SECRET = "coo"
MANY = {"policy": "always", "concurrent": True}
NEWS: Json = {
    "kind": "journey",
    "id": "news",
    "name": "News",
    "owner": "growth",
    "entry": {"on": ["news"], "reentry": MANY},
    "start": "mail",
    "nodes": {
        "mail": {
            "kind": "message",
            "channel": "email",
            "content": {"subject": "News", "text": "News"},
            "then": "text",
        },
        "text": {"kind": "message", "channel": "sms", "content": {"body": "News"}},
    },
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose mail leaves by gull and whose SMS leave by pigeon."""
    points = registry.installed()
    birds = [
        EntryPoint("pigeon", "tests.providers.pigeon:Pigeon", registry.GROUP),
        EntryPoint("gull", "tests.providers.gull:Gull", registry.GROUP),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "entry_points", lambda group: EntryPoints((*points.values(), *birds)))
        registry.installed.cache_clear()
        LOFTS.update(dovecote=Loft(), cliff=Loft())
        settings = Settings.model_validate(
            {"sms": f"pigeon://:{SECRET}@dovecote", "email": f"gull://:{SECRET}@cliff", "public_url": "https://l.test"}
        )
        with living(tmp_path_factory.mktemp("house"), settings) as house:
            house.publish(NEWS)
            yield house
    registry.installed.cache_clear()


def tell(house: House, bird: str, *events: dict[str, Any]) -> None:
    request = call(SECRET, *events)
    answer = house.stranger.post(f"/hooks/{bird}", content=request.body, headers=dict(request.headers))
    assert answer.status_code == 200, answer.text
    house.settle()


def mailed(house: House, person: str) -> list[str]:
    """Where this person's news went, now."""
    before = len(FLOWN)
    house.send(track(person, "news"))
    return [address for _, address in FLOWN[before:]]


def last_key() -> str:
    return FLOWN[-1][0]


def reasons(house: House, person: str) -> list[str]:
    steps = [step for entry in house.get(f"/api/people/{person}/why")["entries"] for step in entry["steps"]]
    return [step["reason"] for step in steps if step["kind"] in ("refused", "attempt")]


def profile(house: House, person: str) -> Json:
    return house.get(f"/api/people/{person}")


def test_a_bounce_of_one_holds_for_the_other(house: House) -> None:
    house.send(identify("b1", email="same@box.test"), identify("b2", email="SAME@Box.test "))
    assert mailed(house, "b1") == ["same@box.test"]
    assert len(mailed(house, "b2")) == 1
    tell(house, "gull", {"event": "lost", "key": last_key(), "address": "same@box.test"})
    assert (mailed(house, "b1"), mailed(house, "b2")) == ([], [])
    assert "suppressed_bounced" in reasons(house, "b1")
    assert profile(house, "b1")["suppressed"] == {"email=same@box.test": "bounced"}
    texts = [line["text"] for line in house.get("/api/people/b1/timeline")["facts"]]
    assert any(text.startswith("The address same@box.test bounced on ") for text in texts), texts


def test_who_gets_the_address_later_is_not_mailed_not_even_by_the_signal_that_brings_it(house: House) -> None:
    house.send(identify("c1", email="gone@box.test"))
    assert len(mailed(house, "c1")) == 1
    tell(house, "gull", {"event": "lost", "key": last_key(), "address": "gone@box.test"})
    before = len(FLOWN)
    house.send(identify("c2", email="Gone@BOX.test"), track("c2", "news"))
    assert FLOWN[before:] == []
    house.send({"type": "identify", "userId": "c3", "traits": {"email": "gone@box.test"}}, track("c3", "news"))
    assert FLOWN[before:] == []


def leave(house: House, key: str) -> None:
    link = house.do(_unsubscribe_link(house.app, key))
    assert house.stranger.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    house.settle()


def prefers(person: str, email: bool) -> Json:
    return {"type": "identify", "userId": person, "context": {"consent": {"categoryPreferences": {"email": email}}}}


def test_a_click_on_unsubscribe_holds_for_all_at_the_address_and_goes_along_with_who_clicked(house: House) -> None:
    house.send(identify("u1", email="leave@box.test"), identify("u2", email="leave@box.test"))
    assert len(mailed(house, "u1")) == 1
    clicked = last_key()
    assert len(mailed(house, "u2")) == 1
    leave(house, clicked)
    assert (mailed(house, "u1"), mailed(house, "u2")) == ([], [])
    assert profile(house, "u1")["consent"] == {"email": False}
    house.send(identify("u1", email="elsewhere@box.test"), identify("u2", email="second@box.test"))
    assert profile(house, "u1")["consent"] == {"email": False}
    assert mailed(house, "u1") == [], "she wanted no more mail, wherever it goes"
    assert mailed(house, "u2") == ["second@box.test"], "who clicked nothing leaves the word with the address"
    house.send(prefers("u1", True))
    assert mailed(house, "u1") == ["elsewhere@box.test"]
    house.send(identify("u1", email="third@box.test"))
    house.send(identify("u1", email="fourth@box.test"))
    house.send(identify("u1", email="leave@box.test"))
    assert mailed(house, "u1") == []
    house.send(identify("u3", email="leave@BOX.TEST"), track("u3", "news"))
    assert FLOWN[-1][1] != "leave@box.test"
    browser = house.app.keys.create("browser")
    house.stranger.post("/v1/batch", json={"batch": [prefers("u3", True)]}, auth=(browser, ""))
    house.settle()
    assert mailed(house, "u3") == [], "a browser's word undoes no refusal of an address"


def test_a_bounce_stays_with_the_address_and_a_complaint_goes_along_as_an_unsubscription(house: House) -> None:
    house.send(identify("p1", email="full@box.test"), identify("p2", email="cross@box.test"))
    assert len(mailed(house, "p1")) == 1
    tell(house, "gull", {"event": "lost", "key": last_key(), "address": "full@box.test"})
    assert len(mailed(house, "p2")) == 1
    tell(house, "gull", {"event": "angry", "key": last_key(), "address": "cross@box.test"})
    house.send(identify("p1", email="fresh1@box.test"), identify("p2", email="fresh2@box.test"))
    assert mailed(house, "p1") == ["fresh1@box.test"]
    assert mailed(house, "p2") == [] and "unsubscribed" in reasons(house, "p2")
    house.send(prefers("p2", True))
    assert mailed(house, "p2") == ["fresh2@box.test"]


def test_a_lift_ends_what_was_refused_by_who_has_the_address_then_and_nothing_of_others(house: House) -> None:
    lift: Json = {"json": {"address": "lift@box.test"}}
    house.send(identify("l1", email="lift@box.test"), identify("l3", email="l3@box.test"))
    assert len(mailed(house, "l1")) == 1
    leave(house, last_key())
    house.send(prefers("l3", False))
    assert house.client.post("/api/suppressions/lift", **lift).status_code == 204
    assert mailed(house, "l1") == ["lift@box.test"]
    leave(house, last_key())
    house.send(identify("l1", email="l1@box.test"))
    assert house.client.post("/api/suppressions/lift", **lift).status_code == 204
    assert mailed(house, "l1") == [], "she refused, and has this address no more"
    house.send(identify("l3", email="lift@box.test"))
    assert mailed(house, "l3") == [], "the lift came before she had the address"


async def _unsubscribe_link(app: App, key: str) -> str:
    row = app.state.messages([key])[key]
    from loopline.delivery.unsubscribe import unsubscribe_url
    from loopline.pipeline.outgoing import outgoing_of, sending_of

    found = sending_of(row.message, app.loop.published)
    assert found is not None
    url = unsubscribe_url(outgoing_of(row, found[1]), app.signer)
    return re.sub(r"^https?://[^/]+", "", url)


def test_a_domain_in_its_own_letters_is_the_same_as_in_ascii(house: House) -> None:
    house.send(identify("i1", email="Kim@Bücher.test"), identify("i2", email="kim@xn--bcher-kva.test"))
    assert len(mailed(house, "i1")) == 1
    tell(house, "gull", {"event": "lost", "key": last_key(), "address": "kim@xn--bcher-kva.test"})
    assert mailed(house, "i2") == []


def test_stop_from_a_number_holds_however_the_number_is_written(house: House) -> None:
    flown = LOFTS["dovecote"].flown
    consent = {"type": "identify", "context": {"consent": {"categoryPreferences": {"sms": True}}}}
    for person, phone in (("s1", "+49 170 1234567"), ("s2", "+4917012 34567")):
        house.send(identify(person, phone=phone), {**consent, "userId": person})
    house.send(track("s1", "news"), track("s2", "news"))
    assert len(flown) == 2
    tell(house, "pigeon", {"event": "answer", "from": "+491701234567", "text": "STOP", "id": "stop-1"})
    house.send(identify("s3", phone="0049 170 1234567", country="AT"))
    assert profile(house, "s3")["consent"] == {"sms": False}
    house.send(track("s1", "news"), track("s2", "news"))
    assert len(flown) == 2
    tell(house, "pigeon", {"event": "answer", "from": "+491701234567", "text": "START", "id": "start-1"})
    house.send(track("s1", "news"), track("s2", "news"))
    assert len(flown) == 4


def test_stop_of_a_number_that_nobody_has_yet_waits_for_who_gets_it(house: House) -> None:
    flown = LOFTS["dovecote"].flown
    tell(house, "pigeon", {"event": "answer", "from": "+491709999999", "text": "STOP", "id": "stop-2"})
    before = len(flown)
    house.send(identify("n1", phone="0049 170 9999999", country="AT"))
    assert profile(house, "n1")["consent"] == {"sms": False}
    house.send(track("n1", "news"))
    assert len(flown) == before


def test_a_merge_keeps_what_the_address_of_either_said(house: House) -> None:
    house.send({"type": "identify", "anonymousId": "m-anon", "traits": {"email": "both@box.test"}})
    house.send(identify("m0", email="both@box.test"))
    assert len(mailed(house, "m0")) == 1
    tell(house, "gull", {"event": "lost", "key": last_key(), "address": "both@box.test"})
    house.send({"type": "identify", "userId": "m1", "anonymousId": "m-anon", "traits": {"plan": "pro"}})
    assert profile(house, "m1")["traits"]["email"] == "both@box.test"
    assert mailed(house, "m1") == []


def test_what_an_address_said_outlives_a_restart(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        house.publish(NEWS)
        house.send(identify("r1", email="r@box.test"), identify("r2", email="r@box.test"))
        refuse = {"type": "identify", "userId": "r1", "context": {"consent": {"categoryPreferences": {"email": False}}}}
        house.send(refuse)
        assert profile(house, "r2")["consent"] == {"email": False}
    with living(tmp_path) as house:
        assert profile(house, "r2")["consent"] == {"email": False}
        house.send(identify("r3", email="R@box.test"))
        assert profile(house, "r3")["consent"] == {"email": False}
