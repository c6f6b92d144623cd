"""The studio and edges over shards that workers run: publishes, stops, people, providers, pages and refusals."""

import signal
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from loopline.bench.server import Server, make_write_key
from loopline.bench.sinks import RunningSinks, running_sinks
from loopline.cli.local import serving
from loopline.model.ids import person_key
from tests.cli.served import add_provider, loopline
from tests.cli.served import server as served
from tests.crew.house import HELLO, WAITING, identify, people, track
from tests.simulation.lives import OURS, asked, stands_by, until
from tests.simulation.machines import Machines, machines, up

SHARDS = 2


class House:
    """One of each, the relay that workers send to, and the key by which signals are sent."""

    def __init__(self, folder: Path, url: str, all_of: Machines, sinks: RunningSinks, key: str) -> None:
        self.url = url
        self.folder, self.all_of, self.sinks, self.key = folder, all_of, sinks, key
        self.studio = up(all_of.begin("studio"))
        (folder / "secrets").symlink_to(self.studio.folder / "secrets")
        self.worker, self.edge = all_of.begin("work"), up(all_of.begin("edge"))
        self._number = 0

    def ask(self, method: str, path: str, body: Any = None, at: Server | None = None) -> httpx2.Response:
        """A request to the studio with its admin key, or to an edge with a write key."""
        note = serving(self.studio.folder)
        assert note is not None
        token = f"Basic {b64encode(f'{self.key}:'.encode()).decode()}" if at else f"Bearer {note.key}"
        url = (at or self.studio).url
        with httpx2.Client(base_url=url, timeout=60.0, trust_env=False, verify=False) as client:
            return client.request(method, path, json=body, headers={"Authorization": token})

    def say(self, *messages: dict[str, Any]) -> None:
        """A batch, to the edge."""
        answer = self.ask("POST", "/v1/batch", {"batch": list(messages)}, self.edge)
        assert answer.status_code == 200, answer.text

    def push(self, text: str) -> str:
        """Publish a document; the refusal, "" where there was none."""
        path = self.folder / "document.yaml"
        path.write_text(text)
        done = loopline("push", path, "--data", self.studio.folder, "--publish", "--reason", "a test")
        return done.stderr if done.returncode else ""

    def token(self) -> tuple[int, str]:
        """A number that no message has had, and how the relay finds it in a mail."""
        self._number += 1
        return self._number, f"SEQ{self._number}X"

    def arrived(self) -> list[int]:
        """The numbers in all mails so far."""
        return [one.number for one in self.sinks.arrivals()]

    def is_level(self) -> bool:
        """Whether all is decided, also what one shard has told another."""
        shards = self.ask("GET", "/api/health").json()["shards"]
        return all(not one["lag_signals"] and not one["tellings"] for one in shards)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, _postgres_url: str, postgres: Any) -> Iterator[House]:
    folder, url = tmp_path_factory.mktemp("house"), postgres.make("machines")
    key = make_write_key(folder / "key", url)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_STORE": url, "LOOPLINE_SHARDS": str(SHARDS)}
        with machines(folder, settings, key) as all_of:
            made = House(folder, url, all_of, sinks, key)
            assert made.push(HELLO) == ""
            yield made


def test_what_an_edge_takes_is_decided_sent_and_shown(house: House) -> None:
    named = [(name, *house.token()) for part in people("ann", 4) for name in part]
    house.say(*(identify(name) for name, *_ in named), *(track(name, "signed_up", tok) for name, _, tok in named))
    until(lambda: {number for _, number, _ in named} <= set(house.arrived()), "everybody has it")
    until(house.is_level, "level")
    for name, *_ in named[::3]:
        person = house.ask("GET", f"/api/people/{name}")
        assert person.status_code == 200 and f"{name}@example.com" in person.text
    health = house.ask("GET", "/api/health").json()
    assert health["status"] == "ok", health["fault"]
    assert [(one["shard"], one["state"], one["ready"]) for one in health["shards"]] == [
        (0, "running", True),
        (1, "running", True),
    ]
    assert all(one["publications"] == 1 for one in health["shards"])
    assert 'loopline_shard_up{shard="1"} 1.0' in house.ask("GET", "/metrics").text
    assert house.ask("GET", "/api/journeys/hello/report").status_code == 200


def test_a_pause_and_a_stop_reach_the_people_of_all_shards(house: House) -> None:
    assert house.push(WAITING) == ""
    inside = [name for part in people("cid", 3) for name in part]
    house.say(*(track(name, "began") for name in inside))
    until(house.is_level, "level")

    def in_it(name: str) -> bool:
        enrollments = house.ask("GET", f"/api/people/{name}").json()["enrollments"]
        return any(one["journey"] == "waiting" for one in enrollments)

    assert all(map(in_it, inside))
    for verb in ("pause", "resume", "stop"):
        answer = house.ask("POST", f"/api/journeys/waiting/{verb}", {"reason": "a test"})
        assert answer.status_code == 200, answer.text
    until(lambda: not any(map(in_it, inside)), "everybody has left")


