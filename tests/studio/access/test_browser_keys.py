"""A browser's key is read by everybody who opens the page, so it may not say everything of people who are known."""

from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest

from loopline.cli.intake import launch
from loopline.settings import Settings
from loopline.storage.sql.places import Places
from tests.studio.house import House, Json, error_of, identify, living, track

ORIGIN = "https://shop.example.com"
VICTIM = {"email": "victim@example.test", "phone": "+4915112345678", "push_token": "tok-1", "plan": "pro"}


@pytest.fixture(scope="module", params=["thread", "process"])
def way_in(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with each of the two intakes."""
    folder = tmp_path_factory.mktemp("browser")
    apart = partial(launch, Places(folder), "error") if request.param == "process" else None
    with living(folder, launch=apart) as house:
        yield house


def key_of(house: House, role: str = "browser", *origins: str) -> str:
    answer = house.client.post("/api/keys", json={"role": role, "origins": origins})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["key"])


def basic(name: str, password: str = "") -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{name}:{password}".encode()).decode()}


def segment(house: House, key: str, kind: str, body: Json, **headers: str) -> httpx2.Response:
    answer = house.stranger.post(f"/v1/{kind}", json=body, headers={**basic(key), **headers})
    house.settle()
    return answer


def customerio(house: House, key: str, method: str, path: str, body: Json) -> None:
    answer = house.stranger.request(method, f"/api/v1/{path}", json=body, headers=basic("site", key))
    assert answer.status_code == 200, answer.text
    house.settle()


def known(house: House, person: str, **traits: Any) -> str:
    """Somebody whom the customer's server knows."""
    house.send(identify(person, **(traits or VICTIM)))
    return person


def profile(house: House, person: str) -> Json:
    return house.get(f"/api/people/{person}")


def refusals(house: House, person: str) -> list[tuple[str, str]]:
    """The facts of quality about a person: reason and what it is about."""
    house.settle()
    rows = house.app.facts.query(
        "SELECT reason, name FROM facts WHERE kind = 'quality' AND person = ? ORDER BY position, seq", (person,)
    )
    return [(str(reason), str(name)) for reason, name in rows]


def test_a_browser_does_not_merge_two_known_people(way_in: House) -> None:
    victim, key = known(way_in, "merge-victim"), key_of(way_in)
    segment(way_in, key, "alias", {"previousId": victim, "userId": "merge-thief"})
    assert profile(way_in, victim)["person"] == victim
    assert profile(way_in, victim)["traits"]["email"] == VICTIM["email"]
    assert ("alias_refused", victim) in refusals(way_in, "merge-thief")
    customerio(way_in, key, "POST", "merge_customers", {"primary": {"id": "merge-thief"}, "secondary": {"id": victim}})
    assert profile(way_in, victim)["person"] == victim
    assert refusals(way_in, "merge-thief").count(("alias_refused", victim)) == 2


def test_a_browser_does_not_take_an_id_that_nobody_has_yet(way_in: House) -> None:
    segment(way_in, key_of(way_in), "alias", {"previousId": "signs-up-later", "userId": "squatter"})
    known(way_in, "signs-up-later")
    assert profile(way_in, "signs-up-later")["person"] == "signs-up-later"


def test_a_browser_does_not_rename_a_known_person(way_in: House) -> None:
    victim = known(way_in, "ren@example.test", email="ren@example.test")
    customerio(way_in, key_of(way_in), "PUT", "customers/ren%40example.test", {"id": "ren-thief"})
    assert profile(way_in, "ren%40example.test")["person"] == victim
    assert ("alias_refused", victim) in refusals(way_in, "ren-thief")


def test_a_browser_links_an_anonymous_visitor_to_the_person_that_signs_in(way_in: House) -> None:
    key = key_of(way_in)
    known(way_in, "visitor")
    segment(way_in, key, "track", {"anonymousId": "v-1", "event": "seen_before"})
    segment(way_in, key, "identify", {"anonymousId": "v-1", "userId": "visitor", "traits": {"plan": "free"}})
    assert profile(way_in, "visitor")["traits"]["plan"] == "free"
    assert profile(way_in, "~v-1")["person"] == "visitor"
    segment(way_in, key, "alias", {"previousId": "v-2", "userId": "visitor"})
    segment(way_in, key, "track", {"anonymousId": "v-2", "event": "seen_after"})
    assert profile(way_in, "~v-2")["person"] == "visitor"


def test_a_browser_takes_consent_back_and_does_not_give_it_where_it_was_refused(way_in: House) -> None:
    victim, key = known(way_in, "consent-victim"), key_of(way_in)

    def state(allowed: bool, *categories: str) -> None:
        consent = {"categoryPreferences": dict.fromkeys(categories or ("email",), allowed)}
        segment(way_in, key, "track", {"userId": victim, "event": "seen", "context": {"consent": consent}})

    state(True)
    assert profile(way_in, victim)["consent"] == {"email": True}
    state(False)
    assert profile(way_in, victim)["consent"] == {"email": False}
    state(True)
    state(True, "email:offers")
    assert profile(way_in, victim)["consent"] == {"email": False}
    assert refusals(way_in, victim) == [("consent_refused", "email"), ("consent_refused", "email:offers")]
    customerio(way_in, key, "PUT", f"customers/{victim}", {"unsubscribed": False})
    assert profile(way_in, victim)["consent"]["email"] is False
    way_in.client.put(f"/api/people/{victim}/consent", json={"channel": "email", "allowed": True})
    way_in.settle()
    assert profile(way_in, victim)["consent"]["email"] is True


@pytest.mark.parametrize("trait", ["email", "phone", "push_token"])
@pytest.mark.parametrize("value", ["thief@example.test", None, ""])
def test_a_browser_does_not_redirect_what_is_sent_to_somebody(way_in: House, trait: str, value: str | None) -> None:
    victim, key = known(way_in, f"address-{trait}-{value}"), key_of(way_in)
    segment(way_in, key, "identify", {"userId": victim, "traits": {trait: value, "plan": "free"}})
    assert profile(way_in, victim)["traits"] == {**VICTIM, "plan": "free"}
    assert refusals(way_in, victim) == [("address_refused", trait)]
    customerio(way_in, key, "PUT", f"customers/{victim}", {trait: value or "other"})
    assert profile(way_in, victim)["traits"][trait] == VICTIM[trait]


def test_a_browser_does_not_take_over_a_device(way_in: House) -> None:
    victim = known(way_in, "device-victim")
    customerio(way_in, key_of(way_in), "PUT", f"customers/{victim}/devices", {"device": {"id": "thiefs"}})
    assert profile(way_in, victim)["traits"]["push_token"] == VICTIM["push_token"]


def test_a_browser_states_the_address_of_somebody_who_has_none(way_in: House) -> None:
    key = key_of(way_in)
    for _ in range(2):
        segment(way_in, key, "identify", {"userId": "newcomer", "traits": {"email": "new@example.test"}})
    assert profile(way_in, "newcomer")["traits"] == {"email": "new@example.test"}
    assert refusals(way_in, "newcomer") == []


def test_the_trait_that_the_workspace_sends_to_is_guarded_too(tmp_path: Path) -> None:
    with living(tmp_path / "own") as house:
        document = {"kind": "workspace", "addresses": {"email": "work_email"}}
        assert house.client.put("/api/workspace", json={"document": document, "reason": "so"}).status_code == 200
        victim = known(house, "worker", work_email="at@work.example", email="at@home.example")
        segment(
            house,
            key_of(house),
            "identify",
            {"userId": victim, "traits": {"work_email": "thief@example.test", "email": "thief@example.test"}},
        )
        assert profile(house, victim)["traits"] == {"work_email": "at@work.example", "email": "at@home.example"}


def test_an_anonymous_visitor_brings_no_address_and_no_consent_that_undoes_what_is_known(way_in: House) -> None:
    key = key_of(way_in)
    victim = known(way_in, "absorber")
    way_in.client.put(f"/api/people/{victim}/consent", json={"channel": "email", "allowed": False})
    consent = {"categoryPreferences": {"email": True}}
    segment(
        way_in,
        key,
        "identify",
        {"anonymousId": "bearer", "traits": {"email": "thief@example.test"}, "context": {"consent": consent}},
    )
    segment(way_in, key, "track", {"anonymousId": "bearer", "userId": victim, "event": "seen"})
    assert profile(way_in, victim)["traits"]["email"] == VICTIM["email"]
    assert profile(way_in, victim)["consent"] == {"email": False}


@pytest.mark.parametrize(
    ("name", "odd", "noted"),
    [
        ("spaces", {"userId": " spaces\n"}, ("id_trimmed", "userId")),
        ("ahead", {"userId": "ahead", "timestamp": "2099-01-01T00:00:00Z"}, ("time_future", "timestamp")),
        ("garbled", {"userId": "garbled", "timestamp": "yesterday"}, ("time_unreadable", "timestamp")),
    ],
)
def test_what_is_odd_about_a_browsers_message_costs_neither_it_nor_its_neighbours(
    way_in: House, name: str, odd: Json, noted: tuple[str, str]
) -> None:
    body = {"batch": [{"type": "track", "event": "seen", **odd}, identify(f"{name}-beside", plan="pro")]}
    answer = segment(way_in, key_of(way_in), "batch", body)
    assert answer.status_code == 200, answer.text
    assert refusals(way_in, name) == [noted]
    assert profile(way_in, f"{name}-beside")["traits"]["plan"] == "pro"


def test_an_odd_id_of_a_browser_is_noted_by_the_other_dialect_too(way_in: House) -> None:
    customerio(way_in, key_of(way_in), "PUT", "customers/%20padded", {"plan": "pro"})
    assert profile(way_in, "padded")["traits"]["plan"] == "pro"
    assert refusals(way_in, "padded") == [("id_trimmed", "identifier")]


def test_the_key_in_the_body_of_a_batch_is_the_one_that_counts(way_in: House) -> None:
    victim = known(way_in, "batch-victim")
    body = {"batch": [identify(victim, email="thief@example.test")], "writeKey": key_of(way_in)}
    assert way_in.stranger.post("/v1/batch", json=body).status_code == 200
    way_in.settle()
    assert profile(way_in, victim)["traits"]["email"] == VICTIM["email"]


@pytest.mark.parametrize("role", ["server", "write"])
def test_a_servers_key_keeps_saying_everything(way_in: House, role: str) -> None:
    victim, key = known(way_in, f"served-{role}"), key_of(way_in, role)
    segment(way_in, key, "identify", {"userId": victim, "traits": {"email": "moved@example.test"}})
    assert profile(way_in, victim)["traits"]["email"] == "moved@example.test"
    segment(way_in, key, "alias", {"previousId": victim, "userId": f"{victim}-renamed"})
    assert profile(way_in, victim)["person"] == f"{victim}-renamed"


def test_a_key_of_some_pages_serves_no_other_page(way_in: House) -> None:
    key = key_of(way_in, "browser", "https://Shop.example.com:443/", "http://localhost:3000")
    event = track("shopper", "seen")
    for origin, status in ((ORIGIN, 200), ("http://localhost:3000", 200), ("https://evil.example", 403)):
        assert segment(way_in, key, "track", event, Origin=origin).status_code == status
    refused = segment(way_in, key, "track", event)
    assert error_of(refused) == (403, "origin_unknown")
    assert refused.headers["access-control-allow-origin"] == "*"
    (line,) = [one for one in way_in.get("/api/keys")["keys"] if one["prefix"] == key[:8]]
    assert (line["role"], line["origins"]) == ("browser", [ORIGIN, "http://localhost:3000"])
    loader = way_in.stranger.get(f"/v1/projects/{key}/settings", headers={"Origin": ORIGIN})
    assert loader.status_code == 200


@pytest.mark.parametrize("origin", ["shop.example.com", "https://", "https://a.example/path", "https://a b", "*"])
def test_what_is_no_origin_is_refused(way_in: House, origin: str) -> None:
    answer = way_in.client.post("/api/keys", json={"role": "browser", "origins": [origin]})
    assert error_of(answer) == (400, "origin_invalid")


def test_origins_of_a_servers_key_are_refused(way_in: House) -> None:
    answer = way_in.client.post("/api/keys", json={"role": "server", "origins": [ORIGIN]})
    assert error_of(answer) == (400, "origins_unused")


def test_a_browsers_key_that_sends_too_much_is_told_when_to_go_on(tmp_path: Path) -> None:
    with living(tmp_path / "slow", Settings(browser_key_rate=1)) as house:
        key, other, server = key_of(house), key_of(house), key_of(house, "server")
        event = track("busy", "seen")
        told = [house.stranger.post("/v1/track", json=event, headers=basic(key)) for _ in range(25)]
        refused = [answer for answer in told if answer.status_code != 200]
        assert refused and all(error_of(answer) == (429, "key_throttled") for answer in refused)
        assert int(refused[0].headers["retry-after"]) >= 1
        assert refused[0].json()["accepted"] == 0
        for free in (other, server):
            assert house.stranger.post("/v1/track", json=event, headers=basic(free)).status_code == 200
        many = house.stranger.post("/v1/batch", json={"batch": [event] * 400}, headers=basic(other))
        assert error_of(many) == (429, "key_throttled")


def test_a_browsers_key_counts_as_no_other(way_in: House) -> None:
    key = key_of(way_in)
    assert way_in.stranger.get("/api/keys", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert segment(way_in, key.replace("lb_", "lw_"), "track", track("x", "y")).status_code == 401
