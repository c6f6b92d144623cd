"""kill -9 while messages go from one provider to another: nothing is lost, nothing doubled but what is unknown."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.server import free_port, make_write_key, running_server
from loopline.bench.sinks import TOKEN, RunningSinks, running_sinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from tests.cli.served import add_provider, loopline
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
    until,
)
from tests.simulation.outbox_rows import read_only, rows

EVENTS_A_LIFE = 1_500
KILLS = 3
MOOD_LASTS = 25
"""So many mails are taken, then so many put off."""


class Moody:
    """A relay that takes mails for a while, and for a while puts each off."""

    def __init__(self) -> None:
        self.arrivals: list[int] = []
        self.put_off = 0
        self._mails = count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The answer to one mail."""
        assert isinstance(envelope.content, bytes)
        found = TOKEN.search(envelope.content)
        assert found is not None
        if next(self._mails) // MOOD_LASTS % 2:
            self.put_off += 1
            return "451 4.3.2 busy, come again"
        self.arrivals.append(int(found[1]))
        return "250 taken"


@contextmanager
def moody_relay() -> Iterator[tuple[Moody, int]]:
    """It, and its port."""
    moody = Moody()
    controller = Controller(moody, hostname="127.0.0.1", port=(port := free_port()))
    controller.start()
    try:
        yield moody, port
    finally:
        controller.stop()


@pytest.mark.alone
def test_kills_during_failover_lose_nothing_and_double_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """With `--times 7` it is killed 21 times."""
    folder, lives = tmp_path / "data", KILLS * max(1, round(request.config.getoption("--times")))
    key, share = make_write_key(folder), EVENTS_A_LIFE // AT_ONCE
    events = list(stream(lives * EVENTS_A_LIFE, PEOPLE, "hot"))
    wanted, bodies = must_send(events, PEOPLE), track_bodies(events, AT_ONCE)
    with running_sinks() as sinks, moody_relay() as (moody, port):
        for name, url in (("moody", f"smtp://127.0.0.1:{port}?starttls=never"), ("steady", sinks.smtp_url)):
            done = add_provider(folder, name, url)
            assert done.returncode == 0, done.stderr
        left: list[bytes] = []
        for life in range(lives):
            with running_server(folder, dict(OURS), key) as server:
                if not life:
                    server.push(write_documents(tmp_path, mail_journey()))
                    server.load(identify_bodies(PEOPLE, 500))
                until(partial(is_ready, server), "ready", sinks.count)
                client = Client(server, left + bodies[life * share : (life + 1) * share])
                goal, refused = sinks.count() + 100 + 60 * (life % 4), moody.put_off
                client.start()
                until(lambda: sinks.count() >= goal and moody.put_off > refused, "both are at work", sinks.count)  # noqa: B023
                server.kill()
                client.join(PATIENCE_SECONDS)
                left = client.left
        with running_server(folder, dict(OURS), key) as server, read_only(folder) as state:
            client = Client(server, left)
            client.run()
            assert client.left == []
            until(partial(is_level, server), "level")
            until(lambda: not rows(state, "pending", "sending"), "everything sent", partial(both, moody, sinks))
            held = {number_of(row) for row in rows(state, "unknown", "held")}
            before_resend = moody.arrivals + [one.number for one in sinks.arrivals()]
            resolved = loopline("messages", "resolve", "--answer", "resend", "--data", folder)
            assert resolved.returncode == 0, resolved.stderr
            until(lambda: not rows(state, "unknown", "held", "pending", "sending"), "everything sent", sinks.count)
        arrived = set(before_resend)
        after_resend = {*moody.arrivals, *(one.number for one in sinks.arrivals())}
    print(
        f"killed {lives} times: of {len(wanted)} messages {len(wanted - arrived - held)} lost, "
        f"{len(before_resend) - len(arrived)} doubled, {len(held)} unknown; {moody.put_off} put off"
    )
    assert moody.arrivals and moody.put_off, "both took some"
    assert len(before_resend) == len(arrived), "nothing is doubled"
    assert arrived <= wanted, "nobody got what was not for them"
    assert wanted - arrived <= held, "what did not arrive stands there to be decided by a person"
    assert len(held) <= lives * 2 * IN_THE_AIR_MAX, "so many connections there are to both"
    assert after_resend == wanted, "one call sent the rest"


def both(moody: Moody, sinks: RunningSinks) -> int:
    """How many either has."""
    return len(moody.arrivals) + sinks.count()
