"""The task that keeps open files as the facts are, and facts that are unfit."""

import asyncio
from pathlib import Path

import pytest

from loopline.app import App
from loopline.model.errors import Unavailable
from loopline.settings import Settings
from loopline.studio.open_facts import desk


def test_the_task_writes_the_files_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "FIRST_SECONDS", 0.01)

    async def live() -> None:
        app = App(tmp_path / "data", Settings(intake="thread"))
        await app.start()
        try:
            while not (tmp_path / "data" / "facts" / "manifest.json").exists():
                await asyncio.sleep(0.02)
        finally:
            await app.stop()

    asyncio.run(asyncio.wait_for(live(), 60))
    assert sorted(path.name for path in (tmp_path / "data" / "facts").glob("*.parquet")) == [
        "lists.parquet",
        "merges.parquet",
        "people.parquet",
    ]


def test_unfit_facts_are_no_fault_of_the_task_and_a_word_to_who_asks(tmp_path: Path) -> None:
    async def live() -> None:
        app = App(tmp_path / "data", Settings(intake="thread"))
        await app.start()
        try:
            app.facts._turn("damaged")
            own = app.upkeep.open_facts
            await own._write()
            with pytest.raises(Unavailable) as refused:
                own.ask("SELECT 1", 1, 1.0)
            assert refused.value.code == "facts_unfit"
        finally:
            await app.stop()

    asyncio.run(asyncio.wait_for(live(), 60))
