"""A server of several shards in processes of its own, with what tests say to it and publish into it."""

from pathlib import Path
from typing import Any

from loopline.bench.sinks import RunningSinks
from loopline.model.ids import person_key, shard_of
from tests.cli.served import Server, loopline

SHARDS = 2
HELLO = """
kind: journey
id: hello
name: Hello
entry: {on: [signed_up], reentry: {policy: always, concurrent: true}}
start: tell
nodes:
  tell: {kind: message, channel: email, content: {subject: "Hello {{entry.tok}}", text: "Hello {{entry.tok}}"}}
"""
WAITING = """
kind: journey
id: waiting
name: Waiting
entry: {on: [began]}
start: rest
nodes:
  rest: {kind: wait, for: 30d, then: tell}
  tell: {kind: message, channel: email, content: {subject: Later, text: Later.}}
"""
COUNTING = """
kind: segment
id: often
name: Often
when: count("signed_up", within="30d") >= 3
"""
WARMING = """
kind: workspace
delivery: {warm_ups: [{provider: young, starts: 2999-01-01, days: [10]}]}
"""


class House:
    """A server with two shards, the relay that it sends to, and the key by which signals are sent."""

    def __init__(self, running: Server, sinks: RunningSinks, key: str, folder: Path) -> None:
        self.running, self.sinks, self.key, self.folder = running, sinks, key, folder
        self._number = 0

    def say(self, *messages: dict[str, Any]) -> None:
        """A batch, all of it in one request."""
        answer = self.running.ask("POST", "/v1/batch", {"batch": list(messages)}, key=self.key)
        assert answer.status_code == 200, answer.text

    def shards(self) -> list[dict[str, Any]]:
        """What health tells of each."""
        shards: list[dict[str, Any]] = self.running.ask("GET", "/api/health").json()["shards"]
        return shards

    def is_level(self) -> bool:
        """Whether all is decided, also what one shard has told another."""
        return all(not one["lag_signals"] and not one["tellings"] for one in self.shards())

    def push(self, text: str) -> str:
        """Publish a document; the refusal, "" where there was none."""
        path = self.folder.parent / "document.yaml"
        path.write_text(text)
        done = loopline("push", path, "--data", self.folder, "--publish", "--reason", "a test")
        return done.stderr if done.returncode else ""

    def token(self) -> tuple[int, str]:
        """A number that no message has had, and how the relay finds it in a mail."""
        self._number += 1
        return self._number, f"SEQ{self._number}X"

    def arrived(self) -> list[int]:
        """The numbers in all mails so far."""
        return [one.number for one in self.sinks.arrivals()]


def people(prefix: str, count: int, key: Any = person_key) -> list[list[str]]:
    """So many names of people of each shard."""
    found: list[list[str]] = [[] for _ in range(SHARDS)]
    for number in range(1_000):
        name = f"{prefix}{number}"
        if len(home := found[shard_of(key(name), SHARDS)]) < count:
            home.append(name)
    return found


def identify(name: str) -> dict[str, Any]:
    return {"type": "identify", "userId": name, "messageId": f"i-{name}", "traits": {"email": f"{name}@example.com"}}


def track(name: str, event: str, tok: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "track", "userId": name, "event": event, "messageId": f"{event}-{name}-{tok}"} | {
        "properties": {"tok": tok},
        **more,
    }


def providers(house: House) -> list[dict[str, Any]]:
    """What the list shows."""
    found: list[dict[str, Any]] = house.running.ask("GET", "/api/providers").json()["providers"]
    return found
