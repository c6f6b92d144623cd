"""Metrics for Prometheus: each one is declared here, once, with its unit and its meaning."""

from collections import Counter as Tally
from operator import attrgetter

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from loopline.model.records import SET_ASIDE_KINDS, Transaction
from loopline.runtime.shards.tally import ShardCounts
from loopline.runtime.supervise import TaskReport
from loopline.runtime.vitals import HealthReport

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
        self._unsent = Gauge(
            "loopline_unsent_message_seconds",
            "For how long the oldest due message has waited.",
            registry=self._registry,
        )
        self._unexported = Gauge(
            "loopline_unexported_facts_seconds",
            "For how long the oldest chunk of facts has waited for its export.",
            registry=self._registry,
        )
        self._unanswered = Gauge(
            "loopline_unanswered_request_seconds",
            "For how long the oldest request to the intake has waited for its answer.",
            registry=self._registry,
        )
        self._silent = _of_providers(self._registry)
        self._tasks_down = Gauge(
            "loopline_task_down", "1 while a background task fails or is gone.", ["task"], registry=self._registry
        )
        self._restarts = Counter(
            "loopline_task_restarts",
            "Failures of a background task, each with a restart.",
            ["task"],
            registry=self._registry,
        )
        self._counted: dict[str, int] = {}
        self._shards, (self._stored, self._horizon) = _of_shards(self._registry), _of_files(self._registry)
        self._quarantined = Gauge(
            "loopline_quarantined", "What is set aside, by kind.", ["kind"], registry=self._registry
        )
        for kind in SET_ASIDE_KINDS:
            self._quarantined.labels(kind)
        self._journeys = Gauge("loopline_journeys_published", "Journeys with a live version.", registry=self._registry)
        _of_waiting(self._registry).set(0)  # one that waits is no app: cli/standby/face.py

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

    def counted(self, more: ShardCounts) -> None:
        """What the process of another shard has counted since it last said so."""
        self._steps.inc(more.steps)
        self._messages.inc(more.messages)
        for metric, counts in ((self._facts, more.facts), (self._marks, more.attempts), (self._faults, more.faults)):
            for name, count in counts.items():
                metric.labels(name).inc(count)

    def fault(self, where: str) -> None:
        """Something inside failed."""
        self._faults.labels(where).inc()

    def looked(self, health: HealthReport) -> None:
        """The ages of what waits, and how the background tasks do."""
        self._lag.set(health.lag_signals)
        self._lag_seconds.set(health.lag_seconds)
        self._unsent.set(health.oldest.unsent_message_seconds)
        self._unexported.set(health.oldest.unexported_facts_seconds)
        self._unanswered.set(health.oldest.unanswered_request_seconds)
        for channel, seconds in health.silent_seconds.items():
            self._silent.labels(channel).set(seconds)
        for kind in SET_ASIDE_KINDS:
            self._quarantined.labels(kind).set(health.set_aside.get(kind, 0))
        self._horizon.set(health.log.horizon)
        for name, size in health.log.stored.items():
            self._stored.labels(name).set(size)
        for shard in health.shards:
            for field, gauge in self._shards.items():
                gauge.labels(shard.shard).set(getattr(shard, field) if field != "state" else shard.state == "running")
        for task in health.tasks:
            self._task(task)

    def text(self, journeys: int) -> bytes:
        """The text that Prometheus reads."""
        self._journeys.set(journeys)
        return generate_latest(self._registry)

    def _task(self, task: TaskReport) -> None:
        self._tasks_down.labels(task.name).set(task.state in ("failing", "dead"))
        self._restarts.labels(task.name).inc(task.restarts - self._counted.get(task.name, 0))
        self._counted[task.name] = task.restarts


def _of_waiting(registry: CollectorRegistry) -> Gauge:
    """Whether this process stands by."""
    return Gauge("loopline_standing_by", "1 while this process waits for another one to end.", registry=registry)


def _of_providers(registry: CollectorRegistry) -> Gauge:
    """Silence, by channel."""
    return Gauge(
        "loopline_provider_silent_seconds",
        "For how long the provider of a channel has answered nothing while messages wait for it.",
        ["channel"],
        registry=registry,
    )


def _of_shards(registry: CollectorRegistry) -> dict[str, Gauge]:
    """By the field of its report; nothing where there is one shard."""
    return {
        "state": Gauge("loopline_shard_up", "1 while the process of a shard runs.", ["shard"], registry=registry),
        "lag_signals": Gauge(
            "loopline_shard_lag_signals", "Signals of a shard that are not decided yet.", ["shard"], registry=registry
        ),
        "lag_seconds": Gauge(
            "loopline_shard_lag_seconds", "Age of the oldest undecided signal of it.", ["shard"], registry=registry
        ),
        "tellings": Gauge(
            "loopline_shard_tellings", "What is on its way from it to other shards.", ["shard"], registry=registry
        ),
        "telling_seconds": Gauge(
            "loopline_shard_telling_seconds", "Age of the oldest of these.", ["shard"], registry=registry
        ),
        "publications": Gauge(
            "loopline_shard_publications", "Publications that it knows of.", ["shard"], registry=registry
        ),
    }


def _of_files(registry: CollectorRegistry) -> tuple[Gauge, Gauge]:
    """What is stored, and where the log begins."""
    stored = Gauge("loopline_stored_bytes", "What a file of the data folder occupies.", ["file"], registry=registry)
    horizon = Gauge(
        "loopline_log_horizon", "The last position that has left the log; 0: it is whole.", registry=registry
    )
    return stored, horizon
