"""The direct delivery: the log hears of every attempt before and after it, and of what a crash hid."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from loopline.lab.virtual_time import Virtual
from loopline.model.message import Accepted, Outcome, Unknown, UnknownPolicy
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, AttemptsStarted, TraitsChanged
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.pipeline.attempts import started
from loopline.storage.memory import MemoryLog, MemoryState
from tests.decisions.played import MAIL, START
from tests.runtime.engine.signals_made import publish_signal, seen


class Provider:
    def __init__(self, policy: UnknownPolicy) -> None:
        self.unknown_policy: UnknownPolicy = policy
        self.taken: list[str] = []
        self.dies = False

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]:
        self.taken += [row.message.key for row in rows]
        if self.dies:
            self.dies = False
            raise OSError("the process died")
        return [Accepted() for _ in rows]

    def ask(self, key: str) -> Outcome:
        return Accepted() if key in self.taken else Unknown("no")


def stage(provider: Provider) -> Virtual:
    return Virtual(MemoryLog(), MemoryState(), provider, START)


def begin(virtual: Virtual) -> None:
    mail = TraitsChanged(key="ann", id="t", at=START, received_at=START, traits={"email": "ann@example.test"})
    virtual.accept([publish_signal({"mail": MAIL}), mail, seen("ann", 1, name="go")])


def test_an_attempt_stands_in_the_log_before_and_after() -> None:
    virtual = stage(Provider("ask"))
    begin(virtual)
    told = [signal for entry in virtual.log.read(3, 10) for signal in entry.signals]
    assert [type(signal) for signal in told] == [AttemptsStarted, AttemptAnswered]
    assert virtual.next_moment() is None and not virtual.delivery.dispatch_next()


@pytest.mark.parametrize(
    ("policy", "times", "status"), [("ask", 1, "sent"), ("hold", 1, "unknown"), ("resend", 2, "sent")]
)
def test_a_crash_after_the_send_is_settled_by_the_policy(policy: UnknownPolicy, times: int, status: str) -> None:
    provider = Provider(policy)
    virtual = stage(provider)
    provider.dies = True
    with pytest.raises(OSError, match="died"):
        begin(virtual)
    virtual.open()
    while virtual.loop.run_once():
        pass
    assert virtual.delivery.reconcile()
    virtual.settle()
    (row,) = virtual.state.messages(provider.taken).values()
    assert (len(provider.taken), row.status) == (times, status)


def test_a_message_that_is_announced_twice_in_a_millisecond_is_under_way_both_times() -> None:
    """Its provider refused for a fault of its own, which costs no attempt, and is asked again at once."""
    provider = Provider("ask")
    virtual = stage(provider)
    provider.dies = True
    with pytest.raises(OSError, match="died"):
        begin(virtual)
    while virtual.loop.run_once():
        pass
    (row,) = virtual.state.outbox(("sending",), 2**62, 9)
    before = replace(row, attempt=row.attempt - 1)
    answer = attempt_answered(before, START, "retry", "unpaid", next_at=START)
    virtual.log.append([[answer], started([before], START)])
    while virtual.loop.run_once():
        pass
    assert [(one.status, one.attempt) for one in virtual.state.outbox(("pending", "sending"), 2**62, 9)] == [
        ("sending", row.attempt)
    ]
