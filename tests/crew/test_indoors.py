"""One world played to one shard and to three: every page says the same, and so do facts that are made anew, trimmed
logs, and folders out of which somebody was forgotten."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from msgspec import structs

from loopline.app import App
from loopline.cli.demo import HOST, PROGRAMME_OF, WORKSPACE, _free_port, _settings
from loopline.cli.serve import running
from loopline.crew.indoors import IndoorApp
from loopline.demo import usage
from loopline.demo.player import WorldPlayer
from loopline.demo.replay import replay_usage
from loopline.model.duration import DAY
from loopline.model.ids import shard_of
from loopline.runtime.clock import VirtualClock
from loopline.runtime.upkeep import facts_rebuild
from loopline.studio.gallery.read import DEMO, load
from tests.crew.virtual_house import House

SHARDS = 3
PEOPLE = 12


@asynccontextmanager
async def house(folder: Path, shards: int, port: int) -> AsyncIterator[House]:
    clock = VirtualClock(usage.START - DAY)
    settings = _settings(port, shards)
    app = App(folder, settings, clock) if shards == 1 else IndoorApp(folder, settings, clock)
    async with running(app, HOST, port) as url:
        admin = app.keys.create("admin")
        async with WorldPlayer(app, clock, url, app.keys.create("server"), admin) as player:
            for name in DEMO:
                await player.publish(structs.replace(load(name), programme=PROGRAMME_OF[name]), "a test")
            await player.publish(WORKSPACE, "a test")
            await replay_usage(player, usage.members(PEOPLE, "demo"), "demo", lambda done, whole: None)
            headers = {"Authorization": f"Bearer {admin}"}
            async with httpx2.AsyncClient(base_url=url, timeout=120, headers=headers, trust_env=False) as client:
                yield House(app, player, client)


@pytest.mark.anyio
async def test_every_page_of_three_shards_is_that_of_one(tmp_path: Path) -> None:
    port = _free_port(0)
    async with house(tmp_path / "one", 1, port) as alone:
        expected, facts = await alone.pages(), alone.facts()
    async with house(tmp_path / "three", SHARDS, port) as several:
        found, told = await several.pages(), several.facts()
        app = several.app
        assert isinstance(app, IndoorApp) and min(one.position() for one in app.all_states.states) > 0
    assert found.keys() == expected.keys() and len(found) > 50
    assert [path for path in found if found[path] != expected[path]] == []
    assert told == facts and len(facts) > 100


@pytest.mark.anyio
async def test_facts_of_three_shards_are_made_anew_also_from_trimmed_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts_rebuild, "LEAVE_SECONDS", 120.0)  # it is as nice as can be, and others may be busy
    async with house(tmp_path / "data", SHARDS, _free_port(0)) as several:
        app, facts = several.app, several.facts()
        await several.rebuilt()
        assert several.facts() == facts
        assert app.upkeep.trimming.purge(0)
        assert all(one.horizon() > 0 for one, _ in [(app.log, app.state), *app.stores.others])
        await several.player.tell([usage.visit(usage.members(1, "demo")[0], app.clock.now() + 1)])
        facts = several.facts()
        await several.rebuilt()
        assert several.facts() == facts


@pytest.mark.anyio
async def test_nothing_of_a_forgotten_person_is_left_in_any_shard(tmp_path: Path) -> None:
    folder, gone = tmp_path / "data", next(filter(is_away_from_account, map("saas-{:05}".format, range(PEOPLE))))
    async with house(folder, SHARDS, _free_port(0)) as several:
        app = several.app
        devices = [f"device-{gone}", f"{gone}@app.example"]
        body = {"confirm": gone, "reason": "case 1"}
        answer = await several.client.post(f"/api/people/{gone}/forget", json=body)
        assert answer.status_code == 200, answer.text
        await several.player.rest()
        line = await app.studio.erasures.finished(answer.json()["alias"])
        assert line.state == "done"
    kept = [path for path in folder.rglob("*") if path.is_file() and path.suffix in (".db", ".duckdb", ".parquet")]
    assert len([path for path in kept if path.name.startswith(("state", "log"))]) >= 2 * SHARDS
    for needle in devices:
        assert [path.name for path in kept if needle.encode() in path.read_bytes()] == []
    # The demo's clients put the id of the person into the ids of messages, which events keep on one shard, too.
    kept = [path for path in kept if path.name.startswith(("state", "log"))]
    assert [str(path.relative_to(folder)) for path in kept if gone.encode() in path.read_bytes()] == []


def is_away_from_account(person: str) -> bool:
    account = f"@team-{int(person[-5:]) // usage.TEAM:04}"
    return shard_of(person, SHARDS) != shard_of(account, SHARDS)


def test_a_shard_that_runs_here_has_the_number_that_it_was_given(tmp_path: Path) -> None:
    app = IndoorApp(tmp_path / "data", _settings(1, SHARDS), VirtualClock(usage.START))
    assert [one.shard for one in app.crew.processes.values()] == [1, 2]
    assert [one.report().shard for one in app.crew.processes.values()] == [1, 2]
    app.close()
