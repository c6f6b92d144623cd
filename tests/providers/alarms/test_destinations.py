"""The destinations of alarms, told by real calls on loopback; no name, fault or error holds a secret."""

import pytest
from msgspec import json

from loopline.model.errors import Invalid
from loopline.providers.alarms.destinations import DESTINATIONS_MAX, destinations
from loopline.providers.alarms.hook import PRIVATE
from tests.providers.servers import Receiver, receiver

pytestmark = pytest.mark.anyio
SECRET = "xoxb-s3cret"


async def told(desk: Receiver, path: str, scheme: str = "http", *, allow_private: bool = True) -> str:
    """What became of an alarm there."""
    url = f"{scheme}://127.0.0.1:{desk.port}{path}"
    (one,) = destinations(url, allow_private=allow_private)
    assert one.name == f"1 ({scheme})"
    fault = await one.tell("Loopline: 1 began", "Began: the disk is full <b>now</b>.")
    assert SECRET not in fault
    return fault


async def test_our_own_client_posts_what_slack_takes() -> None:
    async with receiver() as desk:
        assert await told(desk, f"/hooks/{SECRET}") == ""
        (path, headers, body), *rest = desk.requests
        assert path == f"/hooks/{SECRET}" and headers["content-type"] == "application/json" and not rest
        said = json.decode(body)
        assert said == {
            "text": "Loopline: 1 began\nBegan: the disk is full <b>now</b>.",
            "title": "Loopline: 1 began",
            "body": "Began: the disk is full <b>now</b>.",
        }


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/status/403", "it answered 403"),
        ("/redirect", "it answered 302"),
        ("/drop", "it took the alarm and said nothing"),
        ("/a b", "its URL is none that can be called"),
    ],
)
async def test_what_goes_wrong_is_told_in_words_without_secrets(path: str, fault: str) -> None:
    async with receiver() as desk:
        (one,) = destinations("http://127.0.0.1:1/", allow_private=True)
        one._url = f"http://127.0.0.1:{desk.port}{path}"  # a blank cannot come by the setting
        assert await one.tell("title", "text") == fault


async def test_an_address_of_our_own_network_is_refused_before_anything_is_sent() -> None:
    async with receiver() as desk:
        assert await told(desk, f"/{SECRET}", allow_private=False) == PRIVATE
        assert await told(desk, f"/{SECRET}", scheme="json", allow_private=False) == PRIVATE
        assert desk.connections == 0


async def test_apprise_tells_by_its_own_schemes() -> None:
    async with receiver() as desk:
        assert await told(desk, f"/hooks/{SECRET}", scheme="json") == ""
        (path, _, body), *rest = desk.requests
        assert path.startswith(f"/hooks/{SECRET}") and not rest
        said = json.decode(body)
        assert said["title"] == "Loopline: 1 began" and "the disk is full" in said["message"]
        assert await told(desk, "/status/500", scheme="json") == "the service did not take it, or could not be reached"
        assert await told(desk, f"/{SECRET}", scheme="nosuchthing") == "Apprise cannot read its URL"


@pytest.mark.parametrize(
    "urls", [f"{SECRET}", f"https://ok.example.com {SECRET}", f"//{SECRET}", " ".join(["https://a.b/c"] * 11)]
)
def test_what_is_no_url_is_refused_without_it(urls: str) -> None:
    with pytest.raises(Invalid) as caught:
        destinations(urls, allow_private=False)
    assert caught.value.code == "alarms_invalid" and SECRET not in str(caught.value)


def test_none_and_several() -> None:
    assert list(destinations("  ", allow_private=False)) == []
    named = destinations("https://a.example/x\n slack://a/b/c  JSON://h", allow_private=False)
    assert [one.name for one in named] == ["1 (https)", "2 (slack)", "3 (json)"] and DESTINATIONS_MAX == 10
