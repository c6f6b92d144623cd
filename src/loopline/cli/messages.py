"""`loopline send`, to try one message; `loopline messages resolve`: what a crash or a silent provider hid."""

import sys
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.errors import Invalid, Unavailable
from loopline.studio.messages.schemas import Resolved, ResolveManyBody
from loopline.studio.send.schemas import SendStatus, SendTaken

UNDECIDED: Final = ("accepted", "sending")
SECONDS: Final = 20.0
LOOK_SECONDS: Final = 0.2


def resolve(data: Path, answer: str, status: str, channel: str, journey: str, since: int | None) -> int:
    """Resolve every message that is asked for, through the server that runs there or directly; 0."""
    try:
        asked = msgspec.convert(
            {"answer": answer, "status": status, "channel": channel, "journey": journey, "since": since},
            ResolveManyBody,
        )
    except msgspec.ValidationError as error:
        raise Invalid("option_invalid", f"{error}: see `loopline messages resolve --help`.") from None
    count, left = 0, True
    while left:
        found = _once(data, asked)
        count, left = count + found.resolved, found.left
    print(f"{count} messages of status {status} are now answered as: {answer}.", file=sys.stderr)
    return 0


def _once(data: Path, asked: ResolveManyBody) -> Resolved:
    running = serving(data)
    if running is not None:
        answer = Remote(running.url, running.key).post("/api/messages/resolve", asked)
        return msgspec.json.decode(answer, type=Resolved)

    async def act(app: App) -> Resolved:
        found = await app.studio.resolutions.resolve_all(asked)
        await app.level()
        return found

    return with_app(data, act)


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
