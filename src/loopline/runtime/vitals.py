"""What health reports: whether the loop runs, how far behind it is, and which provider carries each channel."""

from collections.abc import Mapping

from loopline import __version__
from loopline.ports import Clock, Intake, Log, Provider
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.worker import Worker
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.sweeper import Sweeper


def set_aside_report(counts: Mapping[str, int]) -> Mapping[str, object]:
    """What health adds about what is set aside: the count by kind, and an alarm in words while there is any."""
    total = sum(counts.values())
    words = f"{total} set aside, because it cannot be read or decided: see `loopline quarantine list`."
    return {"set_aside": dict(counts), "warnings": [words] if total else []}


class Vitals:
    """Reads the running parts; safe from any thread, and without I/O beyond one look into the log."""

    def __init__(
        self,
        loop: Loop,
        log: Log,
        clock: Clock,
        worker: Worker,
        intake: Intake,
        sweeper: Sweeper,
        exporter: FactsExporter,
        channels: Mapping[str, Provider],
    ) -> None:
        self._loop, self._log, self._clock, self._worker = loop, log, clock, worker
        self._intake, self._sweeper, self._exporter, self._channels = intake, sweeper, exporter, channels

    def lag(self) -> tuple[int, float]:
        """Signals accepted and not yet decided, and the age of the oldest of them in seconds."""
        behind = max(0, self._log.end() - self._loop.position)
        if not behind:
            return 0, 0.0
        oldest = self._log.read(self._loop.position, 1)
        if not oldest:
            return behind, 0.0
        first = oldest[0].signals[0]
        return behind, max(0.0, (self._clock.now() - first.received_at) / 1_000) if first else 0.0

    def report(self) -> Mapping[str, object]:
        """What GET /api/health answers."""
        signals, seconds = self.lag()
        fault = self._worker.fault or self._intake.fault
        return {
            "status": "failing" if fault else "ok",
            "version": __version__,
            "position": self._loop.position,
            "lag_signals": signals,
            "lag_seconds": round(seconds, 3),
            "stranded": len(self._sweeper.found),
            "facts_lag_chunks": self._exporter.behind(),
            "channels": {channel: provider.name for channel, provider in self._channels.items()},
            "fault": fault,
        }
