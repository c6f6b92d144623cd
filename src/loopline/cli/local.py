"""A data folder from the command line: through its running server when there is one, directly otherwise."""

import asyncio
import os
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct

from loopline.app import App
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing, Unavailable
from loopline.settings import read_settings
from loopline.storage.private_folder import keep_new_files_private
from loopline.storage.sql.places import Places

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")
NOTE = "serve.json"
TIMEOUT_SECONDS = 120.0
PROC = Path("/proc")
BOOT = PROC / "sys/kernel/random/boot_id"
STARTED_FIELD = 19
"""Of /proc/PID/stat, counted behind the name of the program, which may hold anything."""
PS_SECONDS = 5.0


class Serving(Struct, frozen=True):
    """What a running server leaves in its data folder, readable by its owner alone.

    `started` tells its process from a later one that was given the same number; "" where that cannot be known.
    """

    url: str
    key: str
    pid: int
    started: str = ""


def leave_note(folder: Path, serving: Serving) -> None:
    """Leave for the commands on this machine how to reach the server."""
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
    except (OSError, OverflowError, msgspec.DecodeError):
        return None
    return note if not note.started or note.started == process_start(note.pid) else None


def process_start(pid: int) -> str:
    """When a process began, by the boot and the ticks since; "" where the system does not say."""
    try:
        ticks = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[STARTED_FIELD]
        return f"{BOOT.read_text().strip()} {ticks}"
    except (OSError, IndexError):
        return _started_elsewhere(pid)


def _started_elsewhere(pid: int) -> str:
    """Where there is no /proc, such as on macOS."""
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=PS_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return " ".join(told.stdout.split())


class Remote:
    """A server's API, with its errors raised as our own."""

    def __init__(self, url: str, key: str, seconds: float = TIMEOUT_SECONDS) -> None:
        self._url, self._key, self._seconds = url.rstrip("/"), key, seconds

    def get(self, path: str, **query: str) -> bytes:
        """The body of the answer. Raises Unavailable `server_unreachable`, and whatever the server refuses with."""
        return self._ask("GET", path, params={name: value for name, value in query.items() if value})

    def post(self, path: str, body: object) -> bytes:
        """The body of the answer; raises as `get` does."""
        return self._ask("POST", path, content=msgspec.json.encode(body))

    def post_text(self, path: str, text: bytes, **query: str) -> bytes:
        """As `post`, of a body that is no JSON."""
        return self._ask("POST", path, params=query, content=text)

    def ask_bytes(self, method: str, path: str, content: bytes, **query: str) -> bytes:
        """As `post_text`, by any method."""
        return self._ask(method, path, params=query, content=content)

    def ask(self, method: str, path: str, body: object = None) -> bytes:
        """As `post`, by any method; without a body when that is None."""
        return self._ask(method, path, content=b"" if body is None else msgspec.json.encode(body))

    def delete(self, path: str) -> bytes:
        """The body of the answer; raises as `get` does."""
        return self._ask("DELETE", path)

    def _ask(self, method: str, path: str, *, params: dict[str, str] | None = None, content: bytes = b"") -> bytes:
        import httpx2

        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        verify = not self._url.startswith("http://")  # the machine's certificates take 30 ms of a processor to read
        try:
            with httpx2.Client(headers=headers, timeout=self._seconds, trust_env=False, verify=verify) as client:
                response = client.request(method, self._url + path, params=params, content=content)
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise Unavailable(
                "server_unreachable",
                f"{self._url} does not answer ({type(error).__name__}): start the server, or correct the address. "
                f"If a server was killed, delete {NOTE} in its data folder.",
            ) from None
        return _content(response)


def _content(response: "httpx2.Response") -> bytes:
    if response.is_success:
        return response.content
    try:
        error = response.json()["error"]
        code, text, at = str(error["code"]), str(error["text"]), str(error.get("at", ""))
    except (ValueError, KeyError, TypeError):
        raise Unavailable("server_answer", f"The server answered {response.status_code}.") from None
    kinds: dict[int, type[LooplineError]] = {404: Missing, 409: Conflict}
    raise kinds.get(response.status_code, Unavailable if response.status_code >= 500 else Invalid)(code, text, at=at)


def check_data_folder(folder: Path) -> None:
    """Raises Missing `folder_missing` for a folder in which there is nothing to be opened."""
    settings = read_settings()
    if not Places(folder, settings.store_url(), settings.log_url()).hold_a_record():
        raise Missing("folder_missing", f"{folder} is no data folder: it has no log.db.")


def with_app(folder: Path, act: Callable[[App], Awaitable[T]]) -> T:
    """Open a folder that nobody serves, catch up, act, close. Messages are not sent meanwhile."""

    async def do() -> T:
        keep_new_files_private()
        app = App(folder, read_settings(), channels={})
        app.intake.start()
        app.worker.start()
        try:
            await app.level()
            return await act(app)
        finally:
            await asyncio.to_thread(app.close)

    return asyncio.run(do())


def remote_of(data: Path | None, url: str, key: str) -> Remote | None:
    """The server that is named, or the one that runs on the folder; None where the folder has none. Raises Invalid
    `target_missing`."""
    if url:
        return Remote(url, key)
    if data is None:
        raise Invalid("target_missing", "Say of what: --data DIR, or --url URL with --key KEY.")
    server = serving(data)
    return Remote(server.url, server.key) if server else None


def asked(
    folder: Path | None,
    path: str,
    query: dict[str, str],
    here: Callable[[App], object],
    url: str = "",
    key: str = "",
) -> dict[str, Any]:
    """What the API answers to a question: of a server by its URL, or of that on this folder, where one runs; else
    `here`, of the folder. Raises Invalid `target_missing`."""
    remote = remote_of(folder, url, key)
    if remote is not None:
        found: dict[str, Any] = msgspec.json.decode(remote.get(path, **query))
        return found
    assert folder is not None

    async def ask(app: App) -> dict[str, Any]:
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(here(app)))
        return plain

    return with_app(folder, ask)
