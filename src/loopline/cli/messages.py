"""`loopline messages resolve`: the fate of messages that a crash or a silent provider hid."""

import sys
from pathlib import Path

import msgspec

from loopline.app import App
from loopline.cli.local import Remote, serving, with_app
from loopline.model.errors import Invalid
from loopline.studio.messages.schemas import Resolved, ResolveManyBody


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
