"""`loopline send`, to try one message; `loopline messages`: the list, and what a crash or a silent provider hid."""

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.channels import SANDBOX_KIND
from loopline.model.errors import Invalid, Unavailable
from loopline.studio.messages.schemas import MessageList, Resolved, ResolveManyBody
from loopline.studio.send.schemas import SendStatus, SendTaken

UNDECIDED: Final = ("accepted", "sending")
SECONDS: Final = 20.0
LOOK_SECONDS: Final = 0.2
LISTED: Final = 50
KEPT: Final = "sandbox"
"""In the place of "sent", of what has left to nobody."""
LEFT_TO_NOBODY: Final = "What the sandbox kept has left to nobody: no provider is set up for its channel."


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


def show_messages(data: Path, person: str, status: str, *, as_json: bool) -> int:
    """Print the newest messages, one a line, through the server that runs there or directly; 0."""
    running = serving(data)
    if running is not None:
        query = {"person": person, "status": status}
        found = msgspec.json.decode(Remote(running.url, running.key).get("/api/messages", **query), type=MessageList)
    else:

        async def act(app: App) -> MessageList:
            return await asyncio.to_thread(app.studio.messages.listing, person, "", status, None, LISTED)

        found = with_app(data, act)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
        return 0
    for one in found.messages:
        when = datetime.fromtimestamp(one.created_at / 1_000, UTC)
        stands = KEPT if one.provider == SANDBOX_KIND and one.status == "sent" else one.status
        subject, who = " ".join(one.subject.split()), " ".join(one.person.split())
        print("  ".join((f"{when:%Y-%m-%d %H:%M:%S}", f"{one.channel:8}", f"{stands:10}", who, subject, one.key)))
    if any(one.provider == SANDBOX_KIND for one in found.messages):
        print(LEFT_TO_NOBODY, file=sys.stderr)
    return 0


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
    if found.provider == SANDBOX_KIND:
        print(LEFT_TO_NOBODY, file=sys.stderr)
    return 1 if found.status in ("refused", "failed", "bounced", "unknown") else 0


def _text(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Invalid("file_unreadable", f"{file} cannot be read ({error.strerror}).") from None
