"""What became of every message after kills: nothing is lost, nothing is doubled, and what is unknown is told."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from loopline.bench.server import Server
from loopline.bench.sinks import RunningSinks
from tests.cli.served import loopline
from tests.simulation.lives import IN_THE_AIR_MAX, is_level, is_ready, number_of, until
from tests.simulation.outbox_rows import Outbox, rows


def check_nothing_lost_or_doubled(
    server: Server,
    beside: Callable[[], AbstractContextManager[Outbox]],
    sinks: RunningSinks,
    wanted: set[int],
    kills: int | None,
) -> None:
    """What arrived and what is of unknown fate is all that was wanted; nothing arrived twice.

    `beside` reads the record beside the server. At most as many are unknown as kills can hide; None: any number.
    """
    until(lambda: is_ready(server) and is_level(server), "ready and level", sinks.count)
    with beside() as state:
        until(lambda: not rows(state, "pending", "sending"), "everything sent", sinks.count)
        until(partial(is_level, server), "level", sinks.count)
        held = {number_of(row) for row in rows(state, "unknown", "held")}
        arrived = [one.number for one in sinks.arrivals()]
        resolved = loopline("messages", "resolve", "--answer", "resend", "--data", server.folder)
        assert resolved.returncode == 0, resolved.stderr
        until(lambda: not rows(state, "unknown", "held", "pending", "sending"), "everything sent", sinks.count)
    after = {one.number for one in sinks.arrivals()}
    lost, doubled = wanted - set(arrived) - held, len(arrived) - len(set(arrived))
    times = "" if kills is None else f"killed {kills} times: "
    print(f"{times}of {len(wanted)} messages {len(lost)} lost, {doubled} doubled, {len(held)} unknown")
    assert not lost
    assert not doubled
    assert set(arrived) <= wanted, "nobody got what was not for them"
    assert kills is None or len(held) <= kills * IN_THE_AIR_MAX
    assert after == wanted, "one call sent the rest"
