"""Metrics for Prometheus: each one is declared here, once, with its unit and its meaning."""

from collections import Counter as Tally
from collections.abc import Mapping
from operator import attrgetter

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from loopline.model.records import SET_ASIDE_KINDS, Transaction

KIND = attrgetter("kind")


class Metrics:
    """The metrics of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._accepted = Counter(
            "loopline_signals_accepted", "Signals that are safe in the log.", registry=self._registry
        )
        self._facts = Counter("loopline_facts", "Facts recorded, by kind.", ["kind"], registry=self._registry)
        self._steps = Counter("loopline_steps", "Steps of the loop that were committed.", registry=self._registry)
        self._messages = Counter("loopline_messages_decided", "Messages put into the outbox.", registry=self._registry)
        self._marks = Counter(
            "loopline_attempts", "Outcomes of attempts, by status.", ["status"], registry=self._registry
        )
        self._faults = Counter("loopline_faults", "Internal errors, by place.", ["where"], registry=self._registry)
        self._lag = Gauge("loopline_log_lag_signals", "Signals accepted and not yet decided.", registry=self._registry)
        self._lag_seconds = Gauge(
            "loopline_log_lag_seconds", "Age of the oldest signal that is not decided yet.", registry=self._registry
        )
        self._quarantined = Gauge(
            "loopline_quarantined",
            "Records, signals, messages, facts and documents that are set aside, by kind.",
            ["kind"],
            registry=self._registry,
        )
        for kind in SET_ASIDE_KINDS:
            self._quarantined.labels(kind)
        self._journeys = Gauge("loopline_journeys_published", "Journeys with a live version.", registry=self._registry)

    def accepted(self, signals: int) -> None:
        """Signals became durable."""
        self._accepted.inc(signals)

    def decided(self, transaction: Transaction) -> None:
        """A step was committed."""
        self._steps.inc()
        self._messages.inc(len(transaction.outbox))
        for kind, count in Tally(map(KIND, transaction.facts)).items():
            self._facts.labels(kind).inc(count)
        for mark in transaction.marks:
            self._marks.labels(mark.status).inc()

    def set_aside(self, counts: Mapping[str, int]) -> None:
        """So much is set aside now."""
        for kind in SET_ASIDE_KINDS:
            self._quarantined.labels(kind).set(counts.get(kind, 0))

    def fault(self, where: str) -> None:
        """Something inside failed."""
        self._faults.labels(where).inc()

    def text(self, lag_signals: int, lag_seconds: float, journeys: int) -> bytes:
        """The text that Prometheus reads."""
        self._lag.set(lag_signals)
        self._lag_seconds.set(lag_seconds)
        self._journeys.set(journeys)
        return generate_latest(self._registry)
