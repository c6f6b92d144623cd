"""One shard and several through HTTP, in turn on the same machine: `python -m tests.bench.shards --rounds 3`."""

import argparse
import os
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.loads import AT_ONCE, Loads, Mix
from loopline.bench.server import running_server
from loopline.bench.sinks import RunningSinks, running_sinks
from loopline.bench.workload import identify_bodies
from tests.simulation.lives import OURS, is_ready, until

PEOPLE = 2_000


def one_load(folder: Path, sinks: RunningSinks, shards: int, events: int) -> Mix:
    """The mix on a new server; messages leave by SMTP beside it."""
    sinks.reset()
    settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_SHARDS": str(shards), **OURS}
    with TemporaryDirectory(dir=folder) as name, running_server(Path(name) / "data", settings) as server:
        until(lambda: is_ready(server), "ready")
        server.push(write_documents(Path(name), mail_journey()))
        server.load(identify_bodies(PEOPLE, AT_ONCE))
        server.level()
        return Loads(folder, sinks, lambda text: None).mix(f"{shards}", server, PEOPLE, events)


def main() -> None:
    """Prints each load, and the medians."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--events", type=int, default=30_000)
    parser.add_argument("--shards", type=int, default=2)
    given = parser.parse_args()
    made: dict[int, list[Mix]] = {1: [], given.shards: []}
    with TemporaryDirectory() as folder, running_sinks() as sinks:
        for turn in range(given.rounds):
            for shards in sorted(made, reverse=bool(turn % 2)):
                found = one_load(Path(folder), sinks, shards, given.events)
                made[shards].append(found)
                rates = f"{found.decided_per_s:,.0f} decided a second, {found.accepted_per_s:,.0f} accepted"
                cost = f"{found.cpu_ms_decided * 1_000:.0f} us of processor time an event"
                print(f"{shards} shards: {rates}, {cost} (load {os.getloadavg()[0]:.0f})", flush=True)
    medians = [median(one.decided_per_s for one in made[shards]) for shards in (1, given.shards)]
    costs = [median(one.cpu_ms_decided for one in made[shards]) for shards in (1, given.shards)]
    print(
        f"{given.shards} shards to one: {medians[1] / medians[0]:.2f} x the rate, {costs[1] / costs[0]:.2f} x the cost"
    )


if __name__ == "__main__":
    main()
