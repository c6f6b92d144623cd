"""The process that takes signals in: `python -m loopline.cli.intake FOLDER FD LEVEL`, which the server starts.

Its standard input says where the log is, when it is not in the folder: URLs that hold a password are no arguments.
"""

import signal
import socket
import sys
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from subprocess import PIPE, Popen

import msgspec

from loopline.logs import log, set_up_logs
from loopline.runtime.intake.router import Router
from loopline.runtime.intake.server import serve
from loopline.storage.opened_log import open_log
from loopline.storage.sql.places import Places

MODULE = "loopline.cli.intake"


def launch(places: Places, level: str, link: socket.socket, *, shards: int = 1) -> "Popen[bytes]":
    """Start the process on its end of a link. It ends when the other end is closed, however that happens.

    With several `shards` each signal is written to the log of its key's.
    """
    number = link.fileno()
    command = [sys.executable, "-m", MODULE, str(places.folder), str(number), level]
    process = Popen(command, stdin=PIPE, pass_fds=[number])
    assert process.stdin is not None
    with process.stdin as told, suppress(BrokenPipeError):  # one that has ended already is seen by its link
        told.write(msgspec.json.encode((places.url, places.log_url, shards)))
    return process


def main(folder: str, number: str, level: str) -> None:
    """Serve the link. A Ctrl-C at the terminal reaches us too, but the server decides when we stop."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)
    set_up_logs(level)

    def report(error: Exception) -> None:
        log.error("fault", where="intake", error=type(error).__name__, text=str(error)[:500], exc_info=error)

    url, log_url, shards = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[str, str, int])
    places = Places(Path(folder), url, log_url)
    with socket.socket(fileno=int(number)) as link, ExitStack() as opened:
        logs = [
            opened.enter_context(closing(open_log(places, 1, checked=False, shard=shard))) for shard in range(shards)
        ]
        serve(link, Router(logs) if shards > 1 else logs[0], report)


if __name__ == "__main__":
    main(*sys.argv[1:4])
