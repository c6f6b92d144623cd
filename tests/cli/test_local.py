"""A data folder from the command line: the note of a running server, and errors that say what to do."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx2
import msgspec
import pytest

from loopline.app import App
from loopline.cli.local import (
    NOTE,
    Remote,
    Serving,
    _content,
    leave_note,
    process_start,
    serving,
    take_note_away,
    with_app,
)
from loopline.model.errors import Conflict, Invalid, Missing, Unavailable
from tests.cli.served import loopline, server
from tests.providers.servers import receiver
from tests.runtime.parts import NOON, event


def test_a_note_is_found_while_its_process_lives(tmp_path: Path) -> None:
    note = Serving("http://127.0.0.1:8400", "la_key", os.getpid())
    leave_note(tmp_path, note)
    assert serving(tmp_path) == note
    take_note_away(tmp_path)
    take_note_away(tmp_path)
    assert serving(tmp_path) is None


def test_the_note_holds_a_key_so_nobody_else_may_read_it(tmp_path: Path) -> None:
    leave_note(tmp_path, Serving("http://127.0.0.1:1", "la_key", os.getpid()))
    assert stat.S_IMODE((tmp_path / NOTE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NOTE]


def test_the_note_of_a_server_that_died_is_passed_over(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    leave_note(tmp_path, Serving("http://127.0.0.1:1", "la_key", gone.pid))
    assert serving(tmp_path) is None


def test_the_note_of_a_server_whose_number_another_process_has_now_is_passed_over(tmp_path: Path) -> None:
    mine = process_start(os.getpid())
    assert mine and mine == process_start(os.getpid())
    leave_note(tmp_path, Serving("http://127.0.0.1:1", "la_key", os.getpid(), mine))
    assert serving(tmp_path) is not None
    leave_note(tmp_path, Serving("http://127.0.0.1:1", "la_key", os.getpid(), mine + "0"))
    assert serving(tmp_path) is None


def test_a_command_does_not_talk_to_whoever_has_the_number_of_a_killed_server(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with server(folder) as running:
        note = running.note
        running.stop(signal.SIGKILL)
    assert note.started
    leave_note(folder, msgspec.structs.replace(note, pid=os.getpid()))
    done = loopline("why", "nobody", "--data", folder)
    assert "person_unknown" in done.stderr, "it opened the folder itself"


@pytest.mark.parametrize("text", ["", "{", '{"url": 1}', "[]"])
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / NOTE).write_text(text)
    assert serving(tmp_path) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "127.0.0.1:8400", "nonsense", "", "http://[bad", "ftp://x.test"])
def test_a_server_that_does_not_answer_is_said_to(url: str) -> None:
    with pytest.raises(Unavailable) as caught:
        Remote(url, "la_key").get("/api/health")
    assert caught.value.code == "server_unreachable"
    assert "la_key" not in str(caught.value)


def test_an_answer_that_is_not_ours_is_told_apart() -> None:
    async def ask() -> str:
        async with receiver() as other:
            with pytest.raises(Unavailable) as caught:
                await asyncio.to_thread(
                    Remote(other.url("/status/500").removesuffix("/status/500"), "k").get, "/status/500"
                )
            return caught.value.code

    assert asyncio.run(ask()) == "server_answer"


@pytest.mark.parametrize(("status", "family"), [(404, Missing), (409, Conflict), (400, Invalid), (503, Unavailable)])
def test_a_server_s_refusal_is_raised_as_our_own(status: int, family: type[Exception]) -> None:
    answer = httpx2.Response(status, json={"error": {"code": "some_code", "text": "Do this.", "at": "here"}})
    with pytest.raises(family) as caught:
        _content(answer)
    assert (getattr(caught.value, "code", ""), getattr(caught.value, "at", "")) == ("some_code", "here")


def test_a_folder_that_nobody_serves_is_opened_level_and_closed(tmp_path: Path) -> None:
    async def tell(app: App) -> int:
        return await app.accept([event("ann", "seen", NOON)])

    async def look(app: App) -> tuple[int, int, bool]:
        return app.loop.position, app.log.end(), "ann" in app.people.get(["ann"])

    assert with_app(tmp_path, tell) == 1
    assert with_app(tmp_path, look) == (1, 1, True)


def test_a_folder_is_closed_after_a_fault_too(tmp_path: Path) -> None:
    async def fail(app: App) -> None:
        raise Missing("gone", "There is none.")

    for _ in range(2):
        with pytest.raises(Missing):
            with_app(tmp_path, fail)
