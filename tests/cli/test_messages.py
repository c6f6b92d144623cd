"""`loopline messages resolve`: all that nobody knows is answered for by one command, with a server or without."""

import asyncio
from pathlib import Path

from loopline.app import App
from loopline.cli.local import with_app
from loopline.model.message import Unknown
from tests.cli.served import loopline, server
from tests.runtime.parts import Postbox, event, journey, opened, publish, stated, statuses, until

PEOPLE = ("ann", "bob", "cem")


def leave_unknown(folder: Path) -> None:
    """Three messages whose provider fell silent."""

    async def leave() -> None:
        async with opened(folder, Postbox(*[Unknown("silence")] * len(PEOPLE))) as app:
            await publish(app, journey())
            now = app.clock.now()
            await app.accept([stated(one, now, email=f"{one}@example.com", name=one) for one in PEOPLE])
            await app.accept([event(one, "signed_up", now) for one in PEOPLE])
            await until(lambda: list(statuses(app).values()) == ["unknown"] * len(PEOPLE))

    asyncio.run(leave())


async def standing(app: App) -> list[str]:
    return list(statuses(app).values())


def test_without_a_server(tmp_path: Path) -> None:
    leave_unknown(tmp_path)
    other = loopline("messages", "resolve", "--answer", "sent", "--journey", "another", "--data", tmp_path)
    assert (other.returncode, other.stderr.split()[0]) == (0, "0")
    done = loopline("messages", "resolve", "--answer", "failed", "--journey", "hello", "--data", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "3 messages of status unknown" in done.stderr
    assert with_app(tmp_path, standing) == ["failed"] * len(PEOPLE)


def test_with_the_server_that_has_the_folder(tmp_path: Path) -> None:
    leave_unknown(tmp_path)
    with server(tmp_path) as running:
        done = loopline("messages", "resolve", "--answer", "sent", "--channel", "email", "--data", tmp_path)
        assert done.returncode == 0, done.stderr
        found = running.ask("GET", "/api/messages").json()["messages"]
        assert [one["status"] for one in found] == ["sent"] * len(PEOPLE)


def test_a_wrong_answer_says_where_to_look(tmp_path: Path) -> None:
    for wrong in (["--answer", "maybe"], ["--answer", "sent", "--status", "sent"]):
        done = loopline("messages", "resolve", *wrong, "--data", tmp_path)
        assert done.returncode == 1
        assert "option_invalid" in done.stderr and "--help" in done.stderr
