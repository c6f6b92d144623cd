"""The process that takes signals in: `python -m loopline.cli.intake FOLDER FD LEVEL`, which the server starts."""

import signal
import socket
import sys
from contextlib import closing
from pathlib import Path
from subprocess import DEVNULL, Popen

import structlog

from loopline.logs import set_up_logs
from loopline.runtime.intake.server import serve
from loopline.storage.sql.log import SqlLog

MODULE = "loopline.cli.intake"


def launch(folder: Path, level: str, link: socket.socket) -> "Popen[bytes]":
    """Start the process on its end of a link. It ends when the other end is closed, however that happens."""
    number = link.fileno()
    command = [sys.executable, "-m", MODULE, str(folder), str(number), level]
    return Popen(command, stdin=DEVNULL, pass_fds=[number])


def main(folder: str, number: str, level: str) -> None:
    """Serve the link. A Ctrl-C at the terminal reaches us too, but the server decides when we stop."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)
    set_up_logs(level)
    log = structlog.get_logger("loopline")

    def report(error: Exception) -> None:
        log.error("fault", where="intake", error=type(error).__name__, text=str(error)[:500], exc_info=error)

    with socket.socket(fileno=int(number)) as link, closing(SqlLog(Path(folder) / "log.db", tail_signals=1)) as kept:
        serve(link, kept, report)


if __name__ == "__main__":
    main(*sys.argv[1:4])
