"""The intake server: reads each request by its dialect, writes groups to the log, answers in the order of asking."""

import socket
from collections.abc import Callable, Sequence
from typing import Final

from loopline.model.errors import Invalid, LooplineError, Unavailable
from loopline.model.signal import Signal
from loopline.runtime.intake.protocol import (
    AcceptRequest,
    Frames,
    IntakeAnswer,
    IntakeRefusal,
    IntakeRequest,
    Written,
    decode_request,
    frame,
)
from loopline.runtime.intake.router import Entrance
from loopline.signals.batch import ReadBatch, spoken
from loopline.signals.dialects import READERS

GROUP_MAX: Final = 64
PIECE_BYTES: Final = 1 << 20


def serve(link: socket.socket, log: Entrance, on_error: Callable[[Exception], None]) -> None:
    """Answer until the other side hangs up. Requests that arrive during a write share the next one (group commit)."""
    frames = Frames()
    waiting: list[IntakeRequest] = []
    while waiting or (piece := link.recv(PIECE_BYTES)):
        if not waiting:
            waiting += [decode_request(packed) for packed in frames.take(piece)]
        waiting += [decode_request(packed) for packed in frames.take(_arrived(link, len(waiting)))]
        group, waiting = waiting[:GROUP_MAX], waiting[GROUP_MAX:]
        link.sendall(b"".join(frame(answer) for answer in answer_group(group, log, on_error)))


def _arrived(link: socket.socket, waiting: int) -> bytes:
    """What has come meanwhile, without waiting for more."""
    pieces: list[bytes] = []
    size = 0
    while waiting < GROUP_MAX and size < PIECE_BYTES:
        try:
            piece = link.recv(PIECE_BYTES, socket.MSG_DONTWAIT)
        except BlockingIOError:
            break
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def answer_group(
    group: Sequence[IntakeRequest], log: Entrance, on_error: Callable[[Exception], None]
) -> list[IntakeAnswer]:
    """Write a group in one transaction; what cannot be read is refused and costs the others nothing.

    A write that fails refuses every request that had something to write: how much of it is there is unknown, and a
    repeat is recognised by its ids. A group with nothing to write asks the log whether it answers, so that the server
    knows whether signals could be taken in.
    """
    read = [_read(request, on_error) for request in group]
    batches: list[list[Signal]] = [one.signals for one in read if isinstance(one, ReadBatch)]
    writes = any(batches)
    try:
        firsts = iter(log.append(batches) if writes else _asked(log, len(batches)))
    except Exception as error:
        is_told = writes or not isinstance(error, LooplineError)  # a mere question is asked twice a second
        refusal = _refusal(error, "log_write_failed", on_error if is_told else lambda _: None)
        writing = [isinstance(one, ReadBatch) and bool(one.signals or not writes) for one in read]
        return [refusal if is_hit else _answer(one, 0) for one, is_hit in zip(read, writing, strict=True)]
    return [_answer(one, next(firsts) if isinstance(one, ReadBatch) else 0) for one in read]


def _asked(log: Entrance, requests: int) -> list[int]:
    """The positions of requests with nothing to write, once the log has answered."""
    log.end()
    return [0] * requests


def _answer(one: ReadBatch | IntakeRefusal, first: int) -> IntakeAnswer:
    if isinstance(one, IntakeRefusal):
        return one
    return Written(first, one.messages, len(one.signals), one.errors)


def _read(request: IntakeRequest, on_error: Callable[[Exception], None]) -> ReadBatch | IntakeRefusal:
    if isinstance(request, AcceptRequest):
        return ReadBatch(request.signals, [], 0)
    try:
        return spoken(READERS[request.dialect](request.body, request.received_at, request.hint), request.trust)
    except Exception as error:
        return _refusal(error, "intake_failed", on_error)


def _refusal(error: Exception, code: str, on_error: Callable[[Exception], None]) -> IntakeRefusal:
    """The answer for an error; one of ours never looks like one of the sender's."""
    if not isinstance(error, Invalid):
        on_error(error)
    if isinstance(error, LooplineError):
        return IntakeRefusal(error.status, error.code, error.text)
    text = f"The request could not be taken in ({type(error).__name__}). Send it again; the server's log has the cause."
    return IntakeRefusal(Unavailable.status, code, text)
