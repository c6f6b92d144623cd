"""What is measured: one round takes every figure once; figures of several rounds become least, median and most."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from loopline.bench.bare import bare_events_per_s, raw_events_per_s
from loopline.bench.documents import mail_journey, webhook_journey, write_documents
from loopline.bench.post import post_paced
from loopline.bench.server import Server, running_server
from loopline.bench.sinks import Arrival, RunningSinks
from loopline.bench.workload import identify_bodies, must_send, stream, track_bodies
from loopline.model.errors import Unavailable

AT_ONCE: Final = 500
PACE_PER_SECOND: Final = 20
SEND_SECONDS: Final = 300.0
Say = Callable[[str], None]


class Sizes(Struct, frozen=True):
    """How much is posted."""

    people: int = 1_000
    people_many: int = 10_000
    mix_events: int = 100_000
    hot_events: int = 10_000
    warm_events: int = 40
    paced_seconds: int = 45
    others: int = 1_000


QUICK: Final = Sizes(people=200, people_many=1_000, mix_events=10_000, hot_events=1_000, paced_seconds=10)


class Spread(Struct, frozen=True):
    """One figure over all rounds."""

    min: float
    median: float
    max: float


class Mix(Struct, frozen=True):
    """One load of the mix profile. `cpu_ms` is the processor time an event until every message was sent as well."""

    accepted_per_s: float
    decided_per_s: float
    cpu_ms_decided: float
    cpu_ms: float
    peak_mb: float


class Bench:
    """Takes the figures on one machine, with sinks that already run."""

    def __init__(self, folder: Path, sinks: RunningSinks, sizes: Sizes, say: Say) -> None:
        self._folder, self._sinks, self._sizes, self._say = folder, sinks, sizes, say

    def round(self, number: int) -> dict[str, float]:
        """Every figure once, each on a server that starts with an empty folder."""
        sizes = self._sizes
        mix = self._mix(f"{number}: mix, {sizes.people} people", sizes.people)
        bare, raw = self._bare()
        many = self._mix(f"{number}: mix, {sizes.others} other journeys", sizes.people, others=sizes.others)
        crowd = self._mix(f"{number}: mix, {sizes.people_many} people", sizes.people_many)
        smtp, smtp_mb = self._hot(f"{number}: hot, by SMTP", mail_journey())
        webhook, webhook_mb = self._hot(f"{number}: hot, by webhook", webhook_journey(self._sinks.http_url + "/hook"))
        p50, p99 = self._paced(f"{number}: {PACE_PER_SECOND} events/s")
        return {
            "events_accepted_per_s": mix.accepted_per_s,
            "events_decided_per_s": mix.decided_per_s,
            "cpu_ms_per_event": mix.cpu_ms,
            "smtp_messages_per_s": smtp,
            "webhook_messages_per_s": webhook,
            "latency_p50_ms": p50,
            "latency_p99_ms": p99,
            "peak_rss_mb": max(mix.peak_mb, many.peak_mb, crowd.peak_mb, smtp_mb, webhook_mb),
            "journeys_1000_cost_ratio": many.cpu_ms_decided / mix.cpu_ms_decided,
            "bare_limit_ratio": mix.decided_per_s / bare,
            "bare_raw_limit_ratio": mix.decided_per_s / raw,
            "many_people_decided_per_s": crowd.decided_per_s,
            "many_people_bare_limit_ratio": crowd.decided_per_s / bare,
            "many_people_bare_raw_limit_ratio": crowd.decided_per_s / raw,
        }

    @contextmanager
    def _server(self, journey: str, people: int, others: int = 0) -> Iterator[Server]:
        """A server with the population known and the journeys live."""
        self._sinks.reset()
        settings = {"LOOPLINE_SMTP_URL": self._sinks.smtp_url, "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1"}
        with TemporaryDirectory(dir=self._folder) as name, running_server(Path(name), settings) as server:
            seconds = server.push(write_documents(Path(name) / "documents", journey, others))
            if others:
                self._say(f"  published {others} more journeys in {seconds:.1f} s")
            server.load(identify_bodies(people, AT_ONCE))
            server.level()
            yield server

    def _mix(self, title: str, people: int, others: int = 0) -> Mix:
        events = list(stream(self._sizes.mix_events, people, "mix"))
        bodies, wanted = track_bodies(events, AT_ONCE), must_send(events, people)
        with self._server(mail_journey(), people, others) as server:
            before = server.cpu_seconds()
            posted = server.load(bodies)
            level = server.level()
            decided = server.cpu_seconds() - before
            self._await_messages(wanted)
            server.level()
            total, count = server.cpu_seconds() - before, len(events)
            mix = Mix(
                accepted_per_s=count / (posted.ended - posted.began),
                decided_per_s=count / (level - posted.began),
                cpu_ms_decided=decided * 1_000 / count,
                cpu_ms=total * 1_000 / count,
                peak_mb=server.peak_mb(),
            )
        self._say(
            f"{title}: {mix.accepted_per_s:,.0f} accepted/s, {mix.decided_per_s:,.0f} decided/s, CPU an event "
            f"{mix.cpu_ms_decided:.3f} ms, with its sends {mix.cpu_ms:.3f} ms, {mix.peak_mb:.0f} MB"
        )
        return mix

    def _bare(self) -> tuple[float, float]:
        """The bare limit, and the one that leaves properties unparsed."""
        events = stream(self._sizes.mix_events, self._sizes.people, "mix")
        bodies, at = track_bodies(events, AT_ONCE), int(time.time() * 1_000)
        with TemporaryDirectory(dir=self._folder) as name:
            parsed, raw = bare_events_per_s(Path(name), bodies, at), raw_events_per_s(Path(name), bodies, at)
        self._say(f"  the bare limit: {parsed:,.0f} events/s, with properties left raw {raw:,.0f}")
        return parsed, raw

    def _hot(self, title: str, journey: str) -> tuple[float, float]:
        """Messages a second at the sink, and peak memory."""
        people = self._sizes.people
        events = list(stream(self._sizes.hot_events, people, "hot"))
        with self._server(journey, people) as server:
            before = server.cpu_seconds()
            server.load(track_bodies(events, AT_ONCE))
            arrivals = self._await_messages(must_send(events, people))
            server.level()
            cpu_ms, peak_mb = (server.cpu_seconds() - before) * 1_000 / len(arrivals), server.peak_mb()
        per_s = len(arrivals) / (arrivals[-1].at - arrivals[0].at)
        self._say(f"{title}: {per_s:,.0f} messages/s, CPU a message {cpu_ms:.2f} ms, {peak_mb:.0f} MB")
        return per_s, peak_mb

    def _paced(self, title: str) -> tuple[float, float]:
        """Latency from the start of the post to the sink by SMTP, in ms: the median and the 99th of a hundred."""
        people, warm = self._sizes.people, self._sizes.warm_events
        events = list(stream(warm + self._sizes.paced_seconds * PACE_PER_SECOND, people, "hot"))
        bodies, wanted = track_bodies(events, 1), must_send(events, people)
        with self._server(mail_journey(), people) as server:
            begun = list(post_paced(server.url, "/v1/batch", server.headers, bodies, per_second=PACE_PER_SECOND))
            arrivals = self._await_messages(wanted)
        took = [(one.at - begun[one.number]) * 1_000 for one in arrivals if one.number >= warm]
        p50, p99 = percentile(took, 50), percentile(took, 99)
        self._say(f"{title}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {max(took):.1f} ms of {len(took)}")
        return p50, p99

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


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that `part` of a hundred do not exceed."""
    return sorted(values)[max(0, ceil(len(values) * part / 100) - 1)]


def spread(rounds: Sequence[dict[str, float]]) -> dict[str, Spread]:
    """Least, median and most of each figure."""
    found = {name: [one[name] for one in rounds] for name in rounds[0]}
    return {name: Spread(_short(min(v)), _short(median(v)), _short(max(v))) for name, v in found.items()}


def _short(value: float) -> float:
    return round(value, 4 if value < 10 else 1)
