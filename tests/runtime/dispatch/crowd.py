"""A crowd that gets mail, and a server that is waited for."""

import time
from collections.abc import Callable

from tests.studio.house import SECONDS, House, Json, identify, track

MAIL: Json = {"kind": "message", "channel": "email", "content": {"subject": "Hi", "text": "Hello"}}


def journey(name: str, **node: bool) -> Json:
    """One mail."""
    return {"kind": "journey", "id": name, "entry": {"on": [name]}, "start": "mail", "nodes": {"mail": MAIL | node}}


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def enter(house: House, name: str, *addresses: str) -> None:
    """Somebody with each of these addresses begins a journey."""
    batch = [
        one
        for number, address in enumerate(addresses)
        for one in (identify(f"{name}{number}", email=address), track(f"{name}{number}", name))
    ]
    answer = house.stranger.post("/v1/batch", json={"batch": batch}, headers=house.write)
    assert answer.status_code == 200, answer.text


def publish_workspace(house: House, document: Json) -> None:
    """These rules hold from now on."""
    answer = house.client.put("/api/workspace", json={"document": document, "reason": "try"})
    assert answer.status_code == 200, answer.text
