"""Loads on a whole server: the mix, messages as fast as they leave, and events at a steady pace."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from loopline.bench.bare_sends import Sends, event_number, same_bodies
from loopline.bench.documents import mail_journey, write_documents
from loopline.bench.post import post_paced
from loopline.bench.server import Server, running_server
from loopline.bench.sinks import Arrival, RunningSinks
from loopline.bench.workload import Happening, identify_bodies, must_send, stream, track_bodies
from loopline.model.errors import Unavailable

AT_ONCE: Final = 500
PACE_PER_SECOND: Final = 20
SEND_SECONDS: Final = 300.0
TURNS: Final = 4
Say = Callable[[str], None]


class Mix(Struct, frozen=True):
    """One load of the mix profile. `cpu_ms` is the processor time an event until every message was sent as well."""

    accepted_per_s: float
    decided_per_s: float
    cpu_ms_decided: float
    cpu_ms: float
    peak_mb: float


class Bare(Struct, frozen=True):
    """The library alone: how it sends, to which of the sink's addresses, on how many connections.

    `pool` sends the same by our own pool alone, where there is one.
    """

    send: Sends
    url: Callable[[RunningSinks], str]
    connections: int
    pool: Sends | None = None


class Hot(Struct, frozen=True):
    """Messages as fast as they leave: how many a second came, and the processor time that each has cost.

    `ratio_to_bare`, by the rate, and `cpu_ratio_to_bare`, by processor time, are 0.0 where no bare sends stood beside;
    so are those of our own pool alone.
    """

    messages_per_s: float
    cpu_ms: float
    peak_mb: float
    ratio_to_bare: float = 0.0
    cpu_ratio_to_bare: float = 0.0
    pool_ratio_to_bare: float = 0.0
    pool_cpu_ratio_to_bare: float = 0.0


class Latency(Struct, frozen=True):
    """From the start of a post to the arrival of its message: the median and the 99th of a hundred."""

    p50_ms: float
    p99_ms: float


class Loads:
    """Makes loads on one machine, with sinks that already run; each server starts with an empty folder."""

    def __init__(self, folder: Path, sinks: RunningSinks, say: Say) -> None:
        self._folder, self._sinks, self._say = folder, sinks, say

    @contextmanager
    def server(self, journey: str, people: int, others: int = 0, cores: int = 0) -> Iterator[Server]:
        """A server with the population known and the journeys live; on so many cores, or on all of them."""
        self._sinks.reset()
        settings = {"LOOPLINE_SMTP_URL": self._sinks.smtp_url, "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
        with TemporaryDirectory(dir=self._folder) as name, running_server(Path(name), settings, cores=cores) as server:
            seconds = server.push(write_documents(Path(name) / "documents", journey, others))
            if others:
                self._say(f"  published {others} more journeys in {seconds:.1f} s")
            server.load(identify_bodies(people, AT_ONCE))
            server.level()
            yield server

    def mix(self, title: str, server: Server, people: int, count: int) -> Mix:
        """So many events of the mix, by people whom the server knows."""
        events = list(stream(count, people, "mix"))
        bodies, wanted = track_bodies(events, AT_ONCE), must_send(events, people)
        before = server.cpu_seconds()
        posted = server.load(bodies)
        level = server.level()
        decided = server.cpu_seconds() - before
        self._await_messages(wanted)
        server.level()
        mix = Mix(
            accepted_per_s=count / (posted.ended - posted.began),
            decided_per_s=count / (level - posted.began),
            cpu_ms_decided=decided * 1_000 / count,
            cpu_ms=(server.cpu_seconds() - before) * 1_000 / count,
            peak_mb=server.peak_mb(),
        )
        self._say(
            f"{title}: {mix.accepted_per_s:,.0f} accepted/s, {mix.decided_per_s:,.0f} decided/s, CPU an event "
            f"{mix.cpu_ms_decided:.3f} ms, with its sends {mix.cpu_ms:.3f} ms, {mix.peak_mb:.0f} MB"
        )
        return mix

    def hot(self, title: str, journey: str, people: int, count: int, bare: Bare | None = None) -> Hot:
        """So many events of which nearly each one sends a message by this journey.

        With `bare` as many are sent again, by turns with bare sends of as many messages, so that noise hits both.
        """
        events = list(stream(count, people, "hot"))
        with self.server(journey, people) as server:
            before = server.cpu_seconds()
            arrivals = self._sent(server, events, people)
            cpu_ms, peak_mb = (server.cpu_seconds() - before) * 1_000 / len(arrivals), server.peak_mb()
            ratios = self._ratios_to_bare(title, server, people, count, bare) if bare else ()
        per_s = _per_s(arrivals)
        self._say(f"{title}: {per_s:,.0f} messages/s, CPU a message {cpu_ms:.2f} ms, {peak_mb:.0f} MB")
        return Hot(per_s, cpu_ms, peak_mb, *ratios)

    def _sent(self, server: Server, events: Sequence[Happening], people: int) -> list[Arrival]:
        server.load(track_bodies(events, AT_ONCE))
        arrivals = self._await_messages(must_send(events, people))
        server.level()
        return arrivals

    def _ratios_to_bare(self, title: str, server: Server, people: int, count: int, bare: Bare) -> tuple[float, ...]:
        """The medians of the turns: messages a second of ours by those of the bare sends just after, and the processor
        time that a bare send takes of this process by what a message takes of all of the server's; then both of our
        pool alone, which runs in this process too."""
        ratios, share = list[tuple[float, ...]](), max(1, count // TURNS)
        later = list(stream(count, people, "hot", first=count))
        for turn in range(TURNS):
            self._sinks.reset()
            events = later[turn * share : (turn + 1) * share]
            before = server.cpu_seconds()
            ours = self._sent(server, events, people)
            our_cpu = server.cpu_seconds() - before
            bodies = same_bodies(self._sinks.last(), [one.number for one in ours])
            bare_s, bare_cpu = self._alone(bare.send, bare, bodies)
            self._say(
                f"  {title}: {_per_s(ours):,.0f} messages/s, bare {bare_s:,.0f}; "
                f"CPU {our_cpu * 1_000 / len(ours):.2f} ms, bare {bare_cpu * 1_000 / len(ours):.2f}"
            )
            found: tuple[float, ...] = (_per_s(ours) / bare_s, bare_cpu / max(our_cpu, 1e-6))
            if bare.pool:
                pool_s, pool_cpu = self._alone(bare.pool, bare, bodies)
                self._say(f"  our pool alone: {pool_s:,.0f} messages/s; CPU {pool_cpu * 1_000 / len(ours):.2f} ms")
                found = (*found, pool_s / bare_s, bare_cpu / max(pool_cpu, 1e-6))
            ratios.append(found)
        return tuple(median(values) for values in zip(*ratios, strict=True))

    def _alone(self, send: Sends, bare: Bare, bodies: Sequence[bytes]) -> tuple[float, float]:
        """Messages a second that came, and this process's processor time in seconds."""
        self._sinks.reset()
        before = time.process_time()
        send(bare.url(self._sinks), bodies, bare.connections)
        used = time.process_time() - before
        return _per_s(self._await_messages({event_number(body) for body in bodies})), used

    def paced(self, title: str, people: int, warm: int, seconds: int) -> Latency:
        """Latency from the start of the post to the sink by SMTP; the first `warm` events do not count."""
        events = list(stream(warm + seconds * PACE_PER_SECOND, people, "hot"))
        bodies, wanted = track_bodies(events, 1), must_send(events, people)
        with self.server(mail_journey(), people) as server:
            begun = list(post_paced(server.url, "/v1/batch", server.headers, bodies, per_second=PACE_PER_SECOND))
            arrivals = self._await_messages(wanted)
        took = [(one.at - begun[one.number]) * 1_000 for one in arrivals if one.number >= warm]
        found = Latency(percentile(took, 50), percentile(took, 99))
        self._say(
            f"{title}: p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms, worst {max(took):.1f} ms of {len(took)}"
        )
        return found

    def _await_messages(self, wanted: set[int]) -> list[Arrival]:
        """The arrivals in order, once all are there. Raises Unavailable when one is missing, doubled or not wanted."""
        end = time.monotonic() + SEND_SECONDS
        while self._sinks.count() < len(wanted) and time.monotonic() < end:
            time.sleep(0.1)
        arrivals = self._sinks.arrivals()
        numbers = [one.number for one in arrivals]
        missing, others = len(wanted - set(numbers)), len(set(numbers) - wanted)
        doubled = len(numbers) - len(set(numbers))
        if missing or others or doubled:
            text = f"{missing} of {len(wanted)} messages are missing, {doubled} doubled, {others} were not asked for."
            raise Unavailable("bench_messages_wrong", text)
        return arrivals


def _per_s(arrivals: Sequence[Arrival]) -> float:
    return len(arrivals) / max(arrivals[-1].at - arrivals[0].at, 1e-6)


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that `part` of a hundred do not exceed."""
    return sorted(values)[max(0, ceil(len(values) * part / 100) - 1)]
