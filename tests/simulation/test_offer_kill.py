"""A budget that twenty journeys ask for at once, on a server of one shard and of two that is killed again and again:
never overspent, used up, and no code twice."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from loopline.bench.server import Server, make_write_key, running_server
from loopline.bench.sinks import RunningSinks, running_sinks
from loopline.bench.workload import batch_bodies
from loopline.cli.local import Remote, serving
from loopline.storage.sql.places import Places
from loopline.studio.offers.schemas import CodesAnswer, OfferLine
from tests.cli.served import loopline
from tests.simulation.lives import IN_THE_AIR_MAX, OURS, PATIENCE_SECONDS, Client, is_ready, until
from tests.simulation.outbox_rows import all_shards, rows
from tests.simulation.shard_kills import kill_parent, kill_worker

JOURNEYS = 20
BUDGET, COST = 10_000, 10
ASKING = 80
"""People who enter every one of the journeys: 1,600 asks for 1,000 grants."""

LIVES = 4
OFFER = f"""
kind: offer
id: back
words: "{COST} EUR off"
cost: {COST}
budget: {{amount: {BUDGET}, currency: EUR}}
per_person: 0
codes: {{source: pool}}
"""
JOURNEY = """
kind: journey
id: asks-{number:02}
entry: {{on: [cancelled]}}
start: mail
nodes:
  mail:
    kind: message
    channel: email
    offer: back
    content: {{subject: "{{{{offer.words}}}}", text: "{{{{offer.code}}}}"}}
"""


def documents(folder: Path) -> list[Path]:
    """The offer, and the journeys that give it."""
    texts = {"offer.yaml": OFFER} | {f"j{n}.yaml": JOURNEY.format(number=n) for n in range(JOURNEYS)}
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]


def people() -> Iterator[dict[str, Any]]:
    """Everybody with an address."""
    for number in range(ASKING):
        traits = {"email": f"p{number}@example.test"}
        yield {"type": "identify", "userId": f"p{number}", "traits": traits, "messageId": f"who-{number}"}


def asks() -> list[bytes]:
    """Each cancels once, which every journey waits for."""
    events = (
        {"type": "track", "event": "cancelled", "userId": f"p{number}", "properties": {}, "messageId": f"go-{number}"}
        for number in range(ASKING)
    )
    return [msgspec.json.encode({"batch": [event]}) for event in events]


def remote(folder: Path) -> Remote:
    """The server's API, as commands on its machine reach it."""
    note = serving(folder)
    assert note is not None
    return Remote(note.url, note.key)


def be_killed(
    server: Server, bodies: list[bytes], sinks: RunningSinks, life: int, kill: Callable[[Server], None]
) -> list[bytes]:
    """Ask, and kill: among the requests, at the first mails, in mid-delivery, or when all is decided. What is left."""
    client, before = Client(server, bodies), sinks.count()
    client.start()
    moments = [
        lambda: client.answered >= 1 or not client.is_alive(),
        lambda: sinks.count() >= before + 3 or not client.is_alive(),
        lambda: sinks.count() >= before + 40 or not client.is_alive(),
    ]
    if life % LIVES == 3:
        client.join(PATIENCE_SECONDS)
        server.level()
    else:
        until(moments[life % LIVES], "the moment of the kill", sinks.count)
    kill(server)
    client.join(PATIENCE_SECONDS)
    return client.left


KILLS: dict[int, list[Callable[[Server], None]]] = {
    1: [Server.kill],
    2: [Server.kill, kill_worker, kill_parent],
}
"""Of everything, of the process of the second shard while the server goes on, of the server alone."""


@pytest.mark.alone
@pytest.mark.parametrize("shards", [1, 2])
def test_kills_overspend_nothing_leave_nothing_over_and_give_no_code_twice(
    shards: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With `--times 5` it is killed 20 times."""
    folder, lives = tmp_path / "data", LIVES * max(1, round(request.config.getoption("--times")))
    key, bodies = make_write_key(folder), asks()
    share, left = -(-len(bodies) // lives), list[bytes]()
    codes = "\n".join(f"SEQ{number:06}X" for number in range(1_200)).encode()
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_SHARDS": str(shards), **OURS}
        for life in range(lives):
            kill = KILLS[shards][life % len(KILLS[shards])]
            with running_server(folder, settings, key) as server:
                if not life:
                    server.push(documents(tmp_path))
                    server.load(batch_bodies(people(), 100))
                    server.level()
                until(partial(is_ready, server), "ready", sinks.count)
                taken = msgspec.json.decode(remote(folder).post_text("/api/offers/back/codes", codes), type=CodesAnswer)
                assert (taken.read, taken.added) == (1_200, 1_200 if not life else 0), "once, however often uploaded"
                left = be_killed(server, left + bodies[life * share : (life + 1) * share], sinks, life, kill)
        with running_server(folder, settings, key) as server, all_shards(Places(folder), shards) as state:
            until(partial(is_ready, server), "ready", sinks.count)
            Client(server, left + bodies[-2:]).run()
            server.level()
            until(lambda: not rows(state, "pending", "sending"), "everything sent", sinks.count)
            held = rows(state, "unknown", "held")
            resolved = loopline("messages", "resolve", "--answer", "sent", "--data", folder)
            assert resolved.returncode == 0, resolved.stderr
            server.level()
            decided = rows(state, "sent", "unknown", "held")
            line = msgspec.json.decode(remote(folder).get("/api/offers/back"), type=OfferLine)
        arrived = [one.number for one in sinks.arrivals()]
    given = [msgspec.json.decode(row.message.context)["offer"]["code"] for row in decided]
    print(
        f"{shards} shards killed {lives} times: {line.granted} granted, {line.refused} refused, "
        f"{line.spent:g} of {BUDGET} spent, {len(arrived)} mails, {len(held)} of unknown fate"
    )
    assert line.granted + line.refused == ASKING * JOURNEYS, "each ask is answered once"
    assert line.spent <= BUDGET, "never overspent"
    assert line.spent >= 0.99 * BUDGET, "and used up"
    assert line.spent == COST * len(given), "what is spent is what messages give"
    assert len(set(given)) == len(given), "no code twice"
    assert line.codes_left == 1_200 - line.granted
    assert len(set(arrived)) == len(arrived), "no mail twice"
    assert {f"SEQ{number:06}X" for number in arrived} <= set(given)
    assert len(given) - len(arrived) <= len(held) <= lives * shards * IN_THE_AIR_MAX, "of these nobody knows"
