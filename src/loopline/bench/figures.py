"""What is measured: one round takes every figure once; figures of several rounds become least, median and most."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from loopline.bench.bare import BareLimit, bare_limit, half_parsed
from loopline.bench.bare_sends import bare_mails, bare_posts
from loopline.bench.documents import mail_journey, webhook_journey
from loopline.bench.loads import AT_ONCE, PACE_PER_SECOND, Bare, Loads, Mix, Say
from loopline.bench.pool_sends import pool_mails
from loopline.bench.sinks import RunningSinks
from loopline.bench.workload import stream, track_bodies


class Sizes(Struct, frozen=True):
    """How much is posted."""

    people: int = 1_000
    people_many: int = 10_000
    mix_events: int = 100_000
    hot_events: int = 10_000
    warm_events: int = 40
    paced_seconds: int = 45
    others: int = 1_000


BARE_SMTP: Final = Bare(bare_mails, lambda sinks: sinks.smtp_url, 8, pool_mails)
BARE_WEBHOOK: Final = Bare(bare_posts, lambda sinks: f"{sinks.http_url}/hook", 16)
"""As many connections as our own default."""

QUICK: Final = Sizes(people=200, people_many=1_000, mix_events=10_000, hot_events=1_000, paced_seconds=10)


class Spread(Struct, frozen=True):
    """One figure over all rounds."""

    min: float
    median: float
    max: float


class Bench:
    """Takes the figures on one machine, with sinks that already run."""

    def __init__(self, folder: Path, sinks: RunningSinks, sizes: Sizes, say: Say) -> None:
        self._folder, self._sinks, self._sizes, self._say = folder, sinks, sizes, say
        self._loads = Loads(folder, sinks, say)

    def round(self, number: int) -> dict[str, float]:
        """Every figure once, each on a server that starts with an empty folder."""
        sizes, loads = self._sizes, self._loads
        mix = self._mix(f"{number}: mix, {sizes.people} people", sizes.people)
        alone = self._mix(f"{number}: mix, {sizes.people} people, on one core", sizes.people, cores=1)
        bare, raw, both = self._bare()
        many = self._mix(f"{number}: mix, {sizes.others} other journeys", sizes.people, others=sizes.others)
        after = self._mix(f"{number}: mix, {sizes.people} people, once more", sizes.people)
        crowd = self._mix(f"{number}: mix, {sizes.people_many} people", sizes.people_many)
        hook = webhook_journey(self._sinks.http_url + "/hook")
        smtp = loads.hot(f"{number}: hot, by SMTP", mail_journey(), sizes.people, sizes.hot_events, BARE_SMTP)
        webhook = loads.hot(f"{number}: hot, by webhook", hook, sizes.people, sizes.hot_events, BARE_WEBHOOK)
        title = f"{number}: {PACE_PER_SECOND} events/s"
        latency = loads.paced(title, sizes.people, sizes.warm_events, sizes.paced_seconds)
        return {
            "events_accepted_per_s": mix.accepted_per_s,
            "events_decided_per_s": mix.decided_per_s,
            "cpu_ms_per_event": mix.cpu_ms,
            "smtp_messages_per_s": smtp.messages_per_s,
            "smtp_ratio_to_bare": smtp.ratio_to_bare,
            "smtp_cpu_ratio_to_bare": smtp.cpu_ratio_to_bare,
            "smtp_pool_ratio_to_bare": smtp.pool_ratio_to_bare,
            "smtp_pool_cpu_ratio_to_bare": smtp.pool_cpu_ratio_to_bare,
            "webhook_messages_per_s": webhook.messages_per_s,
            "webhook_ratio_to_bare": webhook.ratio_to_bare,
            "webhook_cpu_ratio_to_bare": webhook.cpu_ratio_to_bare,
            "latency_p50_ms": latency.p50_ms,
            "latency_p99_ms": latency.p99_ms,
            "peak_rss_mb": max(mix.peak_mb, many.peak_mb, crowd.peak_mb, smtp.peak_mb, webhook.peak_mb),
            "journeys_1000_cost_ratio": 2 * many.cpu_ms / (mix.cpu_ms + after.cpu_ms),
            "bare_limit_ratio": mix.decided_per_s / bare.per_s,
            "bare_limit_cpu_ratio": bare.cpu_ms / mix.cpu_ms_decided,
            "bare_raw_limit_ratio": mix.decided_per_s / raw.per_s,
            "bare_raw_limit_cpu_ratio": raw.cpu_ms / mix.cpu_ms_decided,
            "one_core_decided_per_s": alone.decided_per_s,
            "one_core_bare_limit_ratio": alone.decided_per_s / bare.per_s,
            "all_cores_bare_limit_ratio": mix.decided_per_s / both.per_s,
            "many_people_decided_per_s": crowd.decided_per_s,
            "many_people_bare_limit_ratio": crowd.decided_per_s / bare.per_s,
            "many_people_bare_raw_limit_ratio": crowd.decided_per_s / raw.per_s,
        }

    def _mix(self, title: str, people: int, others: int = 0, cores: int = 0) -> Mix:
        with self._loads.server(mail_journey(), people, others, cores) as server:
            return self._loads.mix(title, server, people, self._sizes.mix_events)

    def _bare(self) -> tuple[BareLimit, BareLimit, BareLimit]:
        """The bare limit on a core, the one that leaves properties unparsed, and the first on all cores at once."""
        events = stream(self._sizes.mix_events, self._sizes.people, "mix")
        bodies, at = track_bodies(events, AT_ONCE), int(time.time() * 1_000)
        cores = sorted(os.sched_getaffinity(0))
        with TemporaryDirectory(dir=self._folder) as one, TemporaryDirectory(dir=self._folder) as all_of_them:
            bare = bare_limit(Path(one), bodies, at, cores=cores[:1])
            raw = bare_limit(Path(one), bodies, at, half_parsed, cores=cores[:1])
            both = bare_limit(Path(all_of_them), bodies, at, cores=cores)
        self._say(
            f"  the bare limit: {bare.per_s:,.0f} events/s, CPU an event {bare.cpu_ms:.4f} ms, "
            f"with properties left raw {raw.per_s:,.0f}, {raw.cpu_ms:.4f} ms, on {len(cores)} cores {both.per_s:,.0f}"
        )
        return bare, raw, both


def spread(rounds: Sequence[dict[str, float]]) -> dict[str, Spread]:
    """Least, median and most of each figure."""
    found = {name: [one[name] for one in rounds] for name in rounds[0]}
    return {name: Spread(_short(min(v)), _short(median(v)), _short(max(v))) for name, v in found.items()}


def _short(value: float) -> float:
    """Four digits that say something, however small: a ratio on a busy machine is not nothing."""
    return float(f"{value:.4g}") if value < 10 else round(value, 1)
