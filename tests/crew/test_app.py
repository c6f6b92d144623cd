"""Two shards behind one server: signals over HTTP, publishes, merges, providers and refusals, by real processes."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from loopline.bench.server import make_write_key
from loopline.bench.sinks import running_sinks
from loopline.model.history.times import times_in
from loopline.model.ids import anonymous_key, person_key, shard_of
from loopline.model.person import Person
from loopline.runtime.engine.cache import readable
from loopline.storage.opened_state import open_state
from loopline.storage.settled_shards import kept_shards
from loopline.storage.sql.places import Places
from tests.cli.served import add_provider, loopline, server
from tests.crew.house import COUNTING, HELLO, SHARDS, WAITING, WARMING, House, identify, people, providers, track
from tests.simulation.lives import OURS, until


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house") / "data"
    key = make_write_key(folder)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_SHARDS": str(SHARDS), **OURS}
        with server(folder, settings) as running:
            made = House(running, sinks, key, folder)
            until(lambda: running.ask("GET", "/ready").status_code == 200, "ready")
            assert made.push(HELLO) == ""
            yield made


def test_one_request_for_people_of_both_shards_reaches_each_of_them_once(house: House) -> None:
    named = [(name, *house.token()) for part in people("ann", 5) for name in part]
    messages = [identify(name) for name, *_ in named] + [track(name, "signed_up", tok) for name, _, tok in named]
    house.say(*messages)
    house.say(*messages)  # the client has not heard us
    until(lambda: {number for _, number, _ in named} <= set(house.arrived()), "everybody has it")
    until(house.is_level, "level")
    arrived = house.arrived()
    assert len(arrived) == len(set(arrived))
    assert all(one["position"] for one in house.shards()), "both have decided"


def test_health_and_metrics_tell_of_each_shard(house: House) -> None:
    shards = house.shards()
    assert [(one["shard"], one["state"], one["ready"]) for one in shards] == [
        (0, "running", True),
        (1, "running", True),
    ]
    assert shards[0]["pid"] == house.running.process.pid != shards[1]["pid"]
    assert len({one["publications"] for one in shards}) == 1 <= shards[0]["publications"]
    text = house.running.ask("GET", "/metrics").text
    for name in ("up", "publications"):
        assert f'loopline_shard_{name}{{shard="1"}} ' in text
    assert 'loopline_shard_up{shard="1"} 1.0' in text


def test_whoever_is_merged_across_shards_gets_the_next_message_once(house: House) -> None:
    bob = people("bob", 1)[0][0]
    visitor = next(name for name in people("visitor", 1, anonymous_key)[1])
    number, tok = house.token()
    house.say({"type": "identify", "anonymousId": visitor, "messageId": "v1", "traits": {"email": "bob@example.com"}})
    house.say({"type": "identify", "anonymousId": visitor, "userId": bob, "messageId": "v2"})
    house.say(
        {"type": "track", "anonymousId": visitor, "event": "signed_up", "messageId": "v3", "properties": {"tok": tok}}
    )
    until(lambda: number in house.arrived(), "it has arrived")
    until(house.is_level, "level")
    assert house.arrived().count(number) == 1


def test_a_stop_reaches_the_people_of_all_shards(house: House) -> None:
    assert house.push(WAITING) == ""
    inside = [name for part in people("cid", 3) for name in part]
    house.say(*(track(name, "began") for name in inside))
    until(house.is_level, "level")
    assert all(in_journey(house, name) for name in inside)
    answer = house.running.ask("POST", "/api/journeys/waiting/stop", {"reason": "a test"})
    assert answer.status_code == 200, answer.text
    until(lambda: not any(in_journey(house, name) for name in inside), "everybody has left")


def in_journey(house: House, name: str) -> bool:
    key = person_key(name)
    with closing(open_state(Places(house.folder), shard_of(key, SHARDS))) as state:
        person = readable(state.load([key])[key])
    assert isinstance(person, Person)
    return any(one.journey == "waiting" for one in person.enrollments)


def test_a_provider_that_is_set_up_sends_from_all_shards(house: House) -> None:
    with running_sinks() as second:
        done = add_provider(house.folder, "second", second.smtp_url, "--weight", "1000")
        assert done.returncode == 0, done.stderr
        named = [(name, *house.token()) for part in people("dan", 6) for name in part]
        house.say(*(identify(name) for name, *_ in named), *(track(name, "signed_up", tok) for name, _, tok in named))
        wanted = {number for _, number, _ in named}
        until(lambda: wanted <= {*house.arrived(), *(one.number for one in second.arrivals())}, "everybody has it")
        by_second = {one.number for one in second.arrivals()}
        for part in (named[:6], named[6:]):
            assert by_second & {number for _, number, _ in part}, "each shard has given it something"
        assert loopline("provider", "remove", "second", "--data", house.folder).returncode == 0


def test_a_warm_up_counts_the_day_of_all_shards_also_when_one_is_killed(house: House) -> None:
    with running_sinks() as young:
        assert add_provider(house.folder, "young", young.smtp_url, "--weight", "1000").returncode == 0
        assert house.push(WARMING) == ""
        for prefix, count in (("flo", 15), ("gil", 5)):
            named = [(name, *house.token()) for part in people(prefix, count) for name in part]
            house.say(
                *(identify(name) for name, *_ in named), *(track(name, "signed_up", tok) for name, _, tok in named)
            )
            wanted = {number for _, number, _ in named}
            until(lambda: wanted <= {*house.arrived(), *(one.number for one in young.arrivals())}, "everybody")  # noqa: B023
            assert len(young.arrivals()) == 10
            (line,) = (one for one in providers(house) if one["name"] == "young")
            assert line["warm_up"] == {"day": 1, "limit": 10, "sent": 10}
            if prefix == "flo":
                pid = house.shards()[1]["pid"]
                os.kill(pid, signal.SIGKILL)
                until(lambda: house.shards()[1]["ready"] and house.shards()[1]["pid"] != pid, "another one")  # noqa: B023
        assert house.push("kind: workspace\n") == ""
        assert loopline("provider", "remove", "young", "--data", house.folder).returncode == 0


def test_a_condition_counts_what_people_of_all_shards_did_before_it_was_published(house: House) -> None:
    busy = [name for part in people("eve", 3) for name in part]
    house.say(*(track(name, "signed_up", f"{time}") for name in busy for time in range(3)))
    until(house.is_level, "level")
    assert house.push(COUNTING) == ""
    assert house.running.ask("GET", "/api/segments/often").json()["segment"]["people"]["yes"] == len(busy)
    by_shard = {shard_of(person_key(name), SHARDS) for name in busy}
    assert by_shard == {0, 1}
    for name in busy:
        key = person_key(name)
        with closing(open_state(Places(house.folder), shard_of(key, SHARDS))) as state:
            person = readable(state.load([key])[key])
        assert isinstance(person, Person)
        assert len(times_in((person.history or {}).get("signed_up", b""))) == 3, "her own record counts them, too"


def test_why_a_report_and_a_page_tell_of_people_of_all_shards(house: House) -> None:
    for name in (part[0] for part in people("ann", 1)):
        timeline = house.running.ask("GET", f"/api/people/{name}/timeline")
        assert timeline.status_code == 200 and "signed_up" in timeline.text, timeline.text
        assert house.running.ask("GET", f"/api/people/{name}").status_code == 200
    report = house.running.ask("GET", "/api/journeys/hello/report").json()
    assert report["entered"] >= 10, report["entered"]
    assert house.running.ask("GET", "/api/journeys").status_code == 200


def test_facts_of_all_shards_are_made_anew_from_their_logs(house: House) -> None:
    def counted() -> list[Any]:
        asked = {"sql": "SELECT kind, count(*) FROM facts GROUP BY kind ORDER BY kind"}
        answer = house.running.ask("POST", "/api/query", asked)
        assert answer.status_code == 200, answer.text
        rows: list[Any] = answer.json()["rows"]
        return rows

    until(house.is_level, "level")
    before = counted()
    assert house.running.ask("POST", "/api/facts/rebuild").status_code in (200, 202)
    until(lambda: house.running.ask("GET", "/api/facts").json()["rebuild"]["state"] != "running", "made anew")
    assert house.running.ask("GET", "/api/facts").json()["rebuild"]["state"] == "done"
    assert counted() == before


def test_nothing_of_a_forgotten_person_is_left_in_any_shard(house: House) -> None:
    ann, visitor = people("gone", 1)[0][0], people("seen", 1, anonymous_key)[1][0]
    address = "forgotten-one@example.com"
    house.say({"type": "identify", "anonymousId": visitor, "messageId": "g1", "traits": {"email": address}})
    house.say({"type": "identify", "anonymousId": visitor, "userId": ann, "messageId": "g2"})
    until(house.is_level, "level")
    answer = house.running.ask("POST", f"/api/people/{ann}/forget", {"confirm": ann, "reason": "case 1"})
    assert answer.status_code == 200, answer.text
    alias = answer.json()["alias"]
    until(lambda: state_of(house, alias) == "done", "nothing is left")
    house.say(track("somebody", "came", "1"))
    until(house.is_level, "level")
    kept = [path for path in house.folder.rglob("*") if path.is_file() and path.suffix in (".db", ".duckdb")]
    assert len([path for path in kept if path.name.startswith("state")]) >= SHARDS
    for needle in (address, visitor, ann):
        assert [path.name for path in kept if needle.encode() in path.read_bytes()] == []


def state_of(house: House, alias: str) -> str:
    lines: list[dict[str, str]] = house.running.ask("GET", "/api/erasures").json()["erasures"]
    return next(one["state"] for one in lines if one["alias"] == alias)


def test_commands_without_a_server_and_another_number_are_refused(house: House, tmp_path: Path) -> None:
    assert kept_shards(Places(house.folder)) == SHARDS
    other = tmp_path / "data"
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_SHARDS": "2", **OURS}
        with server(other, settings) as running:
            until((lambda: running.ask("GET", "/ready").status_code == 200), "ready")
    assert "[shards_differ]" in loopline("quarantine", "list", "--data", other).stderr
    assert "[shards_serve]" in loopline("quarantine", "list", "--data", other, env={"LOOPLINE_SHARDS": "2"}).stderr
    assert "[shards_differ]" in loopline("serve", "--data", other, "--port", "0", env={"LOOPLINE_SHARDS": "3"}).stderr
