"""Who stands still stands alone: a whole server, receivers that never answer, and a relay that is away for a while."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for, written
from tests.providers.email.relay import PipeliningRelay
from tests.providers.push.aside import aside

PEOPLE = 200
JOURNEY = """
kind: journey
id: {name}
entry: {{on: [{event}]}}
start: hello
nodes:
  hello: {{kind: message, channel: {channel}, content: {content}}}
"""


class Silent:
    """A receiver that takes every call and answers none."""

    port = 0
    calls = 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        await reader.read()
        writer.close()


@asynccontextmanager
async def silent() -> AsyncIterator[Silent]:
    made = Silent()
    listening = await asyncio.start_server(made.take, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()


@asynccontextmanager
async def relay(port: int) -> AsyncIterator[PipeliningRelay]:
    made = PipeliningRelay()
    tasks: set[asyncio.Task[None]] = set()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(made.serve(reader, writer)))

    made.listening = await asyncio.start_server(take, "127.0.0.1", port)
    yield made
    made.listening.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def mail_port() -> int:
    """One on which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def begin(made: Server, key: str, event: str) -> None:
    """Everybody is told of and does this."""
    batch: list[dict[str, Any]] = []
    for number in range(PEOPLE):
        who = f"p{number}"
        traits = {"email": f"{who}@box.test"}
        batch.append({"type": "identify", "userId": who, "traits": traits, "messageId": f"i{event}{who}"})
        batch.append({"type": "track", "userId": who, "event": event, "messageId": f"e{event}{who}"})
    assert made.ask("POST", "/v1/batch", {"batch": batch}, key=key).status_code == 200


def send(made: Server, who: str) -> float:
    """Ask for a transactional e-mail; when."""
    content = {"subject": "Your code", "text": "1234"}
    body = {"channel": "email", "to": {"address": f"{who}@box.test"}, "content": content}
    answer = made.ask("POST", "/api/send", body)
    assert answer.status_code == 202, answer.text
    return time.monotonic()


def count(made: Server, journey: str, *statuses: str) -> int:
    found = [made.ask("GET", f"/api/messages?journey={journey}&status={one}&limit={PEOPLE}").json() for one in statuses]
    return sum(len(one["messages"]) for one in found)


def test_neither_a_silent_receiver_nor_a_relay_that_is_away_holds_up_what_is_urgent(
    tmp_path: Path, mail_port: int
) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    env = {
        "LOOPLINE_EMAIL": f"smtp://127.0.0.1:{mail_port}?starttls=never",
        "LOOPLINE_SENDER": "Shop <hello@shop.test>",
        "LOOPLINE_ALLOW_PRIVATE_WEBHOOKS": "1",
    }
    with aside(silent()) as deaf, server(folder, env) as made:
        call = f'{{url: "http://127.0.0.1:{deaf.port}/", payload: "{{}}"}}'
        mail = "{subject: Hello, text: Hello}"
        for name, channel, content in (("calls", "webhook", call), ("mails", "email", mail)):
            text = JOURNEY.format(name=name, event=f"{name}_asked", channel=channel, content=content)
            file = written(tmp_path, text, f"{name}.yaml")
            done = loopline("push", file, "--data", folder, "--publish", "--reason", "a test")
            assert done.returncode == 0, done.stdout + done.stderr

        begin(made, key, "mails_asked")
        wait_for(lambda: count(made, "mails", "pending") == PEOPLE)
        time.sleep(3)  # the relay is tried meanwhile, more than once
        send(made, "first")
        with aside(relay(mail_port)) as box:
            wait_for(lambda: len(box.mails) == PEOPLE + 1)
            assert [names[0] for names in box.recipients].index("first") <= 1, "one may have been on its way"
            wait_for(lambda: count(made, "mails", "sent") == PEOPLE)
            (line,) = made.ask("GET", "/api/messages?person=p7").json()["messages"]
            attempts = made.ask("GET", f"/api/messages/{line['key']}").json()["attempts"]
            assert len([one for one in attempts if one["attempt"] >= 1]) == 1, attempts

            begin(made, key, "calls_asked")
            wait_for(lambda: deaf.calls)
            asked = send(made, "second")
            wait_for(lambda: len(box.mails) == PEOPLE + 2)
            seconds = time.monotonic() - asked
            assert count(made, "calls", "sent", "failed", "unknown") == 0, "nobody has answered yet"
            print(f"a transactional e-mail left {seconds:.2f} s after it was asked for")
        made.stop()
    assert "Traceback" not in made.errors
