"""Any member of a big account hits a limit: one decision-maker is written to, once, whoever else hits it beside, on
whatever device, and whenever the server is killed."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from loopline.bench.server import Server, make_write_key, running_server
from loopline.bench.sinks import RunningSinks, running_sinks
from loopline.bench.workload import batch_bodies
from tests.simulation.lives import OURS, PATIENCE_SECONDS, Client, is_ready, number_of, until
from tests.simulation.outbox_rows import read_only, rows

MEMBERS = 250
OWNER = "p7"
LIVES = 3
LIMIT = """
kind: journey
id: limit
entry:
  on: [limit_hit]
  reentry: {policy: once, key: event.tok, concurrent: true}
  account: {recipient: ['role == "owner"'], fallback: nobody}
start: mail
nodes:
  mail: {kind: message, channel: email, content: {subject: "At the limit ({{entry.tok}})", text: "{{entry.tok}}"}}
"""


def people(count: int) -> Iterator[dict[str, Any]]:
    """Everybody with an address and a role, in one account; one of them owns it."""
    for number in range(count):
        person = f"p{number}"
        role = "owner" if person == OWNER else "member"
        traits = {"email": f"{person}@example.test", "role": role}
        yield {"type": "identify", "userId": person, "traits": traits, "messageId": f"who-{number}"}
        yield {"type": "group", "userId": person, "groupId": "acme", "traits": {}, "messageId": f"in-{number}"}


def hits(life: int, person: str) -> bytes:
    """One member at the limit, on two devices: one knows who it is, and one only learns it."""
    event = {"type": "track", "event": "limit_hit", "properties": {"tok": f"SEQ{life}X"}}
    phone = f"phone-{person}-{life}"
    batch = [
        {**event, "userId": person, "messageId": f"{person}-{life}-laptop"},
        {**event, "anonymousId": phone, "messageId": f"{person}-{life}-phone"},
        {"type": "identify", "userId": person, "anonymousId": phone, "traits": {}, "messageId": f"{person}-{life}-who"},
    ]
    return msgspec.json.encode({"batch": batch})


def both_at_once(server: Server, bodies: tuple[bytes, bytes]) -> list[bytes]:
    """Two members in one moment; gives what was not answered."""
    clients = [Client(server, [body]) for body in bodies]
    for client in clients:
        client.start()
    for client in clients:
        client.join(PATIENCE_SECONDS)
    return [body for client in clients for body in client.left]


def kill(server: Server, life: int, sinks: RunningSinks) -> None:
    """At once; when the mail has arrived; or when all is decided."""
    if life % LIVES == 1:
        until(lambda: sinks.count() > life, "it is sent")
    if life % LIVES == 2:
        server.level()
    server.kill()


@pytest.mark.alone
def test_two_members_on_two_devices_and_a_kill_make_one_message(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With `--times 20` the account has 5,000 members and the server is killed 20 times."""
    times = request.config.getoption("--times")
    members, lives = max(20, round(MEMBERS * times)), max(2, round(times))
    folder = tmp_path / "data"
    key = make_write_key(folder)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, **OURS}
        left: list[bytes] = []
        for life in range(lives):
            with running_server(folder, settings, key) as server:
                if not life:
                    server.load(batch_bodies(people(members), 500))
                    (tmp_path / "limit.yaml").write_text(LIMIT)
                    server.push([tmp_path / "limit.yaml"])
                    server.level()
                else:
                    until(partial(is_ready, server), "ready", sinks.count)
                one, other = (hits(life, f"p{(life * 2 + n) % members}") for n in (10, 11))
                left = [*both_at_once(server, (one, other)), *left, one]  # a client may not have heard us
                kill(server, life, sinks)
        with running_server(folder, settings, key) as server, read_only(folder) as state:
            until(partial(is_ready, server), "ready", sinks.count)
            Client(server, left).run()
            server.level()
            until(lambda: not rows(state, "pending", "sending"), "everything sent", sinks.count)
            unknown = {number_of(row) for row in rows(state, "unknown", "held")}
            decided = [(number_of(row), row.message.person) for row in rows(state, "sent", "unknown", "held")]
        arrived = [one.number for one in sinks.arrivals()]
    print(f"{members} members, {lives} kills: {len(decided)} messages, {len(arrived)} arrived, {len(unknown)} unknown")
    assert sorted(decided) == [(life, OWNER) for life in range(lives)], "one message each time, to the owner"
    assert len(set(arrived)) == len(arrived), "nothing is doubled"
    assert set(range(lives)) - set(arrived) <= unknown, "nothing is lost"
