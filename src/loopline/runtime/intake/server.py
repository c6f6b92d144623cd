"""The other end of the link: reads what is asked, writes it to the log in groups, answers in the order of asking."""

import socket
from collections.abc import Callable, Sequence
from typing import Final

from loopline.model.errors import Invalid, LooplineError, Unavailable
from loopline.model.signal import Signal
from loopline.ports import Log
from loopline.runtime.intake.protocol import Answer, Ask, Body, Frames, Refusal, Written, decode_ask, frame
from loopline.signals.dialects.segment import Accepted, read_batch

GROUP_MAX: Final = 64
PIECE_BYTES: Final = 1 << 20


def serve(link: socket.socket, log: Log, on_error: Callable[[Exception], None]) -> None:
    """Answer until the other side has said its last word. Who asked while a write was on its way shares the next."""
    frames = Frames()
    waiting: list[Ask] = []
    while waiting or (piece := link.recv(PIECE_BYTES)):
        if not waiting:
            waiting += [decode_ask(packed) for packed in frames.take(piece)]
        waiting += [decode_ask(packed) for packed in frames.take(_at_hand(link, len(waiting)))]
        group, waiting = waiting[:GROUP_MAX], waiting[GROUP_MAX:]
        link.sendall(b"".join(frame(answer) for answer in answers(group, log, on_error)))


def _at_hand(link: socket.socket, waiting: int) -> bytes:
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


def answers(group: Sequence[Ask], log: Log, on_error: Callable[[Exception], None]) -> list[Answer]:
    """Write a group in one transaction; what cannot be read is refused and costs the others nothing.

    A write that fails refuses all who had something to write: nobody knows what of it is there, and ids tell repeats.
    """
    read = [_read(ask, on_error) for ask in group]
    batches: list[list[Signal]] = [one.signals for one in read if isinstance(one, Accepted)]
    try:
        firsts = iter(log.append(batches) if any(batches) else [0] * len(batches))
    except Exception as error:
        refusal = _refusal(error, "log_write_failed", on_error)
        return [refusal if isinstance(one, Accepted) and one.signals else _told(one, 0) for one in read]
    return [_told(one, next(firsts) if isinstance(one, Accepted) else 0) for one in read]


def _told(one: Accepted | Refusal, first: int) -> Answer:
    if isinstance(one, Refusal):
        return one
    return Written(first, one.messages, len(one.signals), one.faults)


def _read(ask: Ask, on_error: Callable[[Exception], None]) -> Accepted | Refusal:
    if not isinstance(ask, Body):
        return Accepted(ask.signals, [], 0)
    try:
        return read_batch(ask.body, ask.received_at, ask.path_type)
    except Exception as error:
        return _refusal(error, "intake_failed", on_error)


def _refusal(error: Exception, code: str, on_error: Callable[[Exception], None]) -> Refusal:
    """What the asker is told; a fault of ours never looks like one of theirs."""
    if not isinstance(error, Invalid):
        on_error(error)
    if isinstance(error, LooplineError):
        return Refusal(error.status, error.code, error.text)
    text = f"It could not be taken in ({type(error).__name__}); send it again, and look into our log."
    return Refusal(Unavailable.status, code, text)
