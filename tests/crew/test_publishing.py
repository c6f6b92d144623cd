"""A publish waits for a shard that is down, but not for ever; what is in its log goes live by itself."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from loopline.bench.server import make_write_key
from loopline.bench.sinks import running_sinks
from loopline.crew.publishing import BoundedLevel
from loopline.model.errors import Unavailable
from loopline.model.journey import Workspace
from loopline.runtime.upkeep.publisher import published_version
from loopline.storage.folder_lock import FolderLock
from tests.cli.served import server
from tests.contracts.made import events
from tests.crew.house import HELLO, WAITING, House
from tests.simulation.lives import OURS, until


def test_it_says_whether_something_was_written() -> None:
    asyncio.run(waited_twice())


async def waited_twice() -> None:
    is_down = True

    async def level() -> None:
        while is_down:
            await asyncio.sleep(0.001)

    async def accept(signals: object) -> int:
        return 7

    bounded = BoundedLevel(level, accept, 0.01)
    await bounded.accept(events(1, 3))
    for code in ("shards_behind", "publish_goes_on"):
        with pytest.raises(Unavailable) as told:
            await bounded.level()
        assert told.value.code == code
        assert await bounded.accept([published_version(Workspace(), 1, 0, "", "")]) == 7
    is_down = False
    await bounded.level()
    is_down = True
    with pytest.raises(Unavailable) as told:
        await bounded.level()
    assert told.value.code == "shards_behind", "all that was written before is decided"


@pytest.mark.alone
def test_a_publish_while_a_shard_is_down_is_answered_and_goes_live_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = make_write_key(folder)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": sinks.smtp_url, "LOOPLINE_SHARDS": "2", **OURS}
        with server(folder, settings) as running:
            house = House(running, sinks, key, folder)
            until(lambda: running.ask("GET", "/ready").status_code == 200, "ready")
            assert house.push(HELLO) == ""
            lock = kill_and_keep_down(house)
            assert "[publish_goes_on]" in house.push(WAITING)
            assert "[shards_behind]" in house.push(HELLO.replace("Hello", "Good day"))
            assert running.ask("GET", "/api/journeys").status_code == 200
            lock.close()
            until(lambda: [one["publications"] for one in house.shards()] == [2, 2], "it is live everywhere")
            assert running.ask("GET", "/api/journeys/waiting").status_code == 200
            assert house.push(HELLO.replace("Hello", "Good day")) == ""


def kill_and_keep_down(house: House) -> FolderLock:
    """Kill the process of shard 1, and have its lock before the next one does."""
    os.kill(house.shards()[1]["pid"], signal.SIGKILL)
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            return FolderLock(house.folder, 1)
        except Exception:
            time.sleep(0.002)
    raise AssertionError("the next one was faster")
