"""Links of text messages, push and in-app: short or signed, tracked all the same, and opens that an app tells of."""

import re
from collections.abc import Iterator

import msgspec
import pytest

from loopline.model.message import Rendered
from loopline.settings import Settings
from tests.studio.house import House, Json, identify, living, track

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Mobile/15E148 Safari/604.1"}
APP = {"User-Agent": "okhttp/4.12.0"}
LINK_URL = "https://go.acme.io"


def journey(channel: str, content: Json) -> Json:
    node = {"kind": "message", "channel": channel, "content": content}
    return {
        "kind": "journey",
        "id": f"by_{channel}",
        "name": "By every channel",
        "owner": "growth",
        "entry": {"on": [f"asked_{channel}"]},
        "start": "told",
        "nodes": {"told": node},
    }


CONTENTS: dict[str, Json] = {
    "sms": {
        "body": "Hi {{name}}: https://shop.test/a?x=1&y={{name}}, or https://shop.test/b. Again https://shop.test/b"
    },
    "push": {"title": "T", "body": "See https://shop.test/c", "url": "https://shop.test/open?u={{name}}"},
    "in_app": {"body": "Look", "url": "/cart"},
    "email": {
        "subject": "S",
        "text": "Read https://shop.test/text. Bye",
        "html": '<a href="https://shop.test/html">x</a>',
    },
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Ann was told something on every channel, and an hour went by."""
    settings = Settings.model_validate({"link_url": LINK_URL, "intake": "thread", "in_app": "sandbox://"})
    with living(tmp_path_factory.mktemp("house"), settings) as house:
        for channel, content in CONTENTS.items():
            house.publish(journey(channel, content))
        house.send(identify("ann", name="Ann", email="ann@x.test", phone="+4915112345678", push_token="t1"))
        for channel in ("sms", "push"):
            told = house.client.put("/api/people/ann/consent", json={"channel": channel, "allowed": True})
            assert told.status_code == 204, told.text
        house.send(*(track("ann", f"asked_{channel}") for channel in CONTENTS))
        now = house.app.clock.now
        house.app.clock.now = lambda: now() + 3_600_000  # type: ignore[method-assign]
        yield house


def message(house: House, channel: str) -> Json:
    lines = house.get("/api/messages", person="ann")["messages"]
    key = next(line["key"] for line in lines if line["channel"] == channel)
    return house.get(f"/api/messages/{key}")


def receipts(house: House, channel: str) -> list[tuple[str, bool]]:
    house.settle()
    return [(one["kind"], one["machine"]) for one in message(house, channel)["receipts"]]


def test_links_of_a_text_message_are_short_and_lead_on(told: House) -> None:
    body = message(told, "sms")["rendered"]["body"]
    found = re.findall(r"https://go\.acme\.io/s/[0-9A-Za-z]{12}", body)
    assert len(found) == 3 and len(set(found)) == 2 and all(len(link) <= 33 for link in found)
    assert body == f"Hi Ann: {found[0]}, or {found[1]}. Again {found[1]}"
    for link, target in zip(found, ("https://shop.test/a?x=1&y=Ann", "https://shop.test/b"), strict=False):
        answer = told.stranger.get(link.removeprefix(LINK_URL), headers=PHONE)
        assert (answer.status_code, answer.headers["location"]) == (302, target)
        assert "no-store" in answer.headers["cache-control"]
    assert receipts(told, "sms") == [("clicked", False), ("clicked", False)]
    assert told.stranger.head(found[0].removeprefix(LINK_URL), headers=PHONE).status_code == 302
    assert receipts(told, "sms")[-1] == ("clicked", True)


def test_under_the_short_name_only_links_are_served(told: House) -> None:
    host = {"Host": "go.acme.io"}
    assert told.stranger.get("/s/000000000000", headers=PHONE | host).status_code == 410
    assert told.stranger.get("/api/messages", headers=told.admin | host).status_code == 421


@pytest.mark.parametrize("token", ["0" * 12, "0" * 11, "x" * 5_000, "ab-_ab-_ab-_"])
def test_a_link_that_leads_nowhere_says_so(told: House, token: str) -> None:
    answer = told.stranger.get(f"/s/{token}", headers=PHONE)
    assert answer.status_code == 410 and "link_expired" in answer.text
    assert answer.headers["content-type"].startswith("text/html") and "location" not in answer.headers


def test_an_app_follows_the_link_of_a_push_and_tells_of_its_open(told: House) -> None:
    rendered = message(told, "push")["rendered"]
    assert re.fullmatch(r"See https://go\.acme\.io/s/[0-9A-Za-z]{12}", rendered["body"])
    path = rendered["url"].removeprefix("http://127.0.0.1:8400")
    assert path.startswith("/l/click/")
    answer = told.stranger.get(path, headers=PHONE)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.test/open?u=Ann")
    assert receipts(told, "push") == [("clicked", False)]


def test_an_app_tells_of_an_open_from_anywhere(told: House) -> None:
    kept = told.app.studio_store.sandbox.get(message(told, "in_app")["key"])
    assert kept is not None
    open_url = msgspec.json.decode(kept.rendered, type=Rendered).open_url.removeprefix("http://127.0.0.1:8400")
    assert message(told, "in_app")["rendered"]["url"] == "/cart", "an app's own address is nobody's to track"
    asked = told.stranger.options(open_url, headers={"Origin": "https://acme.test"})
    assert asked.status_code == 204 and asked.headers["access-control-allow-origin"] == "*"
    assert told.stranger.head(open_url, headers=APP).status_code == 200
    assert receipts(told, "in_app") == [("opened", True)]
    answer = told.stranger.post(open_url, headers=APP | {"Origin": "https://acme.test"}, json={"any": "thing"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*" and "set-cookie" not in answer.headers
    assert receipts(told, "in_app")[-1] == ("opened", False)
    assert told.stranger.post(open_url + "x", headers=APP).status_code == 404


def test_links_in_the_text_of_a_mail_are_signed(told: House) -> None:
    rendered = message(told, "email")["rendered"]
    text = re.fullmatch(r"Read http://127\.0\.0\.1:8400(/l/click/[\w.-]+)\. Bye", rendered["text"])
    assert text is not None
    answer = told.stranger.get(text[1], headers=PHONE)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://shop.test/text")
    assert receipts(told, "email") == [("clicked", False)]
