"""Providers over HTTP: added, listed, tried out, taken away; their news come to an address that is their own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.app import App
from loopline.model.errors import Conflict, Invalid
from loopline.providers.sms.twilio import twilio_signature
from loopline.settings import Settings
from loopline.storage.sql.studio import StoredProvider
from tests.providers.servers import post_office
from tests.runtime.parts import wait_until
from tests.studio.house import House, Json, living


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path, settings=Settings(public_url="https://loop.test", allow_private_webhooks=True)) as found:
        yield found


def providers(house: House) -> Json:
    """The list as the API tells it."""
    found: Json = house.client.get("/api/providers").json()
    return found


def test_a_house_without_providers_says_that_nothing_leaves(house: House) -> None:
    found = providers(house)
    assert "email" in found["sandboxed"] and "webhook" not in found["sandboxed"]
    assert {one["state"] for one in found["providers"] if one["channel"] == "email"} == {"sandbox"}
    tried = house.client.post("/api/providers/sandbox/test", json={"to": "me@example.test"})
    assert (tried.status_code, tried.json()["error"]["code"]) == (409, "provider_sandbox")


def test_services_are_told_with_the_url_they_are_set_up_by(house: House) -> None:
    found = {one["kind"]: one for one in house.client.get("/api/providers/kinds").json()["kinds"]}
    assert {"smtp", "twilio", "fcm", "webpush", "whatsapp", "webhook"} <= found.keys() and "sandbox" not in found
    assert found["twilio"]["channels"] == ["sms"] and found["twilio"]["example"].startswith("twilio://ACCOUNT_SID:")


def test_two_of_a_channel_share_or_follow_and_are_taken_away(house: House) -> None:
    with post_office() as office:
        url = f"smtp://127.0.0.1:{office.port}?starttls=never"
        for name in ("post-1", "post-2"):
            body = {"name": name, "channel": "email", "url": url}
            assert house.client.post("/api/providers", json=body).status_code == 204
        found = [one for one in providers(house)["providers"] if one["channel"] == "email"]
        assert [(one["name"], one["weight"], one["origin"], one["kind"]) for one in found] == [
            ("post-1", 1, "record", "smtp"),
            ("post-2", 0, "record", "smtp"),
        ]
        assert url not in json.dumps(found)
        tried = house.client.post("/api/providers/post-2/test", json={"to": "me@example.test"}).json()
        assert tried["result"] == "accepted"
        dead = house.client.post("/api/providers/post-2/test", json={"to": "dead@example.test"}).json()
        assert (dead["result"], dead["code"]) == ("refused", "smtp_550")
        assert house.client.post("/api/providers/post-2/test", json={"to": " "}).status_code == 400
        assert house.client.delete("/api/providers/post-1").status_code == 204
        assert house.client.delete("/api/providers/post-1").status_code == 404
        assert [one["name"] for one in providers(house)["providers"] if one["channel"] == "email"] == ["post-2"]


def message(house: House, channel: str, **to: str) -> None:
    """A message that is asked for by itself."""
    content = {"subject": "Hello", "text": "Hello"} if channel == "email" else {"body": "Hello"}
    body = {"channel": channel, "to": to, "content": content}
    answer = house.client.post("/api/send", json=body)
    assert answer.status_code == 202, answer.text


def taken_away(house: House, name: str, **query: str) -> tuple[int, str]:
    """What a call to take a provider away is answered: the status, and the code of an error."""
    answer = house.client.delete(f"/api/providers/{name}", params=query)
    return answer.status_code, answer.json()["error"]["code"] if answer.content else ""


def test_the_last_provider_of_a_channel_stays_while_messages_wait_for_it(house: House) -> None:
    away = {"name": "old", "channel": "email", "url": "smtp://127.0.0.1:9?starttls=never"}
    assert house.client.post("/api/providers", json=away).status_code == 204
    assert taken_away(house, "old") == (204, ""), "nobody waits"
    assert house.client.post("/api/providers", json=away).status_code == 204
    message(house, "email", address="ann@example.test")
    wait_until(lambda: house.app.delivery.has_waiting("email"))
    assert taken_away(house, "old") == (409, "provider_waited_for")
    with post_office() as office:
        following = {"name": "new", "channel": "email", "url": f"smtp://127.0.0.1:{office.port}?starttls=never"}
        assert house.client.post("/api/providers", json=following).status_code == 204
        assert taken_away(house, "old") == (204, "")
        wait_until(lambda: len(office.mails) == 1)
        wait_until(lambda: not house.app.delivery.has_waiting("email"))
        assert taken_away(house, "new") == (204, "")


def test_what_waits_goes_to_the_sandbox_where_that_is_meant_and_other_channels_keep_no_provider(house: House) -> None:
    away = {"name": "old", "channel": "email", "url": "smtp://127.0.0.1:9?starttls=never"}
    texts = {"name": "texts", "channel": "sms", "url": f"twilio://AC{'0' * 32}:t@api.twilio.com?from=%2B15005550006"}
    for body in (away, texts):
        assert house.client.post("/api/providers", json=body).status_code == 204
    message(house, "email", address="ann@example.test")
    wait_until(lambda: house.app.delivery.has_waiting("email"))
    assert taken_away(house, "texts") == (204, ""), "no text waits"
    assert taken_away(house, "missing") == (404, "provider_missing")
    assert taken_away(house, "old", to_sandbox="true") == (204, "")
    wait_until(lambda: not house.app.delivery.has_waiting("email"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "Post"}, "provider_name_invalid"),
        ({"name": "sandbox"}, "provider_taken"),
        ({"weight": -1}, "provider_bound"),
        ({"weight": 10**9}, "provider_bound"),
        ({"a_second": -0.1}, "provider_bound"),
        ({"url": "x" * 20_001}, "provider_bound"),
        ({"channel": "pager"}, "body_invalid"),
        ({"url": "twilio://a:b@c"}, "provider_url_invalid"),
        ({"url": "webhook://"}, "provider_channel"),
    ],
)
def test_what_cannot_be_set_up_is_refused_with_its_reason(house: House, change: Json, code: str) -> None:
    body = {"name": "post", "channel": "email", "url": "smtp://h", **change}
    answer = house.client.post("/api/providers", json=body)
    assert answer.json()["error"]["code"] == code, answer.text
    assert all(one["name"] != "post" for one in providers(house)["providers"])


def test_a_change_leaves_every_other_provider_as_it_is(house: House) -> None:
    with post_office() as office:
        url = f"smtp://127.0.0.1:{office.port}?starttls=never"
        add = {"name": "post-1", "channel": "email", "url": url, "a_second": 0.5}
        assert house.client.post("/api/providers", json=add).status_code == 204
        before = {one.name: one for one in house.app.delivery.routes.all}
        assert house.client.post("/api/providers", json={**add, "name": "post-2"}).status_code == 204
        after = {one.name: one for one in house.app.delivery.routes.all}
        assert all(after[name] is route for name, route in before.items()), "its rests and its rate go on"


def test_a_name_that_the_environment_has_too_stops_the_start(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        body = {"name": "smtp", "channel": "email", "url": "smtp://127.0.0.1"}
        assert house.client.post("/api/providers", json=body).status_code == 204
    with pytest.raises(Conflict, match="remove one of them"):
        App(tmp_path, Settings.model_validate({"email": "smtp://127.0.0.1"}))


def test_a_provider_whose_secret_is_lost_stops_the_start_and_says_which(tmp_path: Path) -> None:
    with living(tmp_path) as house:
        stored = StoredProvider(
            name="post",
            channel="email",
            sealed_url=b"spoilt",
            token="t",
            weight=1,
            a_second=0.0,
            place=1,
            created_at=1,
            by="x",
        )
        house.app.studio_store.providers.add(stored)
    with pytest.raises(Invalid, match='The secret of the provider "post" does not open'):
        App(tmp_path, Settings())


def test_news_come_to_the_address_that_is_a_providers_own(house: House) -> None:
    url = f"twilio://AC{'0' * 32}:token@api.twilio.com?from=%2B15005550006"
    assert house.client.post("/api/providers", json={"name": "texts", "channel": "sms", "url": url}).status_code == 204
    (line,) = [one for one in providers(house)["providers"] if one["name"] == "texts"]
    assert line["news"].startswith("https://loop.test/in/texts/")
    path = line["news"].removeprefix("https://loop.test")
    assert house.stranger.post(path).status_code == 401, "who signs is asked for the signature all the same"
    form = [("From", "+15005550001"), ("To", "+15005550006"), ("Body", "Thanks"), ("MessageSid", "SM1")]
    signed = {"X-Twilio-Signature": twilio_signature("token", line["news"], form).decode()}
    assert house.stranger.post(path, data=dict(form), headers=signed).status_code == 200
    for wrong in ("/in/texts/" + "x" * 24, path.replace("/texts/", "/other/"), "/in/texts/%00"):
        assert house.stranger.post(wrong).status_code == 404
