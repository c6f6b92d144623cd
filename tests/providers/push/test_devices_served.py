"""Several devices of a person through the real server: stated, lost to somebody else, gone one by one, united."""

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.push.aside import aside
from tests.providers.push.firebase import Firebase
from tests.providers.servers import Call, running

Json = dict[str, Any]  # answers of the API
JOURNEY = """
kind: journey
id: knock
owner: growth
entry: {on: [knocked], reentry: {policy: always}}
goal: {event: bought, within: 14d}
start: push
nodes:
  push: {kind: message, channel: push, content: {body: Your trial ends}}
"""
LATEST = (
    JOURNEY.replace("id: knock", "id: tap").replace("[knocked]", "[tapped]").replace("push,", "push, devices: latest,")
)


class SlowFirebase(Firebase):
    """It never answers for a device whose token says so."""

    async def respond(self, call: Call) -> bytes | None:
        answer = await super().respond(call)
        if self.called and self.called[-1].startswith("hangs") and "messages:send" in call.target:
            await asyncio.sleep(600)
        return answer


class House:
    """A server whose pushes go to Firebase."""

    def __init__(self, made: Server, key: str) -> None:
        self.made, self._key = made, key

    def publish(self, folder: Path, text: str, name: str) -> None:
        path = written(folder.parent, text, name)
        done = loopline("push", path, "--data", folder, "--publish", "--reason", "new")
        assert done.returncode == 0, done.stderr + done.stdout

    def send(self, *messages: Json, key: str = "") -> None:
        answer = self.made.ask("POST", "/v1/batch", {"batch": list(messages)}, key=key or self._key)
        assert answer.status_code == 200, answer.text

    def uses(self, person: str, token: str, kind: str = "ios", key: str = "") -> None:
        """The app of a person says which device it is on; it was taken in when this returns."""
        device = {"token": token, "type": kind, "model": "x"}
        context = {"device": device, "app": {"namespace": "com.example.app", "version": "2.1"}}
        self.send({"type": "track", "userId": person, "event": "app_opened", "context": context}, key=key)
        if not key:
            wait_for(lambda: self.states(person).get(token[-4:]) == "live")

    def knock(self, person: str, event: str = "knocked") -> None:
        self.send({"type": "track", "userId": person, "event": event})

    def devices(self, person: str) -> list[Json]:
        answer = self.made.ask("GET", f"/api/people/{person}")
        found: list[Json] = answer.json()["devices"] if answer.status_code == 200 else []
        return found

    def states(self, person: str) -> dict[str, str]:
        """What became of a person's devices, each by the end of its token."""
        return {one["token"][-4:]: one["state"] for one in self.devices(person)}

    def settled(self, person: str, count: int) -> list[str]:
        def found() -> list[str]:
            said = self.made.ask("GET", f"/api/messages?person={person}").json()["messages"]
            words = [message["status"] for message in said]
            return words if len(words) == count and not {"pending", "sending"} & set(words) else []

        words: list[str] = wait_for(found)
        return words


def token(word: str, end: str) -> str:
    """A token of Firebase whose fate is the word; `end` are the four characters that stay when it is shown."""
    return f"{word}:APA91b-of-some-length-{end}"


PHONE, TABLET, GONE = token("phone", "0001"), token("tablet", "0002"), token("gone", "0003")


