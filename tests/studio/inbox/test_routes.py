"""The inbox over HTTP: a token opens one inbox, what pages tell is in the log before they are answered, once."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx2
import jwt
import pytest

from loopline.model.errors import Unavailable
from loopline.model.signal import Signal
from loopline.settings import Settings
from loopline.studio.inbox.read import Inboxes
from tests.studio.house import House, error_of, identify, living, track

SITE = "https://shop.example.com"
NOTE = {"title": "Full", "body": "Hello {{name}}", "url": "https://shop.example.com/plans", "payload": '{"seats": 5}'}
DAY = 86_400


def journey(name: str, **content: Any) -> dict[str, Any]:
    return {
        "kind": "journey",
        "id": name,
        "owner": "growth",
        "entry": {"on": [name], "reentry": {"policy": "always"}},
        "goal": {"event": "bought", "within": "14d"},
        "start": "note",
        "nodes": {"note": {"kind": "message", "channel": "in_app", "content": {**NOTE, **content}}},
    }


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with living(tmp_path_factory.mktemp("inbox")) as house:
        house.publish(journey("went"))
        house.publish(journey("ran", display="modal", trigger="cart_opened", expires_in="2h", priority="high"))
        house.app.keys.create("browser", [SITE])
        yield house


def token_of(house: House, person: str, **more: Any) -> str:
    answer = house.client.post("/api/inbox/token", json={"person": person, **more})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def page(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Origin": SITE, **headers}


def ask(house: House, token: str, **query: Any) -> dict[str, Any]:
    answer = house.stranger.get("/api/inbox", headers=page(token), params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def tell(house: House, token: str, key: str, mark: str) -> httpx2.Response:
    return house.stranger.post("/api/inbox/marks", headers=page(token), json={"key": key, "mark": mark})


def sent_to(house: House, person: str, *events: str) -> str:
    house.send(identify(person, name=person.title()), *(track(person, event) for event in events or ("went",)))
    return token_of(house, person)


def test_a_message_is_sent_and_stands_in_the_inbox(house: House) -> None:
    found = ask(house, sent_to(house, "ann"))
    (line,) = found["messages"]
    assert (line["title"], line["body"], line["payload"]) == ("Full", "Hello Ann", {"seats": 5})
    assert (line["display"], line["priority"], line["trigger"], line["expires_at"]) == ("banner", "normal", "", None)
    assert (found["unread"], found["last"] >= line["number"], found["next"]) == (1, True, "")
    (shown,) = house.get("/api/messages", person="ann")["messages"]
    assert (shown["status"], shown["channel"]) == ("sent", "in_app"), "an own store is a provider"
    assert house.app.studio_store.sandbox.latest(9, "ann") == []


def test_display_rules_travel(house: House) -> None:
    found = ask(house, sent_to(house, "rita", "ran"))
    (line,) = found["messages"]
    assert (line["display"], line["priority"], line["trigger"]) == ("modal", "high", "cart_opened")
    assert line["expires_at"] - line["at"] == 2 * 3_600_000
    assert found["unread"] == 0, "it waits for its event and was not shown"


def test_a_foreign_token_sees_nothing(house: House) -> None:
    key = ask(house, sent_to(house, "bea"))["messages"][0]["key"]
    mallory = token_of(house, "mallory")
    assert ask(house, mallory)["messages"] == []
    answer = tell(house, mallory, key, "clicked")
    assert error_of(answer) == (404, "inbox_message_unknown")
    assert answer.headers["access-control-allow-origin"] == SITE, "the page may read why"
    house.settle()
    assert house.get(f"/api/messages/{key}")["receipts"] == []


def test_what_a_page_tells_becomes_receipts_once(house: House) -> None:
    token = sent_to(house, "cleo")
    key = ask(house, token)["messages"][0]["key"]
    for mark in ("shown", "shown", "read", "clicked", "clicked", "dismissed", "dismissed", "shown"):
        end = house.app.log.end()
        assert tell(house, token, key, mark).status_code == 204
        assert mark in ("shown", "read", "clicked", "dismissed") and house.app.log.end() >= end
    house.settle()
    receipts = house.get(f"/api/messages/{key}")["receipts"]
    assert [one["kind"] for one in receipts] == ["opened", "clicked", "dismissed"]
    assert not any(one["machine"] for one in receipts)
    facts = house.app.facts.query(
        "SELECT name, node FROM facts WHERE kind = 'receipt' AND person = 'cleo' ORDER BY seq"
    )
    assert facts == [("opened", "note"), ("clicked", "note"), ("dismissed", "note")]
    assert ask(house, token) | {"last": 0} == {"messages": [], "unread": 0, "next": "", "last": 0}, "put away is gone"


def test_a_click_alone_says_that_it_was_seen(house: House) -> None:
    token = sent_to(house, "dora")
    key = ask(house, token)["messages"][0]["key"]
    assert tell(house, token, key, "clicked").status_code == 204
    house.settle()
    assert [one["kind"] for one in house.get(f"/api/messages/{key}")["receipts"]] == ["opened", "clicked"]
    (line,) = ask(house, token)["messages"]
    assert line["shown_at"] and line["read_at"] and line["clicked_at"]


def test_receipts_decide(house: House) -> None:
    """The receipt is a signal like any other: a wait for it ends."""
    document = journey("asked")
    document["nodes"]["note"]["then"] = "rest"
    document["nodes"]["rest"] = {
        "kind": "wait",
        "until": {"when": 'opened("note")'},
        "timeout": "9d",
        "then": "thanks",
    }
    document["nodes"]["thanks"] = {"kind": "message", "channel": "in_app", "content": {"body": "You saw it"}}
    house.publish(document)
    token = sent_to(house, "eva", "asked")
    key = ask(house, token)["messages"][0]["key"]
    assert tell(house, token, key, "shown").status_code == 204
    house.settle()
    assert [line["body"] for line in ask(house, token)["messages"]] == ["You saw it", "Hello Eva"]


def test_pages_of_an_inbox_follow_each_other(house: House) -> None:
    token = sent_to(house, "flo", *["went"] * 7)
    whole = [line["key"] for line in ask(house, token)["messages"]]
    assert len(whole) == 7
    found, cursor = [], ""
    for _ in range(3):
        part = ask(house, token, limit=3, cursor=cursor)
        found += [line["key"] for line in part["messages"]]
        cursor = part["next"]
    assert (found, cursor) == (whole, "")
    answer = house.stranger.get("/api/inbox?cursor=none", headers=page(token))
    assert error_of(answer) == (400, "cursor_invalid")
    assert error_of(house.stranger.get("/api/inbox?limit=0", headers=page(token))) == (400, "body_invalid")


def test_messages_of_before_a_merge_are_the_persons(house: House) -> None:
    house.send({"type": "identify", "anonymousId": "a1", "traits": {"name": "Nobody"}})
    house.send({"type": "track", "anonymousId": "a1", "event": "went", "properties": {}})
    house.send({**identify("gina", name="Gina"), "anonymousId": "a1"})
    token = token_of(house, "gina")
    (line,) = ask(house, token)["messages"]
    assert line["body"] == "Hello Nobody"
    assert tell(house, token, line["key"], "shown").status_code == 204
    house.settle()
    assert [one["kind"] for one in house.get(f"/api/messages/{line['key']}")["receipts"]] == ["opened"]


def signed(house: House, claim: dict[str, Any]) -> str:
    """As a customer's server makes it, by its own library."""
    return jwt.encode(claim, house.app.access.inbox_tokens.secret, algorithm="HS256")


