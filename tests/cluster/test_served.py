"""A real server with its signals in Kafka, as an operator meets it: start, trim, back up, restore."""

import json
import shutil
from functools import partial
from pathlib import Path

import httpx2
import pytest
from confluent_kafka import TopicPartition

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.post import Connection
from loopline.bench.server import Server, free_port, make_write_key, running_server
from loopline.bench.sinks import running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from tests.cli.served import loopline
from tests.cluster.brokers import Brokers
from tests.simulation.lives import AT_ONCE, OURS, PEOPLE, Client, is_level, is_ready, until

SECONDS = 30.0
EVENTS = 600


def log_of(server: Server) -> dict[str, int]:
    """What health says of the log."""
    eyes = Connection(server.url)
    try:
        found: dict[str, int] = json.loads(eyes.get("/api/health"))["log"]
    finally:
        eyes.close()
    return found


def settle(server: Server) -> None:
    until(partial(is_ready, server), "ready")
    until(partial(is_level, server), "level")
    until(lambda: not server.health().facts_lag_chunks, "facts are exported")


def refused_start(folder: Path, url: str) -> str:
    """The words with which a start is refused."""
    done = loopline("serve", "--data", folder, "--port", str(free_port()), env={"LOOPLINE_LOG": url})
    assert done.returncode != 0
    return done.stderr


@pytest.mark.parametrize("intake", ["process", "thread"])
def test_a_folder_is_served_trimmed_backed_up_and_restored(
    broker: Brokers, kafka_url: str, tmp_path: Path, intake: str
) -> None:
    folder, events = tmp_path / "data", list(stream(EVENTS, PEOPLE, "hot"))
    wanted, more = must_send(events, PEOPLE), {"LOOPLINE_INTAKE": intake}
    key = make_write_key(folder)
    with running_sinks() as sinks:
        more["LOOPLINE_SMTP_URL"] = sinks.smtp_url
        with running_server(folder, {"LOOPLINE_LOG": kafka_url, **more, **OURS}, key) as server:
            server.push(write_documents(tmp_path, mail_journey()))
            client = Client(server, [*identify_bodies(PEOPLE, 500), *track_bodies(events, AT_ONCE)])
            client.run()
            assert not client.left
            until(lambda: sinks.count() >= len(wanted), "everything sent", sinks.count)
            settle(server)
            assert log_of(server)["horizon"] == 0
            made = loopline("backup", tmp_path / "backup", "--data", folder, env={"LOOPLINE_LOG": kafka_url})
            assert made.returncode == 0, made.stderr
            trimmed = loopline("log", "trim", "--days", "0", "--data", folder, env={"LOOPLINE_LOG": kafka_url})
            assert trimmed.returncode == 0, trimmed.stderr
            until(lambda: log_of(server)["horizon"] > 0, "trimmed")
            rebuilt = loopline("facts", "rebuild", "--data", folder, env={"LOOPLINE_LOG": kafka_url})
            assert rebuilt.returncode == 0, rebuilt.stderr
            server.stop()
        assert not (folder / "log.db").exists()
        assert sorted(one.number for one in sinks.arrivals()) == sorted(wanted)
        restored = tmp_path / "restored"
        done = loopline("restore", tmp_path / "backup", "--data", restored)
        assert done.returncode == 0, done.stderr
        assert "9092" not in (restored / "log.kafka.json").read_text()
        with running_server(restored, {"LOOPLINE_LOG": kafka_url, **more, **OURS}, key) as server:
            settle(server)
            client = Client(server, track_bodies(events[-AT_ONCE:], AT_ONCE))
            client.run()
            assert not client.left
            settle(server)
        assert sorted(one.number for one in sinks.arrivals()) == sorted(wanted), "nothing is sent again"


def test_a_topic_that_was_made_anew_is_behind_the_state(broker: Brokers, kafka_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with running_server(folder, {"LOOPLINE_LOG": kafka_url, **OURS}) as server:
        server.load(identify_bodies(PEOPLE, 500))
        settle(server)
        server.stop()
    assert "[log_behind]" in refused_start(folder, f"{kafka_url}-another")
    assert "[log_behind]" in refused_start(folder, "")


def test_a_retention_that_has_passed_the_state_is_told_at_the_start(
    broker: Brokers, kafka_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    key = make_write_key(folder)
    with running_server(folder, {"LOOPLINE_LOG": kafka_url, **OURS}, key) as server:
        server.load(identify_bodies(PEOPLE, 500))
        settle(server)
        server.stop()
        shutil.copytree(folder, tmp_path / "older")
    with running_server(folder, {"LOOPLINE_LOG": kafka_url, **OURS}, key) as server:
        server.load(track_bodies(list(stream(EVENTS, PEOPLE, "hot")), AT_ONCE))
        settle(server)
        server.stop()
    place = TopicPartition(kafka_url.rpartition("/")[2], 0, -1)
    for future in broker.admin.delete_records([place]).values():
        future.result(SECONDS)
    words = refused_start(tmp_path / "older", kafka_url)
    assert "[log_trimmed]" in words
    with running_server(folder, {"LOOPLINE_LOG": kafka_url, **OURS}, key) as server:
        settle(server)  # what is decided goes on from an empty topic
        server.load(track_bodies(list(stream(AT_ONCE, PEOPLE, "hot")), AT_ONCE))
        settle(server)


def test_a_start_without_brokers_says_what_is_wrong(tmp_path: Path) -> None:
    words = refused_start(tmp_path / "data", f"kafka://ann:s3cret@127.0.0.1:{free_port()}/x")
    assert "[log_unreachable]" in words
    assert "s3cret" not in words


def test_a_folder_that_keeps_its_own_signals_is_not_served_from_a_topic(kafka_url: str, tmp_path: Path) -> None:
    with running_server(tmp_path / "data", dict(OURS)) as server:
        server.stop()
    assert "[log_undecided]" in refused_start(tmp_path / "data", kafka_url)


@pytest.mark.parametrize("intake", ["process", "thread"])
def test_a_topic_that_is_made_again_under_a_server_is_told_and_nothing_is_taken_in(
    broker: Brokers, kafka_url: str, tmp_path: Path, intake: str
) -> None:
    """Else a sender would be told that a signal is safe which stands below what is decided, and is never read."""
    folder = tmp_path / "data"
    key = make_write_key(folder)
    with running_server(folder, {"LOOPLINE_LOG": kafka_url, "LOOPLINE_INTAKE": intake, **OURS}, key) as server:
        server.load(identify_bodies(PEOPLE, 500))
        settle(server)
        broker.make_again(kafka_url)
        body = identify_bodies(1, 1)[0]
        with httpx2.Client(headers=server.headers, trust_env=False, timeout=SECONDS) as client:
            codes = set[str]()

            def refused() -> bool:
                answer = client.post(f"{server.url}/v1/batch", content=body)
                assert answer.status_code == 503, answer.text
                codes.add(answer.json()["error"]["code"])
                return "log_replaced" in codes

            until(refused, "the senders are told", lambda: len(codes))
            until(lambda: client.get(f"{server.url}/ready").status_code == 503, "not ready")
            assert "topic" in client.get(f"{server.url}/ready").json()["why"]
    assert "[log_behind]" in refused_start(folder, kafka_url)