def test_a_provider_that_is_set_up_sends_from_all_workers(house: House) -> None:
    with running_sinks() as second:
        done = add_provider(house.studio.folder, "second", second.smtp_url, "--weight", "1000")
        assert done.returncode == 0, done.stderr

        def arrives_there() -> bool:
            named = [(name, *house.token()) for part in people("dan", 2) for name in part]
            house.say(*(identify(name) for name, *_ in named))
            house.say(*(track(name, "signed_up", tok) for name, _, tok in named))
            wanted = {number for _, number, _ in named}
            until(lambda: wanted <= {*house.arrived(), *(one.number for one in second.arrivals())}, "they have it")
            return bool(wanted & {one.number for one in second.arrivals()})

        until(arrives_there, "the new provider carries")
        assert loopline("provider", "remove", "second", "--data", house.studio.folder).returncode == 0


def test_a_backup_that_the_studio_takes_holds_what_workers_elsewhere_decided(house: House, tmp_path: Path) -> None:
    named = [(name, *house.token()) for part in people("bea", 3) for name in part]
    house.say(*(identify(name) for name, *_ in named), *(track(name, "looked", tok) for name, _, tok in named))
    until(house.is_level, "decided")
    done = loopline(
        "backup", tmp_path / "copy", "--data", house.studio.folder, env={"LOOPLINE_STORE": house.url, **OURS}
    )
    assert done.returncode == 0, done.stderr
    restored = loopline("restore", tmp_path / "copy", "--data", tmp_path / "elsewhere")
    assert restored.returncode == 0, restored.stderr
    with served(tmp_path / "elsewhere", {"LOOPLINE_SHARDS": str(SHARDS), **OURS}) as again:
        until(lambda: again.ask("GET", "/ready").status_code == 200, "it serves")
        sql = "SELECT person FROM events WHERE name = 'looked'"
        until(lambda: len(again.ask("POST", "/api/query", {"sql": sql}).json()["rows"]) >= len(named), "facts")
        found = {row[0] for row in again.ask("POST", "/api/query", {"sql": sql}).json()["rows"]}
        assert found >= {person_key(name) for name, *_ in named}


def test_an_edge_answers_nothing_of_the_studio(house: House) -> None:
    for path in ("/", "/api/people/ann0", "/api/journeys", "/api/backups", "/studio", "/hooks/twilio", "/in/x/y"):
        answer = house.ask("GET", path, at=house.edge)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "edge_closed"), path
    assert asked(house.edge, "/ready")[0] == asked(house.edge, "/live")[0] == 200
    assert house.ask("GET", "/api/inbox/none", at=house.edge).status_code in (401, 403, 404)
    assert house.ask("POST", "/v1/batch", {"batch": []}).status_code in (200, 401), "the studio has the same way in"
    assert asked(house.worker, "/v1/batch")[0] == 404


def test_a_second_studio_and_a_server_of_the_whole_stand_by(house: House) -> None:
    whole = house.all_of.begin("serve")
    second = house.all_of.begin("studio")
    until(lambda: stands_by(second) and stands_by(whole), "both stand by")
    whole.process.send_signal(signal.SIGTERM)
    assert whole.process.wait(60) == 0
    house.studio.kill()
    up(second)
    house.studio = second
    until(lambda: serving(second.folder) is not None, "it says how it is reached")
    name, number, tok = "eve", *house.token()
    house.say(identify(name), track(name, "signed_up", tok))
    until(lambda: number in house.arrived(), "it has arrived")
    again = HELLO.replace("name: Hello", "name: Hello again")
    assert "facts_unfit" in house.push(again), "a folder of its own has no facts"
    rebuilt = loopline("facts", "rebuild", "--data", second.folder, env={"LOOPLINE_STORE": house.url})
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert house.push(again) == ""
    assert house.ask("GET", "/api/health").json()["facts"] == "fit"


def test_what_cannot_be_shared_is_refused_in_words(tmp_path: Path, postgres_url: str) -> None:
    for part in ("work", "edge", "studio"):
        done = loopline(part, "--data", tmp_path / "files", "--port", "0")
        assert done.returncode == 1 and "machines_store" in done.stderr
        done = loopline(part, "--data", tmp_path / "one", "--port", "0", "--store", postgres_url)
        assert done.returncode == 1 and "machines_shards" in done.stderr
    assert not (tmp_path / "files").exists(), "nothing was made"