def soon() -> int:
    return int(time.time()) + 600


def test_a_token_of_any_jwt_library_opens_the_inbox(house: House) -> None:
    sent_to(house, "hana")
    claim = {"sub": "hana", "exp": soon(), "iat": 1, "name": "Hana"}
    assert len(ask(house, signed(house, claim))["messages"]) == 1
    ours = jwt.decode(token_of(house, "hana"), house.app.access.inbox_tokens.secret, algorithms=["HS256"])
    assert ours["sub"] == "hana"
    assert house.get("/api/inbox/secret") == {"secret": house.app.access.inbox_tokens.secret}
    assert house.stranger.get("/api/inbox/secret").status_code == 401


def by_another_name(house: House, body: str) -> str:
    """Signed as ours are, and said to be signed in another way."""
    secret = house.app.access.inbox_tokens.secret.encode()
    text = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=") + b"." + body.encode()
    return (text + b"." + urlsafe_b64encode(hmac.digest(secret, text, "sha256")).rstrip(b"=")).decode()


def test_what_is_no_token_of_ours_opens_nothing(house: House) -> None:
    sent_to(house, "iris")
    claim = {"sub": "iris", "exp": soon()}
    good = signed(house, claim)
    head, body, mac = good.split(".")
    forged = jwt.encode({"sub": "iris", "exp": soon()}, "another secret that is long enough for HS256")
    browser = house.app.keys.create("browser", [SITE])
    server = house.app.keys.create("server")
    admin = house.admin["Authorization"].removeprefix("Bearer ")
    bad = [
        ".",
        forged,
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{head}.{body}.{mac[:-1]}",
        f"{head}.{body[:-1]}.{mac}",
        jwt.encode(claim, "", algorithm="none"),
        by_another_name(house, body),
        signed(house, {"exp": soon()}),
        signed(house, {"sub": "iris"}),
        signed(house, {"sub": "", "exp": soon()}),
        signed(house, {**claim, "exp": soon() + 91 * DAY}),
        signed(house, {**claim, "exp": soon() * 1_000}),
        "x" * 9_000,
        "é.é.é",
        browser,
        server,
        admin,
    ]
    for token in bad:
        answer = house.stranger.get(
            "/api/inbox", headers={b"Authorization": f"Bearer {token}".encode(), b"Origin": SITE.encode()}
        )
        assert error_of(answer) == (401, "inbox_token_invalid"), token[:80]
        assert answer.headers["access-control-allow-origin"] == SITE
    over = house.stranger.get("/api/inbox", headers=page(signed(house, {**claim, "exp": soon() - 700})))
    assert error_of(over) == (401, "inbox_token_expired")


