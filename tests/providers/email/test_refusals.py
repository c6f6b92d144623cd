"""A whole house sends to a mail server that refuses: the words and the stage of its answer decide who is suppressed."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from loopline.settings import Settings
from loopline.studio.people.addresses import suppressed_of
from tests.studio.house import WELCOME, House, identify, living, track

ANSWERS: dict[str, tuple[str, str, str]] = {  # by person: the stage, the answer, what is suppressed after
    "full": ("rcpt", "552 5.2.2 mailbox full", ""),
    "full-bare": ("rcpt", "550 mailbox full", ""),
    "full-german": ("rcpt", "550 Das Postfach des Empfängers ist voll", ""),
    "sender": ("mail", "550 5.1.0 sender rejected", ""),
    "sender-syntax": ("mail", "553 5.1.3 bad sender address syntax", ""),
    "sender-unknown": ("mail", "550 5.1.1 sender unknown", ""),
    "listed": ("data", "554 blocked: your host 5.1.1.77 is listed", ""),
    "listed-rcpt": ("rcpt", "550 5.1.1 your network [10.5.1.1] is on our block list", ""),
    "filter": ("data", "554 rejected by filter 5.1.2.9", ""),
    "policy": ("data", "550 5.7.1 message looks unsolicited", ""),
    "relay": ("rcpt", "550 5.7.1 Relaying denied", ""),
    "unknown-user": ("rcpt", "550 5.1.1 no such user", "bounced"),
    "unknown-bare": ("rcpt", "550 no such user", "bounced"),
    "unknown-lines": ("rcpt", "550-5.1.1 long\r\n550 5.1.1 answer", "bounced"),
    "unknown-late": ("data", "550 5.1.1 <x@box.test>: user unknown", "bounced"),
    "unknown-spanish": ("rcpt", "550 5.1.1 El usuario no existe", "bounced"),
}


OURS = ("sender", "sender-syntax", "sender-unknown", "listed", "listed-rcpt", "relay")
"""What is about our host or sender is tried again for a day, in which it can be mended."""


@contextmanager
def refusing() -> Iterator[int]:
    """A mail server that answers MAIL, RCPT or the mail by the local part; the port."""

    def said(stage: str, line: bytes) -> bytes:
        name = line.partition(b"<")[2].partition(b"@")[0].decode()
        when, words, _ = ANSWERS.get(name, ("", "", ""))
        return words.encode() if when == stage else b"250 ok"

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        answer = b"250 ok"
        while (line := await reader.readline()) and not done.is_set():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
            elif word == b"RCPT":
                answer = said("data", line)
            stage = {b"MAIL": "mail", b"RCPT": "rcpt"}.get(word, "")
            said_now = answer if word == b"DATA" else said(stage, line) if stage else b"250 ok"
            writer.write(said_now + b"\r\n")
        writer.close()

    ports: list[int] = []
    ready, done = threading.Event(), threading.Event()

    async def serve() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        while not done.is_set():
            await asyncio.sleep(0.02)
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield ports[0]
    finally:
        done.set()
        thread.join(20)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose mails all are refused."""
    with refusing() as port:
        settings = Settings.model_validate({"email": f"smtp://127.0.0.1:{port}?starttls=never"})
        folder: Path = tmp_path_factory.mktemp("house")
        with living(folder, settings) as house:
            content = {"subject": "s", "text": "t", "sender": "{{fallback from_address 'Shop <shop@shop.test>'}}"}
            mail = {"mail": {"kind": "message", "channel": "email", "content": content}}
            house.publish({**WELCOME, "entry": {"on": ["signed_up"]}, "start": "mail", "nodes": mail})
            yield house


@pytest.mark.parametrize("name", ANSWERS)
def test_only_an_address_that_is_dead_is_suppressed(house: House, name: str) -> None:
    stage, answer, reason = ANSWERS[name]
    address = f"{'ann' if stage == 'mail' else name}@box.test"
    traits = {"email": address, **({"from_address": f"Shop <{name}@shop.test>"} if stage == "mail" else {})}
    house.send(identify(name, **traits), track(name, "signed_up"))
    (message,) = house.get("/api/messages", person=name)["messages"]
    assert message["status"] == ("pending" if name in OURS else "failed"), message
    suppressed = suppressed_of(house.app.people.get([name])[name])
    assert suppressed == ({f"email={address}": reason} if reason else {}), answer