def test_devices_are_gone_one_by_one_move_with_who_uses_them_and_come_along(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key, page = create(folder, "write"), create(folder, "browser")
    with aside(running(Firebase(wall_ms))) as firebase:
        env = {"LOOPLINE_PUSH": firebase.provider_url("timeout=5"), "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
        with server(folder, env) as made:
            house = House(made, key)
            house.publish(folder, JOURNEY, "knock.yaml")
            house.publish(folder, LATEST, "tap.yaml")
            for one in (PHONE, GONE, TABLET):
                house.uses("ann", one)
            house.knock("ann")
            assert house.settled("ann", 1) == ["sent"], "one message, though it went to two devices"
            assert sorted(firebase.called) == sorted([PHONE, GONE, TABLET])
            (sent,) = made.ask("GET", "/api/messages?person=ann").json()["messages"]
            shown = made.ask("GET", f"/api/messages/{sent['key']}")
            assert shown.json()["address"].count("\n") == 2, "one line each"
            assert not [one for one in (PHONE, GONE, TABLET) if one in shown.text], "a token is shown shortened"
            assert house.states("ann") == {"0001": "live", "0002": "live", "0003": "gone"}
            house.knock("ann", "tapped")
            assert house.settled("ann", 2) == ["sent", "sent"]
            assert firebase.called[3:] == [TABLET], "the one that was seen last, and no other"

            first = house.devices("ann")[0]
            assert (first["platform"], first["app"], first["app_version"]) == ("ios", "com.example.app", "2.1")
            assert PHONE not in made.ask("GET", "/api/people/ann").text, "a token is shown shortened"
            house.uses("ann", token("elses", "0009"), key=page)
            house.uses("bob", PHONE)
            wait_for(lambda: house.states("ann")["0001"] == "moved")
            assert "0009" not in house.states("ann"), "no page leads her pushes elsewhere"
            house.knock("bob")
            house.knock("ann")
            assert (house.settled("bob", 1), house.settled("ann", 3)) == (["sent"], ["sent"] * 3)
            assert sorted(firebase.called[4:]) == sorted([PHONE, TABLET]), "each device has one person's push"

            tablet = next(one["device"] for one in house.devices("ann") if one["state"] == "live")
            assert made.ask("DELETE", f"/api/people/ann/devices/{tablet}").status_code == 204
            wait_for(lambda: house.states("ann")["0002"] == "removed")
            assert made.ask("DELETE", f"/api/people/ann/devices/{tablet}").json()["error"]["code"] == "device_unknown"
            house.knock("ann")
            why = wait_for(lambda: _refusal(made, "ann"))
            assert "there is no address for this channel any more" in why
            assert len(firebase.called) == 6

            watch = token("watch", "0004")
            told = {"token": watch, "platform": "android", "app_version": "7"}
            assert made.ask("PUT", "/api/people/ann/devices", told).status_code == 204
            wrong = made.ask("PUT", "/api/people/ann/devices", {"token": "a\nb"})
            assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "device_invalid")
            visited = {"device": {"token": token("pad", "0005"), "type": "ios"}}
            house.send({"type": "track", "anonymousId": "v1", "event": "app_opened", "context": visited})
            house.send({"type": "identify", "userId": "ann", "anonymousId": "v1", "traits": {"plan": "pro"}})
            live = {"0004": "live", "0005": "live"}
            wait_for(lambda: house.states("ann").items() >= live.items())
            house.send({"type": "identify", "userId": "eve", "traits": {"push_token": watch}})
            wait_for(lambda: house.states("ann")["0004"] == "moved")
            assert house.states("eve") == {"0004": "live"}, "what a trait states is a device as any other"
            made.stop()


def test_a_token_that_only_a_trait_states_is_shown_shortened_once_it_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    with aside(running(Firebase(wall_ms))) as firebase:
        env = {"LOOPLINE_PUSH": firebase.provider_url("timeout=5"), "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
        with server(folder, env) as made:
            house = House(made, key)
            house.publish(folder, JOURNEY, "knock.yaml")
            house.send({"type": "identify", "userId": "carl", "traits": {"push_token": GONE}})
            house.knock("carl")
            house.settled("carl", 1)
            held = wait_for(lambda: made.ask("GET", "/api/people/carl").json()["suppressed"])
            assert list(held) == [f"push={GONE[:6]}…0003"]
            pages = ("/api/people/carl/why?journey=knock", "/api/messages?person=carl", "/api/suppressions")
            assert not [page for page in pages if GONE in made.ask("GET", page).text]


def test_a_kill_between_two_devices_sends_nothing_twice(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key, hangs = create(folder, "write"), token("hangs", "0002")
    with aside(running(SlowFirebase(wall_ms))) as firebase:
        url = firebase.provider_url("timeout=500&unknown=resend")
        env = {"LOOPLINE_PUSH": url, "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
        with server(folder, env) as made:
            house = House(made, key)
            house.publish(folder, JOURNEY, "knock.yaml")
            house.uses("ann", hangs)
            house.uses("ann", PHONE)
            house.knock("ann")
            wait_for(lambda: hangs in firebase.called)
            made.stop(signal.SIGKILL)
        with server(folder, env) as made:
            assert House(made, key).settled("ann", 1) == ["sent"]
            assert firebase.called == [PHONE, hangs], "the phone has it, so it is sent"
            made.stop()


def _refusal(made: Server, person: str) -> str:
    text = made.ask("GET", f"/api/people/{person}/why?journey=knock").text
    return text if "no address" in text else ""


def wall_ms() -> int:
    """The time of the server's process, which is that of this machine."""
    return time.time_ns() // 1_000_000
