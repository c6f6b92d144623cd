"""kill -9 of the real server, of its intake and of what renders, under load: nothing is lost, nothing is sent twice."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import Server, make_write_key, running_server
from loopline.bench.sinks import RunningSinks, running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from tests.cli.served import loopline
from tests.simulation.lives import (
    AT_ONCE,
    IN_THE_AIR_MAX,
    OURS,
    PATIENCE_SECONDS,
    PEOPLE,
    Client,
    is_level,
    is_ready,
    number_of,
    running,
    until,
)
from tests.simulation.outbox_rows import read_only, rows

EVENTS_A_LIFE = 1_500
LIVES = 3


def live_and_be_killed(server: Server, bodies: list[bytes], sinks: RunningSinks, life: int) -> list[bytes]:
    """Load the server and kill it: among the requests, at the first messages, in mid-delivery. Gives what is left."""
    client, before = Client(server, bodies), sinks.count()
    client.start()
    moments: list[tuple[Callable[[], bool], str]] = [
        (lambda: client.answered >= 8, "eight requests answered"),
        (lambda: sinks.count() >= before + 20, "the first messages"),
        (lambda: sinks.count() >= before + 400, "messages on their way"),
    ]
    until(*moments[life % LIVES])
    server.kill()
    client.join(PATIENCE_SECONDS)
    return client.left


@pytest.mark.alone
def test_three_kills_lose_nothing_and_double_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With `--times 34` it is killed 102 times, each time with all of its processes."""
    folder = tmp_path / "data"
    key, lives = make_write_key(folder), LIVES * max(1, round(request.config.getoption("--times")))
    events = list(stream(lives * EVENTS_A_LIFE, PEOPLE, "hot"))
    wanted, share = must_send(events, PEOPLE), EVENTS_A_LIFE // AT_ONCE
    bodies = track_bodies(events, AT_ONCE)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, **OURS}
        left: list[bytes] = []
        unknown, killed = [0], 0
        for life in range(lives):
            with running_server(folder, settings, key) as server, read_only(folder) as state:
                if not life:
                    server.push(write_documents(tmp_path, mail_journey()))
                    server.load(identify_bodies(PEOPLE, 500))
                    server.level()
                if life % LIVES:  # else it may be killed while it still decides what came before
                    until(partial(is_ready, server), "ready", sinks.count)
                    server.level()  # now what was settled at the start is decided too
                    unknown.append(len(rows(state, "unknown")))
                    assert unknown[-1] - unknown[-2] <= killed * IN_THE_AIR_MAX, "unknown of one kill"
                    killed = 0
                killed += 1
                left = live_and_be_killed(server, left + bodies[life * share : (life + 1) * share], sinks, life)
        with running_server(folder, settings, key) as server, read_only(folder) as state:
            client = Client(server, left + bodies[-3:])  # the last ones once more: a client may not have heard us
            client.run()
            assert client.left == []
            server.level()
            until(lambda: not rows(state, "pending", "sending"), "everything sent", sinks.count)
            server.level()
            held = {number_of(row) for row in rows(state, "unknown", "held")}
            before_resend = [one.number for one in sinks.arrivals()]
            resolved = loopline("messages", "resolve", "--answer", "resend", "--data", folder)
            assert resolved.returncode == 0, resolved.stderr
            until(lambda: not rows(state, "unknown", "held", "pending", "sending"), "everything sent", sinks.count)
        after_resend = {one.number for one in sinks.arrivals()}
    numbers, arrived = before_resend, set(before_resend)
    print(
        f"killed {lives} times: of {len(wanted)} messages {len(wanted - arrived - held)} lost, "
        f"{len(numbers) - len(arrived)} doubled, {len(held)} unknown ({unknown} as lives went by)"
    )
    assert len(numbers) == len(arrived), "nothing is doubled"
    assert arrived <= wanted, "nobody got what was not for them"
    assert wanted - arrived <= held, "what did not arrive stands there to be decided by a person"
    assert len(held) <= lives * IN_THE_AIR_MAX
    assert after_resend == wanted, "one call sent the rest"


@pytest.mark.alone
def test_a_kill_of_the_process_that_takes_signals_in_is_healed_by_the_server(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With `--times 34` it is killed 68 times."""
    kills = 2 * max(1, round(request.config.getoption("--times")))
    events = list(stream(max(2, kills // 6) * EVENTS_A_LIFE, PEOPLE, "hot"))
    wanted = must_send(events, PEOPLE)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, **OURS}
        with running_server(tmp_path / "data", settings) as server:
            server.push(write_documents(tmp_path, mail_journey()))
            server.load(identify_bodies(PEOPLE, 500))
            server.level()
            client = Client(server, track_bodies(events, 10))
            client.start()
            for _ in range(kills):
                until(lambda: bool(running(server, "loopline.cli.intake")), "there is one")
                (intake,) = running(server, "loopline.cli.intake")
                goal = client.answered + 5
                until(lambda: client.answered >= goal, "five requests answered")  # noqa: B023  (asked at once)
                assert client.left, "it is killed in the middle"
                os.kill(intake, signal.SIGKILL)
                goal = client.answered + 5  # with no request on its way, nobody notices that it was killed
                until(lambda: client.answered >= goal or not client.is_alive(), "it goes on")  # noqa: B023
                if not client.is_alive():
                    client = Client(server, client.left)
                    client.start()
            client.join(PATIENCE_SECONDS)
            assert client.left == []
            until(lambda: sinks.count() >= len(wanted), "everything sent", sinks.count)
            until(partial(is_level, server), "level")
            numbers = [one.number for one in sinks.arrivals()]
    assert sorted(numbers) == sorted(wanted), "each message once"


@pytest.mark.alone
def test_kills_of_the_process_that_renders_lose_nothing_and_double_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With `--times 34` more than a hundred of these processes are killed."""
    most = 3 * max(10, round(request.config.getoption("--times")))
    events = list(stream(most // 12 * EVENTS_A_LIFE, PEOPLE, "hot"))
    wanted, kills = must_send(events, PEOPLE), 0
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, **OURS}
        with running_server(tmp_path / "data", settings) as server:
            server.push(write_documents(tmp_path, mail_journey()))
            server.load(identify_bodies(PEOPLE, 500))
            server.level()
            client = Client(server, track_bodies(events, 10))
            client.start()
            before = 0
            while sinks.count() < len(wanted) - AT_ONCE and kills < most:
                until(lambda: sinks.count() > before, "another message")  # noqa: B023  (asked at once)
                for pid in running(server, "loopline.providers.templating.renderer"):
                    os.kill(pid, signal.SIGKILL)
                    kills += 1
                before = sinks.count() + 20
            client.join(PATIENCE_SECONDS)
            until(lambda: sinks.count() >= len(wanted), "everything sent", sinks.count)
            until(partial(is_level, server), "level")
            with read_only(tmp_path / "data") as state:
                until(lambda: not rows(state, "pending", "sending"), "every answer is known", sinks.count)
                assert not rows(state, "unknown", "held"), "no message of unknown fate"
            numbers = [one.number for one in sinks.arrivals()]
    print(f"killed {kills} times")
    assert kills > 10
    assert sorted(numbers) == sorted(wanted), "each message once"
