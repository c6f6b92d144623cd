"""Pushes through the real server in a process of its own: from a signal by HTTP to the service and back."""

import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from loopline.cli.keys import create
from loopline.model.push.device import shortened
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.push.apple import DEVICE, TOPIC, apple, authority, device
from tests.providers.push.aside import aside
from tests.providers.push.firebase import Firebase
from tests.providers.push.push_service import PushService
from tests.providers.servers import running

Json = dict[str, Any]  # answers of the API
JOURNEY = """
kind: journey
id: knock
owner: growth
entry: {on: [knocked], reentry: {policy: always}}
goal: {event: bought, within: 14d}
start: push
nodes:
  push:
    kind: message
    channel: push
    content:
      title: Hello {{first_name}}
      body: Your trial ends
      url: "https://app.example.com/{{plan}}"
      payload: '{"plan": {{json plan}} }'
"""


class Pushing:
    """A server whose pushes go to one service; `person` knocks and gets a push."""

    def __init__(self, running: Server, folder: Path, key: str) -> None:
        self.running, self._key = running, key
        done = loopline(
            "push", written(folder.parent, JOURNEY, "knock.yaml"), "--data", folder, "--publish", "--reason", "new"
        )
        assert done.returncode == 0, done.stderr + done.stdout

    def knock(self, person: str, token: object, **traits: object) -> None:
        traits |= {"first_name": person.title(), "plan": "pro/a", "push_token": token}
        batch = [
            {"type": "identify", "userId": person, "traits": traits},
            {"type": "track", "userId": person, "event": "knocked"},
        ]
        answer = self.running.ask("POST", "/v1/batch", {"batch": batch}, key=self._key)
        assert answer.status_code == 200, answer.text

    def settled(self, person: str, count: int = 1) -> list[str]:
        """The statuses of a person's messages, newest first, once none of them is on its way."""

        def found() -> list[str]:
            said = self.running.ask("GET", f"/api/messages?person={person}").json()["messages"]
            words = [message["status"] for message in said]
            return words if len(words) == count and not {"pending", "sending"} & set(words) else []

        words: list[str] = wait_for(found)
        return words

    def seen(self, data: Json) -> None:
        """The app does what it is asked to when the person opens the push; what is then known of the message."""
        with httpx2.Client(trust_env=False, verify=False, headers={"User-Agent": "ExampleApp/2 (Android 16)"}) as app:
            assert app.post(data["loopline_open"]).status_code == 204
            led = app.get(data["url"])
            assert (led.status_code, led.headers["location"]) == (302, "https://app.example.com/pro%2Fa")
        message = f"/api/messages/{quote(data['loopline_message'], safe='')}"
        wait_for(lambda: len(self.running.ask("GET", message).json()["receipts"]) == 2)
        receipts = self.running.ask("GET", message).json()["receipts"]
        assert [one["kind"] for one in receipts] == ["opened", "clicked"]
        assert not receipts[0]["machine"], "the app says so itself"

    def person(self, person: str) -> Json:
        answer: Json = self.running.ask("GET", f"/api/people/{person}").json()
        return answer


