"""Many people: what an event costs by their number, memory with nobody and with all of them, a start after a kill."""

import time
from collections.abc import Iterator
from itertools import count
from typing import Final

from loopline.bench.documents import mail_journey
from loopline.bench.growth.figure import Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.loads import AT_ONCE, Mix
from loopline.bench.post import Connection
from loopline.bench.server import Server, running_server
from loopline.bench.workload import named, stream, track_bodies
from loopline.model.errors import Unavailable

FEW: Final = 1_000
MANY: Final = 100_000
FEW_EVENTS: Final = 100_000
MANY_EVENTS: Final = 200_000
KILLED_SIGNALS: Final = 200_000
REST_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 0.02


def empty_memory(ground: Ground) -> Iterator[Figure]:
    """A server that nobody has spoken to, all of its processes."""
    with ground.folder() as folder, running_server(folder, {}) as server:
        time.sleep(REST_SECONDS)
        resident, anonymous = server.resident_mb(), server.anonymous_mb()
    over = f"all processes of a server with an empty folder, {REST_SECONDS:g} s after it answers"
    yield Figure("memory_empty_mb", "MB", resident, f"resident; {over}")
    yield Figure("memory_empty_anonymous_mb", "MB", anonymous, f"resident, without pages of files; {over}")
    ground.say(f"  an empty server: {resident:.0f} MB resident, {anonymous:.0f} MB of it anonymous")


def many_people(ground: Ground) -> Iterator[Figure]:
    """The mix with many people by the mix with few, and the memory of the many."""
    many = ground.part(MANY, 2_000)
    few = min(FEW, many // 2)
    found: dict[str, Mix] = {}
    for name, people, full in (("few", few, FEW_EVENTS), ("many", many, MANY_EVENTS)):
        events = ground.part(full, 2_000)
        with ground.loads().server(mail_journey(), people) as server:
            mix = found[name] = ground.loads().mix(f"  {people:,} people", server, people, events)
            anonymous = server.anonymous_mb()
        over = f"the mix, {people:,} people, {events:,} events"
        yield Figure(f"people_{name}_decided_per_s", "1/s", mix.decided_per_s, over)
        yield Figure(f"people_{name}_cpu_us_per_event", "us", mix.cpu_ms_decided * 1_000, f"{over}, until decided")
        yield Figure(f"people_{name}_sent_cpu_us_per_event", "us", mix.cpu_ms * 1_000, f"{over}, with its sends")
        yield Figure(f"people_{name}_peak_mb", "MB", mix.peak_mb, f"{over}, all processes")
        yield Figure(f"people_{name}_anonymous_mb", "MB", anonymous, f"{over}, without pages of files, at the end")
    over = f"{many:,} people by {few:,}"
    yield Figure("people_decided_ratio", "ratio", found["many"].decided_per_s / found["few"].decided_per_s, over)
    yield Figure("people_cpu_ratio", "ratio", found["many"].cpu_ms_decided / found["few"].cpu_ms_decided, over)


def restart(ground: Ground) -> Iterator[Figure]:
    """kill -9 as soon as the last signal is accepted, whatever is undecided; then the start on what is left."""
    people, signals = ground.part(MANY, 100), ground.part(KILLED_SIGNALS, 1_000)
    with ground.folder() as folder:
        with running_server(folder, {}) as server:
            server.load(track_bodies(stream(signals, people, "mix"), AT_ONCE))
            undecided, key = server.health().lag_signals, server.key
            server.kill()
        with running_server(folder, {}, key) as server:
            answered = _await_answer(server, signals)
            level = server.level()
            answered, level = answered - server.began, level - server.began
    over = f"kill -9 after {signals:,} signals of {people:,} people"
    yield Figure("restart_answer_s", "s", answered, f"{over}: from the start to the first 200 of /v1")
    yield Figure("restart_level_s", "s", level, f"{over}: from the start until all is decided")
    ground.say(f"  killed with {undecided:,} undecided: /v1 answers after {answered:.2f} s, level after {level:.2f} s")


def _await_answer(server: Server, first: int) -> float:
    connection, end = Connection(server.url, server.headers), time.monotonic() + ANSWER_SECONDS
    for number in count(first):
        try:
            connection.post("/v1/batch", track_bodies(named("page_viewed", 1, 1, first=number), 1)[0])
        except Unavailable:
            if time.monotonic() > end:
                raise
            time.sleep(LOOK_SECONDS)
        else:
            break
    connection.close()
    return time.monotonic()
