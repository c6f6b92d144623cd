"""One shard and several, in turn on the same machine: through HTTP, and the loops alone, each in a process of its own.

Through HTTP the load generator, the sinks and what sends share the cores with the loops, so the ratio of two shards
says what a machine gives; that of the loops alone says what shards cost each other, where each has a core.
"""

import os
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.growth.loop_alone import loop_alone
from loopline.bench.loads import AT_ONCE, Loads, Mix
from loopline.bench.server import running_server
from loopline.bench.sinks import RunningSinks
from loopline.bench.workload import identify_bodies, stream, track_bodies

PEOPLE: Final = 2_000
EVENTS: Final = 60_000
ALONE_SECONDS_MAX: Final = 300.0


class ShardFigures(Struct, frozen=True):
    """Medians of the rounds; ratios are those of several shards to one."""

    shards: int
    rounds: int
    cores: int
    one_decided_per_s: float
    decided_per_s: float
    http_ratio: float
    one_cpu_us_per_event: float
    cpu_us_per_event: float
    one_cores_used: float
    """Processor time of all of the server's processes by the time until everything was decided."""
    cores_used: float
    one_loop_per_s: float
    loops_per_s: float
    loop_ratio: float
    """Of the loops alone, side by side: what was decided a second in all."""


class ShardBench:
    """Both measurements in a folder of their own, with messages to these sinks."""

    def __init__(self, folder: Path, sinks: RunningSinks, say: Callable[[str], None], events: int = EVENTS) -> None:
        self._folder, self._sinks, self._say, self._events = folder, sinks, say, events

    def measure(self, shards: int, rounds: int) -> ShardFigures:
        """`rounds` of each, one shard and several in turn, so that a neighbour's load falls on both."""
        http: dict[int, list[Mix]] = {1: [], shards: []}
        loops: dict[int, list[float]] = {1: [], shards: []}
        for turn in range(rounds):
            for count in sorted(http, reverse=bool(turn % 2)):
                http[count].append(self._through_http(count))
                loops[count].append(self._loops(count))
        rate = {count: median(one.decided_per_s for one in made) for count, made in http.items()}
        cost = {count: median(one.cpu_ms_decided for one in made) for count, made in http.items()}
        alone = {count: median(made) for count, made in loops.items()}
        return ShardFigures(
            shards,
            rounds,
            os.cpu_count() or 1,
            round(rate[1]),
            round(rate[shards]),
            round(rate[shards] / rate[1], 2),
            round(cost[1] * 1e3, 1),
            round(cost[shards] * 1e3, 1),
            round(rate[1] * cost[1] / 1e3, 2),
            round(rate[shards] * cost[shards] / 1e3, 2),
            round(alone[1]),
            round(alone[shards]),
            round(alone[shards] / alone[1], 2),
        )

    def _through_http(self, shards: int) -> Mix:
        """The mix on a new server; its messages leave by SMTP meanwhile."""
        self._sinks.reset()
        settings = {"LOOPLINE_SMTP_URL": self._sinks.smtp_url, "LOOPLINE_SHARDS": str(shards)}
        with (
            TemporaryDirectory(dir=self._folder) as name,
            running_server(Path(name) / "data", settings) as server,
        ):
            server.ready()
            server.push(write_documents(Path(name), mail_journey()))
            server.load(identify_bodies(PEOPLE, AT_ONCE))
            server.level()
            found = Loads(self._folder, self._sinks, lambda text: None).mix(f"{shards}", server, PEOPLE, self._events)
        self._say(
            f"{shards} shards through HTTP: {found.decided_per_s:,.0f} decided a second, {found.accepted_per_s:,.0f} "
            f"accepted, {found.cpu_ms_decided * 1e3:.0f} us of processor time an event (load {os.getloadavg()[0]:.0f})"
        )
        return found

    def _loops(self, count: int) -> float:
        """Events that so many loops decide a second together, each with people, log and record of its own."""
        spawn = get_context("spawn")
        barrier, answers = spawn.Barrier(count), spawn.SimpleQueue()
        with TemporaryDirectory(dir=self._folder) as name:
            folders = [Path(name) / str(number) for number in range(count)]
            given = [(folder, self._events, barrier, answers.put) for folder in folders]
            crew = [spawn.Process(target=_one_loop, args=one, daemon=True) for one in given]
            for one in crew:
                one.start()
            for one in crew:
                one.join(ALONE_SECONDS_MAX)
            seconds: list[float] = [answers.get() for one in crew if one.exitcode == 0]
        found = sum(self._events / one for one in seconds)
        self._say(f"{count} loops alone: {found:,.0f} decided a second")
        return found


def _one_loop(folder: Path, events: int, barrier: Barrier, tell: Callable[[float], None]) -> None:
    """Everything is in the log before the loops begin, all at one moment; tells the seconds by the wall."""
    folder.mkdir()
    with loop_alone(folder) as alone:
        alone.publish([mail_journey()])
        alone.take(identify_bodies(PEOPLE, AT_ONCE))
        alone.decide()
        alone.take(track_bodies(list(stream(events, PEOPLE, "mix")), AT_ONCE))
        barrier.wait(ALONE_SECONDS_MAX)
        tell(alone.decide().wall_seconds)
