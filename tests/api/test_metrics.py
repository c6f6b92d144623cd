"""Figures for Prometheus: what was accepted, decided and attempted, in the text that it reads."""

from loopline.api.metrics import Metrics
from loopline.model.effect import MarkMessage
from loopline.model.fact import Fact
from loopline.model.records import Transaction
from loopline.runtime.supervise import TaskReport
from loopline.runtime.vitals import HealthReport, Oldest


def health_of(*tasks: TaskReport) -> HealthReport:
    return HealthReport(
        status="ok",
        version="test",
        ready=True,
        position=0,
        lag_signals=5,
        lag_seconds=0.25,
        stranded=0,
        facts="fit",
        facts_lag_chunks=0,
        channels={},
        fault="",
        oldest=Oldest(0.25, 7.5, 1.5, 2.5),
        tasks=tasks,
        set_aside={"record": 2},
        warnings=(),
        silent_seconds={"email": 31.5, "sms": 0.0},
    )


def test_a_step_is_counted_by_what_it_brought() -> None:
    board = Metrics()
    board.accepted(3)
    facts = [Fact("event", "ann", 1), Fact("event", "bob", 1), Fact("exited", "ann", 1)]
    board.decided(
        Transaction(
            position=1, records=[], outbox=[], marks=[MarkMessage(key="k", status="sent")], facts=facts, epoch=1
        )
    )
    board.fault("mirror")
    board.looked(health_of(TaskReport("loop", "failing", 2, "store_failed", "The disk is full.")))
    board.looked(health_of(TaskReport("loop", "failing", 3, "store_failed", "The disk is full.")))
    text = board.text(2).decode()
    for line in (
        "loopline_signals_accepted_total 3.0",
        'loopline_facts_total{kind="event"} 2.0',
        'loopline_attempts_total{status="sent"} 1.0',
        'loopline_faults_total{where="mirror"} 1.0',
        "loopline_log_lag_signals 5.0",
        "loopline_log_lag_seconds 0.25",
        "loopline_journeys_published 2.0",
        "loopline_unsent_message_seconds 7.5",
        "loopline_unexported_facts_seconds 1.5",
        "loopline_unanswered_request_seconds 2.5",
        'loopline_provider_silent_seconds{channel="email"} 31.5',
        'loopline_provider_silent_seconds{channel="sms"} 0.0',
        'loopline_task_down{task="loop"} 1.0',
        'loopline_task_restarts_total{task="loop"} 3.0',
        'loopline_quarantined{kind="record"} 2.0',
        'loopline_quarantined{kind="message"} 0.0',
    ):
        assert line in text


def test_two_boards_do_not_share() -> None:
    first, second = Metrics(), Metrics()
    first.accepted(1)
    assert "loopline_signals_accepted_total 0.0" in second.text(0).decode()
