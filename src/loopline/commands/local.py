"""A data folder from the command line: through its running server when there is one, directly otherwise."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import httpx2
import msgspec
from msgspec import Struct

from loopline.app import App
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing, Unavailable
from loopline.settings import read_settings

T = TypeVar("T")
NOTE = "serve.json"
TIMEOUT_SECONDS = 120.0


class Serving(Struct, frozen=True):
    """What a running server leaves in its data folder, readable by its owner alone."""

    url: str
    key: str
    pid: int


def leave_note(folder: Path, serving: Serving) -> None:
    """Tell commands on this machine how to reach the server."""
    path = folder / NOTE
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(msgspec.json.encode(serving))
    fresh.replace(path)


def take_note_away(folder: Path) -> None:
    """The server has ended."""
    (folder / NOTE).unlink(missing_ok=True)


def serving(folder: Path) -> Serving | None:
    """The server that owns this folder now, if one runs."""
    try:
        note = msgspec.json.decode((folder / NOTE).read_bytes(), type=Serving)
        os.kill(note.pid, 0)
    except (OSError, msgspec.DecodeError):
        return None
    return note


class Remote:
    """A server's API, with its errors raised as our own."""

    def __init__(self, url: str, key: str) -> None:
        self._client = httpx2.Client(
            base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=TIMEOUT_SECONDS, trust_env=False
        )

    def get(self, path: str, **query: str) -> bytes:
        """The body of the answer."""
        return self._answer(self._client.get(path, params={k: v for k, v in query.items() if v}))

    def post(self, path: str, body: object) -> bytes:
        """The body of the answer."""
        content = msgspec.json.encode(body)
        return self._answer(self._client.post(path, content=content, headers={"Content-Type": "application/json"}))

    def _answer(self, response: httpx2.Response) -> bytes:
        if response.is_success:
            return response.content
        try:
            told = response.json()["error"]
            code, text, at = str(told["code"]), str(told["text"]), str(told.get("at", ""))
        except (ValueError, KeyError, TypeError):
            raise Unavailable("server_answer", f"The server answered {response.status_code}.") from None
        kinds: dict[int, type[LooplineError]] = {404: Missing, 409: Conflict}
        raise kinds.get(response.status_code, Unavailable if response.status_code >= 500 else Invalid)(
            code, text, at=at
        )


def with_app(folder: Path, act: Callable[[App], Awaitable[T]]) -> T:
    """Open a folder that nobody serves, catch up, act, close. Messages are not sent meanwhile."""

    async def do() -> T:
        app = App(folder, read_settings(), channels={})
        app.acceptor.start()
        app.worker.start()
        try:
            await app.level()
            return await act(app)
        finally:
            await asyncio.to_thread(app.close)

    return asyncio.run(do())
