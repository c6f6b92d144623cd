"""`loopline send`: one message by the server that runs there, to try what a program would ask for."""

import sys
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from loopline.cli.local import Remote, serving
from loopline.model.errors import Invalid, Unavailable
from loopline.studio.send.schemas import SendStatus, SendTaken

UNDECIDED: Final = ("accepted", "sending")
SECONDS: Final = 20.0
LOOK_SECONDS: Final = 0.2


def send_one(data: Path, file: Path) -> int:
    """Send the message that a file holds as JSON (`-`: standard input), and print where it stands; 1 if it went wrong.

    Raises Unavailable `server_unreachable`: nothing is sent by a folder that nobody serves.
    """
    running = serving(data)
    if running is None:
        raise Unavailable("server_unreachable", "Nobody serves this folder; start `loopline serve` first.")
    remote = Remote(running.url, running.key)
    taken = msgspec.json.decode(remote.post("/api/send", msgspec.Raw(_text(file))), type=SendTaken)
    ends = time.monotonic() + SECONDS
    while True:
        found = msgspec.json.decode(remote.get(f"/api/send/{quote(taken.id)}"), type=SendStatus)
        if found.status not in UNDECIDED or time.monotonic() > ends:
            break
        time.sleep(LOOK_SECONDS)
    print(msgspec.json.format(msgspec.json.encode(found)).decode())
    return 1 if found.status in ("refused", "failed", "bounced", "unknown") else 0


def _text(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Invalid("file_unreadable", f"{file} cannot be read ({error.strerror}).") from None