def test_only_servers_and_admins_hand_out_tokens(house: House) -> None:
    asked = {"person": "ann"}
    browser = {"Authorization": f"Bearer {house.app.keys.create('browser')}"}
    assert error_of(house.stranger.post("/api/inbox/token", json=asked, headers=browser)) == (403, "inbox_browser_key")
    assert error_of(house.stranger.post("/api/inbox/token", json=asked)) == (401, "key_invalid")
    person = {"Authorization": f"Bearer {token_of(house, 'ann')}"}
    assert error_of(house.stranger.post("/api/inbox/token", json=asked, headers=person)) == (401, "key_invalid")
    for headers in (house.write, {"Authorization": f"Bearer {house.app.keys.create('server')}"}):
        assert house.stranger.post("/api/inbox/token", json=asked, headers=headers).status_code == 200
    for body, code in (
        ({"person": ""}, "person_invalid"),
        ({"person": "x" * 600}, "person_invalid"),
        ({"person": "ann", "expires_in": "91d"}, "inbox_token_life"),
        ({"person": "ann", "expires_in": "soon"}, "duration_invalid"),
        ({}, "body_invalid"),
    ):
        assert error_of(house.client.post("/api/inbox/token", json=body)) == (400, code)


def test_pages_are_those_of_browser_keys(tmp_path: Any) -> None:
    with living(tmp_path) as house:
        token = token_of(house, "ann")

        def told(origin: str) -> tuple[int, str]:
            answer = house.stranger.get("/api/inbox", headers={**page(token), "Origin": origin})
            assert "Origin" in answer.headers["vary"]
            return answer.status_code, answer.headers.get("access-control-allow-origin", "")

        def fresh() -> None:
            house.app.keys._pages = None

        assert told(SITE) == (403, ""), "there is no browser key yet"
        assert told(house.url) == (200, house.url), "a page of our own"
        house.app.keys.create("browser", [SITE])
        fresh()
        assert told(SITE) == (200, SITE)
        assert told("https://evil.example") == (403, "")
        assert told("null") == (403, "")
        before = house.stranger.options(
            "/api/inbox/marks", headers={"Origin": SITE, "Access-Control-Request-Method": "POST"}
        )
        assert before.status_code == 204
        assert "Authorization" in before.headers["access-control-allow-headers"]
        foreign = house.stranger.options("/api/inbox/marks", headers={"Origin": "https://evil.example"})
        assert (foreign.status_code, "access-control-allow-origin" in foreign.headers) == (403, False)
        house.app.keys.create("browser")
        fresh()
        assert told("https://evil.example")[0] == 200, "a key without origins is for any page"


def test_an_inbox_that_is_asked_too_often_is_told_to_wait(tmp_path: Any) -> None:
    settings = Settings.model_validate({"browser_key_rate": 1, "browser_source_rate": 1})
    with living(tmp_path, settings) as house:
        token = token_of(house, "ann")
        answers = [house.stranger.get("/api/inbox", headers=page(token) | {"Origin": house.url}) for _ in range(60)]
        refused = [answer for answer in answers if answer.status_code == 429]
        assert refused and error_of(refused[0]) == (429, "inbox_throttled")
        assert int(refused[0].headers["retry-after"]) >= 1
        assert (
            house.stranger.get("/api/inbox", headers=page(token_of(house, "bob")) | {"Origin": house.url}).status_code
            == 200
        )


