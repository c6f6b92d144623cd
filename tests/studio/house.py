"""A whole house in a folder of its own, served on a free port: what the tests of the rooms talk to."""

import asyncio
import contextlib
import socket
import threading
from base64 import b64encode
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import uvicorn

from loopline.app import App
from loopline.ports import Clock
from loopline.runtime.intake.process import Launch
from loopline.settings import Settings
from loopline.studio.http import create_house

T = TypeVar("T")
Json = dict[str, Any]  # answers of the API
SECONDS = 60.0

WELCOME: Json = {
    "kind": "journey",
    "id": "welcome",
    "name": "Welcome",
    "owner": "growth",
    "entry": {"on": ["signed_up"], "where": 'plan != "enterprise"'},
    "goal": {"event": "bought", "value": "amount", "within": "14d"},
    "start": "hello",
    "nodes": {
        "hello": {
            "kind": "message",
            "channel": "email",
            "content": {
                "subject": 'Hello {{fallback name "you"}}',
                "html": '<p>Hello</p><a href="https://example.com/start?a=1&amp;b=2">Start</a>',
                "text": "Hello",
            },
            "then": "pause",
        },
        "pause": {"kind": "wait", "for": "3d", "then": "again"},
        "again": {
            "kind": "message",
            "channel": "sms",
            "content": {"body": "Still there?"},
        },
    },
}


class House:
    """The running application; `client` holds an admin key."""

    def __init__(self, app: App, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self.app, self.url, self._loop = app, url, loop
        self.admin = {"Authorization": f"Bearer {app.keys.create('admin')}"}
        write = app.keys.create("write")
        self.write = {"Authorization": "Basic " + b64encode(f"{write}:".encode()).decode()}
        self.client = httpx2.Client(base_url=url, headers=self.admin, timeout=SECONDS, trust_env=False, verify=False)
        self.stranger = httpx2.Client(base_url=url, timeout=SECONDS, trust_env=False, verify=False)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Something in the app's own event loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(SECONDS)

    def setup_token(self) -> str:
        """What the server prints at its start while nobody owns it."""
        return self.app.access.sign_ins.setup_token()

    def settle(self) -> None:
        """Until nothing is left to decide or to send."""
        self.do(self.app.settle())

    def send(self, *messages: Json) -> None:
        """Signals through the public door, then until they are decided and what follows was sent."""
        answer = self.stranger.post("/v1/batch", json={"batch": list(messages)}, headers=self.write)
        assert answer.status_code == 200, answer.text
        self.settle()

    def publish(self, document: Json, reason: str = "to see it work") -> int:
        """A journey goes live."""
        answer = self.client.post(
            f"/api/journeys/{document['id']}/publish", json={"document": document, "reason": reason}
        )
        assert answer.status_code == 200, answer.text
        return int(answer.json()["version"])

    def get(self, path: str, **query: Any) -> Json:
        """What an admin reads."""
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found


def identify(person: str, **traits: Any) -> Json:
    """Traits of a person."""
    return {"type": "identify", "userId": person, "traits": traits}


def track(person: str, event: str, **properties: Any) -> Json:
    """An event of a person."""
    return {"type": "track", "userId": person, "event": event, "properties": properties}


def error_of(answer: httpx2.Response) -> tuple[int, str]:
    """Status and code; every error has both, and a text."""
    told = answer.json()["error"]
    assert told["text"]
    return answer.status_code, str(told["code"])


@contextmanager
def living(
    folder: Path,
    settings: Settings | None = None,
    studio: Path | None = None,
    launch: Launch | None = None,
    clock: Clock | None = None,
) -> Iterator[House]:
    """A house that is served from a thread of its own until the block is left; the clock is the machine's, or this."""
    started = threading.Event()
    found: dict[str, Any] = {}

    async def live() -> None:
        app = App(folder, settings or Settings(), clock=clock, launch=launch)
        await app.start()
        face = create_house(app, studio) if studio else create_house(app)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            server = uvicorn.Server(uvicorn.Config(face, log_config=None, lifespan="off", timeout_graceful_shutdown=5))
            server.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]
            found.update(app=app, server=server, loop=asyncio.get_running_loop())
            found["url"] = f"http://127.0.0.1:{listener.getsockname()[1]}"
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            while not server.started and not serving.done():
                await asyncio.sleep(0.01)
            started.set()
            await serving
        await app.stop()

    thread = threading.Thread(target=lambda: asyncio.run(live()), daemon=True)
    thread.start()
    assert started.wait(SECONDS), "the house did not start"
    house = House(found["app"], found["url"], found["loop"])
    try:
        yield house
    finally:
        house.client.close()
        house.stranger.close()
        house.app.live.close()
        found["server"].should_exit = True
        thread.join(SECONDS)
        assert not thread.is_alive(), "the house did not stop"