def test_fcm_takes_a_push_and_a_token_that_is_gone_gets_no_second_one(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    with aside(running(Firebase(wall_ms))) as firebase:
        env = {"LOOPLINE_PUSH": firebase.provider_url("timeout=5"), "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
        with server(folder, env) as made:
            pushing = Pushing(made, folder, key)
            pushing.knock("ann", "cZ9k:APA91bAnn")
            pushing.knock("bob", "gone:APA91bBob")
            assert pushing.settled("ann") == ["sent"]
            assert pushing.settled("bob") == ["failed"]
            pushing.knock("bob", "gone:APA91bBob")
            pushing.knock("ann", "cZ9k:APA91bAnn")
            assert pushing.settled("ann", 2) == ["sent", "sent"]
            assert pushing.settled("bob") == ["failed"], "the second time nothing was even asked for"
            assert pushing.person("bob")["suppressed"] == {"push=go…": "bounced"}
            pushing.seen(firebase.taken[0]["data"])
            made.stop()
        first, second = firebase.taken
        assert firebase.called.count("gone:APA91bBob") == 1
    assert first["notification"] == {"title": "Hello Ann", "body": "Your trial ends"}
    assert first["data"]["plan"] == "pro/a"
    assert first["data"]["loopline_message"] != second["data"]["loopline_message"]
    assert "PRIVATE KEY" not in made.errors and "ya29" not in made.errors


def test_apple_takes_a_push_over_http2_and_a_token_that_is_gone_gets_no_second_one(tmp_path: Path) -> None:
    folder, roots, gone = tmp_path / "data", tmp_path / "roots.pem", device("01")
    key = create(folder, "write")
    authority().cert_pem.write_to_path(str(roots))
    with aside(apple(wall_ms)) as service:
        env = {"LOOPLINE_PUSH": service.url("timeout=5"), "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
        with server(folder, {**env, "SSL_CERT_FILE": str(roots)}) as made:
            pushing = Pushing(made, folder, key)
            for person, token in (("ann", DEVICE), ("bob", gone), ("bob", gone), ("ann", DEVICE)):
                pushing.knock(person, token)
                pushing.settled(person, 2 if service.taken and person == "ann" else 1)
            assert pushing.settled("ann", 2) == ["sent", "sent"]
            assert pushing.settled("bob") == ["failed"]
            assert pushing.person("bob")["suppressed"] == {f"push={shortened(gone)}": "bounced"}
            pushing.seen(service.taken[0][2])
            made.stop()
        assert service.called.count(gone) == 1
        (_, headers, payload), _ = service.taken
        assert service.connections == 1
    assert payload["aps"]["alert"] == {"title": "Hello Ann", "body": "Your trial ends"}
    assert payload["plan"] == "pro/a" and headers["apns-topic"] == TOPIC
    assert "BEGIN" not in made.errors and not any(token in made.errors for token in service.tokens)


def test_a_browser_reads_its_push_and_a_subscription_that_is_over_gets_no_second_one(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    env = {"LOOPLINE_PUSH": "webpush://?timeout=5", "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
    with aside(running(PushService(wall_ms))) as service, server(folder, env) as made:
        pushing = Pushing(made, folder, key)
        public_key = made.ask("GET", "/hooks/webpush?key").text
        ann, bob = (service.browser(name, public_key) for name in ("ann", "gone"))
        for person, browser in (("ann", ann), ("bob", bob), ("bob", bob), ("ann", ann)):
            pushing.knock(person, browser.subscription())
            pushing.settled(person, 2 if ann.seen and person == "ann" else 1)
        assert pushing.settled("ann", 2) == ["sent", "sent"]
        assert pushing.settled("bob") == ["failed"]
        assert pushing.person("bob")["suppressed"] == {f"push={shortened(str(bob.subscription()))}": "bounced"}
        assert service.called.count("gone") == 1
        shown, _ = ann.seen
        pushing.seen(shown["notification"]["data"])
        assert (folder / "secrets" / "vapid").stat().st_mode & 0o777 == 0o600
        secret = (folder / "secrets" / "vapid").read_text().strip()
        made.stop()
    assert (shown["title"], shown["notification"]["body"]) == ("Hello Ann", "Your trial ends")
    assert shown["notification"]["data"]["plan"] == "pro/a"
    assert secret not in made.errors and not any(token in made.errors for token in service.tokens)


def test_a_push_goes_to_every_device_and_drops_the_one_that_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    phone, tablet, gone = "phone:APA91b", "tablet:APA91b", "gone:APA91b"
    with aside(running(Firebase(wall_ms))) as firebase:
        env = {"LOOPLINE_PUSH": firebase.provider_url("timeout=5"), "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
        with server(folder, env) as made:
            pushing = Pushing(made, folder, key)
            devices = [{"token": gone, "platform": "ios", "last_seen": "2026-11-01"}, {"token": tablet}]
            pushing.knock("ann", phone, devices=devices)
            assert pushing.settled("ann") == ["sent"], "one message, though it went to two devices"
            assert [message["token"] for message in firebase.taken] == [phone, tablet]
            assert len(set(firebase.keys())) == 1
            assert pushing.person("ann")["suppressed"] == {f"push={shortened(gone)}": "bounced"}
            pushing.knock("ann", phone, devices=devices)
            assert pushing.settled("ann", 2) == ["sent", "sent"]
            assert firebase.called == [phone, gone, tablet, phone, tablet]
            page = create(folder, "browser")
            stated = {"type": "identify", "userId": "ann", "traits": {"devices": ["elses:APA91b"], "plan": "free"}}
            assert made.ask("POST", "/v1/batch", {"batch": [stated]}, key=page).status_code == 200
            wait_for(lambda: pushing.person("ann")["traits"]["plan"] == "free")
            assert pushing.person("ann")["traits"]["devices"] == devices, "no page leads her pushes elsewhere"
            pushing.knock("ann", None, devices=[gone])
            pushing.knock("bob", "gone:APA91bBob")
            assert pushing.settled("bob") == ["failed"]
            assert pushing.settled("ann", 2) == ["sent", "sent"], "nothing is left that could be reached"
            made.stop()


def wall_ms() -> int:
    """The time of the server's process, which is that of this machine."""

    return time.time_ns() // 1_000_000
