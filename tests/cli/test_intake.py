"""The process itself: it serves its link, heeds no signal of the terminal, and ends with its server."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from loopline.cli.intake import launch
from loopline.runtime.intake.protocol import (
    AcceptRequest,
    Frames,
    IntakeAnswer,
    IntakeRequest,
    Written,
    decode_answer,
    frame,
)
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import Places
from tests.runtime.parts import NOON, event

SECONDS = 20


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[tuple[socket.socket, "Popen[bytes]"]]:
    """Our end of the link, and the process at the other."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = launch(Places(tmp_path), "error", theirs)
    with ours:
        ours.settimeout(SECONDS)
        yield ours, process
    process.kill()
    process.wait()


def ask(link: socket.socket, request: IntakeRequest) -> IntakeAnswer:
    link.sendall(frame(request))
    frames = Frames()
    while True:
        for packed in frames.take(link.recv(65_536)):
            return decode_answer(packed)


def test_it_writes_heeds_no_ctrl_c_and_ends_with_its_server(
    begun: tuple[socket.socket, "Popen[bytes]"], tmp_path: Path
) -> None:
    link, process = begun
    assert ask(link, AcceptRequest([event("ann", "e1", NOON)])) == Written(1, 0, 1, [])
    for sign in (signal.SIGINT, signal.SIGTERM):
        process.send_signal(sign)
    assert ask(link, AcceptRequest([event("ann", "e2", NOON)])) == Written(2, 0, 1, [])
    link.close()  # what a killed server leaves
    assert process.wait(SECONDS) == 0
    log = SqlLog(tmp_path / "log.db")
    assert log.end() == 2
    log.close()
