"""The intake server: one write a group, an answer to each request, our errors never told as the sender's."""

import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from loopline.model.errors import Unavailable
from loopline.model.signal import Signal
from loopline.runtime.intake.protocol import (
    AcceptRequest,
    Frames,
    IntakeAnswer,
    IntakeRefusal,
    TakeRequest,
    Written,
    decode_answer,
    frame,
)
from loopline.runtime.intake.server import GROUP_MAX, answer_group, serve
from loopline.storage.sql.log import SqlLog
from tests.runtime.parts import NOON, event


class Counted(SqlLog):
    """A log that notes how many batches each write held, and refuses while `refuses` says so."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.writes: list[int] = []
        self.refuses: Exception | None = None

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        if self.refuses:
            raise self.refuses
        self.writes.append(len(batches))
        return super().append(batches)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Counted]:
    kept = Counted(tmp_path / "log.db")
    yield kept
    kept.close()


def quiet(fault: Exception) -> None:
    raise AssertionError("no fault was expected") from fault


def track(number: int) -> TakeRequest:
    message = {"type": "track", "userId": "ann", "event": "bought", "messageId": f"m{number}"}
    return TakeRequest("segment", msgspec.json.encode({"batch": [message]}), NOON, "")


def own(*numbers: int) -> AcceptRequest:
    return AcceptRequest([event("ann", f"e{number}", NOON) for number in numbers])


def test_a_group_is_one_write_and_each_gets_its_own_position(log: Counted) -> None:
    told = answer_group([own(1, 2), track(1), own(3)], log, quiet)
    assert told == [Written(1, 0, 2, []), Written(3, 1, 1, []), Written(4, 0, 1, [])]
    assert log.writes == [3]


def test_what_cannot_be_read_costs_the_others_nothing(log: Counted) -> None:
    told = answer_group([TakeRequest("segment", b"{", NOON, ""), own(1)], log, quiet)
    assert isinstance(told[0], IntakeRefusal) and (told[0].status, told[0].code) == (400, "body_not_json")
    assert told[1] == Written(1, 0, 1, [])


def test_nothing_to_write_is_no_write(log: Counted) -> None:
    empty = TakeRequest("segment", b'{"batch":[]}', NOON, "")
    assert answer_group([empty], log, quiet) == [Written(0, 0, 0, [])]
    assert log.writes == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Unavailable("store_failed", "The disk is full."), "store_failed"), (OSError("planted"), "log_write_failed")],
)
def test_a_log_that_refuses_is_our_fault(log: Counted, fault: Exception, code: str) -> None:
    log.refuses = fault
    faults: list[Exception] = []
    told = answer_group([own(1), TakeRequest("segment", b'{"batch":[]}', NOON, "")], log, faults.append)
    assert faults == [fault], "and somebody of ours hears of it"
    assert isinstance(told[0], IntakeRefusal) and (told[0].status, told[0].code) == (503, code)
    assert told[1] == Written(0, 0, 0, []), "who had nothing to write lost nothing"


def test_a_fault_of_the_reader_is_told_as_ours(log: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("planted")

    faults: list[Exception] = []
    monkeypatch.setattr("loopline.runtime.intake.server.READERS", {"segment": broken})
    (told,) = answer_group([track(1)], log, faults.append)
    assert isinstance(told, IntakeRefusal) and (told.status, told.code) == (503, "intake_failed")
    assert "planted" not in told.text
    assert [type(fault) for fault in faults] == [ZeroDivisionError]


def test_the_link_is_served_in_order_until_the_other_side_falls_silent(log: Counted) -> None:
    ours, theirs = socket.socketpair()
    serving = threading.Thread(target=serve, args=(theirs, log, quiet))
    with ours, theirs:
        asked = [own(n) for n in range(GROUP_MAX + 10)]
        ours.sendall(b"".join(frame(ask) for ask in asked))
        serving.start()
        frames, told = Frames(), list[IntakeAnswer]()
        while len(told) < len(asked):
            told += [decode_answer(packed) for packed in frames.take(ours.recv(4_096))]
        ours.sendall(frame(own(900))[:-1])  # a last word that is cut off is nobody's signal
        ours.shutdown(socket.SHUT_WR)
        serving.join(20)
    assert not serving.is_alive()
    assert [answer.first for answer in told if isinstance(answer, Written)] == list(range(1, GROUP_MAX + 11))
    assert max(log.writes) <= GROUP_MAX and len(log.writes) < len(asked)
    assert log.end() == GROUP_MAX + 10
