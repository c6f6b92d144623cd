"""Packets cross the socket whole, and an end that is gone or talks nonsense is told."""

import socket
from threading import Thread

import pytest

from loopline.delivery.rendering.verdict import Part
from loopline.providers.templating.protocol import (
    FRAME_BYTES_MAX,
    CheckRequest,
    CompileRequest,
    Fault,
    FieldsRequest,
    Printed,
    PrintRequest,
    RenderAnswer,
    RenderRequest,
    decode_answer,
    decode_request,
    receive,
    send,
)

PARTS = (Part("text", "{{x}}", "text"),)


@pytest.mark.parametrize(
    "packet",
    [CheckRequest(PARTS), FieldsRequest(()), CompileRequest(7, PARTS, 3), PrintRequest(7, 2, b"[{},{}]" * 300_000)],
)
def test_a_request_arrives_as_it_was_sent(packet: RenderRequest) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sending = Thread(target=send, args=(ours, packet))
        sending.start()
        packed = receive(theirs)
        sending.join()
    assert packed is not None
    assert decode_request(packed) == packet


@pytest.mark.parametrize("packet", [Printed(b"[]"), Printed(b""), Fault("time"), Fault("error", "x")])
def test_an_answer_arrives_as_it_was_sent(packet: RenderAnswer) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        send(ours, packet)
        packed = receive(theirs)
    assert packed is not None
    assert decode_answer(packed) == packet


@pytest.mark.parametrize("said", [b"", b"\0", b"\0\0\0\x09half"])
def test_an_end_that_is_gone_is_told(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            ours.sendall(said)
        assert receive(theirs) is None


def test_a_frame_beyond_the_bound_is_not_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall((FRAME_BYTES_MAX + 1).to_bytes(4, "big"))
        with pytest.raises(OSError, match="none of ours"):
            receive(theirs)