class Events:
    """Server-sent events as they come."""

    def __init__(self, answer: httpx2.Response) -> None:
        self._lines = answer.iter_lines()

    def next(self) -> tuple[int, dict[str, Any]]:
        """The next message."""
        number = -1
        for line in self._lines:
            if line.startswith("id: "):
                number = int(line[4:])
            elif line.startswith("data: "):
                return number, json.loads(line[6:])
        raise AssertionError("the stream ended")


@contextmanager
def streaming(house: House, token: str, **headers: str) -> Iterator[Events]:
    asked = page(token, **headers)
    with house.stranger.stream("GET", "/api/inbox/stream", headers=asked) as answer:
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert answer.headers["access-control-allow-origin"] == SITE
        yield Events(answer)


def test_a_new_message_comes_by_the_stream_and_a_resumed_one_misses_none(house: House) -> None:
    token = sent_to(house, "jo")
    last = ask(house, token)["last"]
    with streaming(house, token, **{"Last-Event-ID": str(last)}) as events:
        house.send(track("kim", "went"), track("jo", "went"))
        number, line = events.next()
        assert (line["body"], line["number"]) == ("Hello Jo", number) and number > last
    house.send(track("jo", "went"), track("jo", "ran"))
    with streaming(house, token, **{"Last-Event-ID": str(number)}) as events:
        found = [events.next()[1] for _ in range(2)]
        assert [line["display"] for line in found] == ["banner", "modal"]


def test_what_another_page_says_of_a_message_comes_by_the_stream_also_when_the_list_was_older(house: House) -> None:
    token = sent_to(house, "una")
    found = ask(house, token)
    message = found["messages"][0]
    before = {"Last-Event-ID": str(found["last"])}
    with streaming(house, token, **before) as events:
        tell(house, token, message["key"], "clicked")
        _, line = events.next()
        assert (line["key"], line["dismissed_at"]) == (message["key"], None) and line["read_at"] and line["clicked_at"]
    with streaming(house, token, **before) as events:
        assert events.next()[1] == line, "the list was read before the mark, the stream was opened after it"
        tell(house, token, message["key"], "dismissed")
        assert events.next()[1]["dismissed_at"]
    assert ask(house, token)["messages"] == []


def test_a_stream_begins_with_now_and_ends_with_its_token(house: House) -> None:
    sent_to(house, "lea")
    with streaming(house, token_of(house, "lea", expires_in="4s")) as events:
        assert list(events._lines)[:2] == ["retry: 3000", ""], "nothing of before, and an end"


def test_streams_are_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopline.studio.inbox.stream.STREAMS_A_PERSON", 2)
    token = token_of(house, "mia")
    with streaming(house, token), streaming(house, token):
        answer = house.stranger.get("/api/inbox/stream", headers=page(token))
        assert error_of(answer) == (503, "inbox_streams_full")
        assert answer.headers["retry-after"]
        with streaming(house, token_of(house, "nora")):
            pass
    feed = house.app.studio.inbox_feed

    def left() -> bool:
        return feed._count == 0

    for _ in range(200):
        if left():
            break
        time.sleep(0.02)
    assert left() and feed._streams == {}, "what has ended makes room"


def refusing(*_: object) -> None:
    raise Unavailable("store_busy", "another process writes")


async def unwritable(_: Sequence[Signal]) -> int:
    raise Unavailable("log_unwritable", "the disk is full")


def test_what_cannot_be_written_now_is_not_marked(house: House) -> None:
    """The receipt goes first: a mark without it would be told by nobody again."""
    token = sent_to(house, "olga")
    key = ask(house, token)["messages"][0]["key"]
    broken = Inboxes(replace(house.app.studio.inboxes._ctx, accept=unwritable))
    with pytest.raises(Unavailable, match="log_unwritable"):
        house.do(broken.tell("olga", key, "shown"))
    assert ask(house, token)["messages"][0]["shown_at"] is None
    assert tell(house, token, key, "shown").status_code == 204
    house.settle()
    assert [one["kind"] for one in house.get(f"/api/messages/{key}")["receipts"]] == ["opened"]


def test_a_receipt_whose_mark_was_lost_counts_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    token = sent_to(house, "pia")
    key = ask(house, token)["messages"][0]["key"]
    with monkeypatch.context() as broken:
        broken.setattr(house.app.studio_store.inbox, "mark", refusing)
        answer = tell(house, token, key, "clicked")
        assert error_of(answer) == (503, "store_busy")
        assert answer.headers["retry-after"]
    assert tell(house, token, key, "clicked").status_code == 204
    house.settle()
    assert [one["kind"] for one in house.get(f"/api/messages/{key}")["receipts"]] == ["opened", "clicked"]
