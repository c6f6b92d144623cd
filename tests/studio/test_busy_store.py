"""Another program holds the studio's file: what needs it waits, and everything else goes on being answered."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.cli.served import wait_for
from tests.studio.house import WELCOME, House, identify, living, track

OWNER = {"email": "zoe@example.test", "name": "Zoe", "password": "a sentence of some length"}
AT_ONCE = 15.0
"""A writer waits for the file for 30 seconds."""


LOOKS = 30


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path) as house:
        assert house.stranger.post("/api/setup", json={**OWNER, "token": house.setup_token()}).status_code == 200
        house.publish(WELCOME)
        yield house


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The write lock of the studio's file is somebody else's inside the block."""
    other = sqlite3.connect(folder / "studio.db", isolation_level=None, timeout=30)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def answers_meanwhile(house: House, waiting: Future[httpx2.Response] | None = None) -> None:
    """Health, a signal and a reader's question are answered, and what needs the file still waits."""
    with httpx2.Client(base_url=house.url, timeout=AT_ONCE, trust_env=False, verify=False) as client:
        assert client.get("/api/health").json()["status"] == "ok"
        assert client.post("/v1/track", json={"userId": "bob", "event": "came"}, headers=house.write).status_code == 200
        assert client.get("/api/keys", headers=house.admin).status_code == 200
    assert waiting is None or not waiting.done()


def test_a_message_to_the_sandbox_holds_up_nobody(house: House, tmp_path: Path) -> None:
    house.send(identify("ann", email="ann@example.test", plan="free"))
    with held(tmp_path):
        joined = track("ann", "signed_up")
        assert house.stranger.post("/v1/track", json=joined, headers=house.write).status_code == 200
        wait_for(lambda: house.get("/api/messages", status="sending")["messages"])
        answers_meanwhile(house)
    house.settle()
    (message,) = house.get("/api/messages")["messages"]
    assert message["status"] == "sent"


def test_a_sign_in_holds_up_nobody(house: House, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as zoe, held(tmp_path):
        body = {name: OWNER[name] for name in ("email", "password")}
        waiting = zoe.submit(house.stranger.post, "/api/session", json=body)
        for _ in range(LOOKS):  # the password is hashed first, which needs no file
            answers_meanwhile(house, waiting)
            time.sleep(0.1)
    assert waiting.result().status_code == 200
