"""A mail service behind TLS and a house that sends by it: what the tests of the whole way are made of."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from loopline.settings import Settings
from tests.providers.servers import HttpServer, running
from tests.studio.house import WELCOME, House, Json, identify, living, track

ENTRY: Json = {"on": ["signed_up"], "reentry": {"policy": "always"}}
NODES: Json = {
    "mail": {
        "kind": "message",
        "channel": "email",
        "topic": "offers",
        "content": {
            "subject": "Grüße, {{name}}",
            "html": '<p>Hi</p><a href="https://example.com/a?b=1">More</a><a href="{{unsubscribe_url}}">Leave</a>',
            "text": "Hi {{unsubscribe_url}}",
            "sender": "Acme, Inc. <hello@loop.test>",
        },
    },
}


@contextmanager
def sending_house(server: HttpServer, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house that sends to this server over TLS; HOST in the provider's URL stands for its address."""
    authority, trusted = trustme.CA(), folder / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    ready, done = threading.Event(), threading.Event()

    async def keep() -> None:
        async with running(server, context):
            ready.set()
            while not done.is_set():
                await asyncio.sleep(0.02)

    thread = threading.Thread(target=asyncio.run, args=(keep(),), daemon=True)
    thread.start()
    assert ready.wait(20)
    settings = {
        "email": url.replace("HOST", f"127.0.0.1:{server.port}"),
        "sender": "Loop <hello@loop.test>",
        "public_url": "https://loop.test",
        "allow_private_webhooks": True,
    }
    try:
        with living(folder / "house", Settings.model_validate(settings)) as house:
            house.publish({**WELCOME, "entry": ENTRY, "start": "mail", "nodes": NODES})
            yield house
    finally:
        done.set()
        thread.join(20)


def key_of_mail(house: House, person: str = "ann") -> str:
    """A person who has just been sent a mail; its key."""
    house.send(identify(person, name="Ann", email=f"{person}@example.test"), track(person, "signed_up"))
    (line,) = house.get("/api/messages", person=person)["messages"]
    assert line["status"] == "sent", line
    return str(line["key"])


def kinds_of_receipts(house: House, key: str) -> list[str]:
    """What has come back of a message."""
    house.settle()
    return [one["kind"] for one in house.get(f"/api/messages/{key}")["receipts"]]
