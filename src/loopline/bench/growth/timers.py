"""Many timers due together while events come in: how long an event waits for its decision, and the last timer."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from loopline.bench.growth.figure import MS, US, Figure
from loopline.bench.growth.ground import Ground
from loopline.bench.growth.loop_alone import person_id
from loopline.bench.loads import AT_ONCE, percentile
from loopline.bench.post import Stream
from loopline.bench.server import Server, running_server
from loopline.bench.workload import Happening, named, track_bodies
from loopline.model.errors import Unavailable

TIMERS: Final = 100_000
EVENTS_PER_S: Final = 2_000
EVENTS_AT_ONCE: Final = 20
ENTRIES_PER_S: Final = 2_000
"""So slow a machine still has everybody waiting before the first is due."""
BREATH_SECONDS: Final = 8.0
PATIENCE_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 0.005
ASK_SECONDS: Final = 0.1
ENDED: Final = 'loopline_facts_total{kind="exited"}'
TIMED: Final = """\
kind: journey
id: timed
name: Waits for a moment that the event names
entry:
  on: [timer_asked]
start: rest
nodes:
  rest:
    kind: wait
    until_date: {field: entry.due_at}
"""

Looks = Sequence[tuple[float, int]]
"""When we looked, in seconds since the epoch, and up to which position of the log everything was decided."""


def timers_together(ground: Ground) -> Iterator[Figure]:
    """Everybody waits for the same second; meanwhile others' events come in at a steady pace."""
    timers = ground.part(TIMERS, 200)
    with ground.folder() as folder, running_server(folder, {}) as server:
        file = folder / "timed.yaml"
        file.write_text(TIMED)
        server.push([file])
        stream = _stream(server)
        due = time.time() + timers / ENTRIES_PER_S + BREATH_SECONDS
        _all_wait(server, timers, due)
        before, base = server.counted(ENDED), server.health().position
        time.sleep(max(0.0, due - 1.0 - time.time()))
        cpu = server.cpu_seconds()
        stream.start()
        looks: list[tuple[float, int]] = []
        last = _watch(server, looks, lambda: server.counted(ENDED) >= before + timers)
        stream.stop()
        _watch(server, looks, lambda: looks[-1][1] >= base + len(stream.due) * EVENTS_AT_ONCE)
        stream.wait()
        server.level()
        cpu = server.cpu_seconds() - cpu
        waits = decision_waits(stream.due, [*looks, (time.time(), server.health().position)], base, due, last)
    p50, p99 = percentile(waits, 50) * MS, percentile(waits, 99) * MS
    over = f"{timers:,} timers due in one second, {EVENTS_PER_S:,} events/s in requests of {EVENTS_AT_ONCE}"
    until = f"event to decision until the last timer; {over}"
    yield Figure("timers_decision_p50_ms", "ms", p50, until)
    yield Figure("timers_decision_p99_ms", "ms", p99, until)
    yield Figure("timers_decision_worst_ms", "ms", max(waits) * MS, until)
    yield Figure("timers_last_s", "s", last - due, f"from the first moment due to the last decision; {over}")
    said = f"all of the server's processes until the last timer, by timers and events; {over}"
    yield Figure("timers_cpu_us", "us", cpu * US / (timers + len(stream.due) * EVENTS_AT_ONCE), said)
    ground.say(f"  {timers:,} timers: the last after {last - due:.1f} s; events p50 {p50:,.0f} ms, p99 {p99:,.0f} ms")


def _all_wait(server: Server, timers: int, due: float) -> None:
    """Everybody has entered and waits, before the first is due. Raises Unavailable when the time is up."""
    events = (
        Happening(number, person_id(number), "timer_asked", {"due_at": iso_moment(due + number / timers)})
        for number in range(timers)
    )
    server.load(track_bodies(events, AT_ONCE))
    server.level()
    if time.time() > due - 1.0:
        raise Unavailable("bench_time_up", f"{timers} people did not enter before their timers were due.")


def iso_moment(at: float) -> str:
    """A moment (s since the epoch) as events say it, to the millisecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _stream(server: Server) -> Stream:
    count = round(PATIENCE_SECONDS * EVENTS_PER_S)
    bodies = track_bodies(named("page_viewed", count, 1_000, first=TIMERS * 10), EVENTS_AT_ONCE)
    return Stream(server.url, "/v1/batch", server.headers, bodies, per_second=EVENTS_PER_S / EVENTS_AT_ONCE)


def _watch(server: Server, looks: list[tuple[float, int]], done: Callable[[], bool]) -> float:
    """Look at the position until all is done, which is asked now and then; the moment at which it was."""
    end, ask_at = time.time() + PATIENCE_SECONDS, 0.0
    while time.time() < end:
        position = server.health().position
        looks.append((time.time(), position))
        if time.time() >= ask_at:
            if done():
                return time.time()
            ask_at = time.time() + ASK_SECONDS
        time.sleep(LOOK_SECONDS)
    raise Unavailable("bench_time_up", f"Timers or events are still undecided after {PATIENCE_SECONDS:g} s.")


def decision_waits(due: Sequence[float], looks: Looks, base: int, begun: float, last: float) -> list[float]:
    """For each request that should have been posted between the first timer and the last: seconds until decided.

    Nothing else comes into the log meanwhile, so a request's place in it is known from its number.
    """
    found: list[float] = []
    seen = iter(looks)
    at, position = next(seen)
    for index, moment in enumerate(due):
        while position < base + (index + 1) * EVENTS_AT_ONCE:
            at, position = next(seen)
        if begun <= moment <= last:
            found.append(max(0.0, at - moment))
    return found
