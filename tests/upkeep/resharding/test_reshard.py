"""A record grows in the midst of a world: the messages, the facts and every page are those of one that did not."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
from msgspec import structs

from loopline.app import App
from loopline.cli.demo import HOST, PROGRAMME_OF, WORKSPACE, _free_port, _settings
from loopline.cli.serve import running
from loopline.crew.indoors import IndoorApp
from loopline.demo import usage
from loopline.demo.mailbox import DemoMailbox
from loopline.demo.player import WorldPlayer
from loopline.demo.replay import TICK_MS, Product
from loopline.model.accounts.account import Account
from loopline.model.duration import DAY
from loopline.model.errors import Conflict, Missing
from loopline.model.journey import Segment
from loopline.model.person import Person
from loopline.model.records import Record, SetAside
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import readable
from loopline.runtime.upkeep import facts_rebuild
from loopline.settings import Settings
from loopline.storage.settled_shards import kept_shards
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from loopline.studio.gallery.read import DEMO, load
from loopline.upkeep.copied_sides import waiting_folder
from loopline.upkeep.resharding.reshard import reshard
from tests.contracts.made import events, transaction
from tests.crew.virtual_house import House
from tests.storage.postgres import told

PEOPLE = 12
TICKS = range(usage.START + TICK_MS, usage.END + 1, TICK_MS)
MESSAGES = 'SELECT kind, name, person, journey, node, "at", count(*) FROM facts GROUP BY ALL ORDER BY ALL'


class Stage:
    """A world that is played to one server after another, on one virtual clock."""

    def __init__(self, port: int) -> None:
        self.clock, self.port = VirtualClock(usage.START - DAY), port
        self._people = usage.members(PEOPLE, "demo")
        self._product = Product(self._people, "demo")

    @asynccontextmanager
    async def served(self, folder: Path, shards: int) -> AsyncIterator[House]:
        settings = _settings(self.port, shards)
        app = App(folder, settings, self.clock) if shards == 1 else IndoorApp(folder, settings, self.clock)
        async with running(app, HOST, self.port) as url:
            admin = app.keys.create("admin")
            async with WorldPlayer(app, self.clock, url, app.keys.create("server"), admin) as player:
                await player.rest()
                headers = {"Authorization": f"Bearer {admin}"}
                async with httpx2.AsyncClient(base_url=url, timeout=120, headers=headers, trust_env=False) as client:
                    yield House(app, player, client)

    async def begin(self, player: WorldPlayer) -> None:
        for name in DEMO:
            await player.publish(structs.replace(load(name), programme=PROGRAMME_OF[name]), "a test")
        await player.publish(WORKSPACE, "a test")
        await player.move_to(usage.START)
        await player.tell([message for member in self._people for message in usage.introduce(member)])

    async def play(self, player: WorldPlayer, ticks: range) -> None:
        mailbox = DemoMailbox(player.app)
        mailbox.fresh()
        for now in ticks:
            await player.move_to(now)
            acts = self._product.due(now)
            await player.follow([act.link for act in acts if act.link])
            await player.tell([act.message for act in acts if act.message])
            for letter in mailbox.fresh():
                self._product.received(letter)

    async def talk(self, player: WorldPlayer, number: int) -> None:
        """Something that concerns several keys: long traits of accounts, which members' records name, and a publish."""
        about = {"name": "a team", "about": f"{number} " * 300}
        for member in self._people[::5]:
            said = {"type": "group", "userId": member.id, "groupId": member.team, "traits": about}
            said |= {"messageId": f"talk-{number}-{member.id}", "timestamp": isotime(self.clock.now())}
            await player.tell([msgspec.json.encode(said)])
        await player.publish(Segment(id=f"some-{number}", name="Some", when='account.about != ""'), "a test")
        await player.rest()

    async def end(self, player: WorldPlayer) -> None:
        over = usage.END + usage.UPGRADES_FROM + usage.UPGRADES_WITHIN + 14 * DAY
        await player.move_to(over)
        await player.tell([usage.visit(self._people[0], over)])


def isotime(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000, UTC).isoformat()


def raised(fault: BaseException) -> None:
    raise fault


def spread(folder: Path, target: Path, shards: int, clock: VirtualClock) -> dict[str, int]:
    done = reshard(Places(folder), target, shards, _settings(1), clock, raised)
    return {one.table: one.rows for one in done}


@pytest.mark.anyio
async def test_a_record_that_grows_twice_in_a_world_says_the_same_on_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts_rebuild, "LEAVE_SECONDS", 120.0)
    port, third = _free_port(0), len(TICKS) // 3
    parts = TICKS[:third], TICKS[third : 2 * third], TICKS[2 * third :]
    alone = Stage(port)
    async with alone.served(tmp_path / "alone", 1) as house:
        await alone.begin(house.player)
        for number, part in enumerate(parts):
            await alone.talk(house.player, number)
            await alone.play(house.player, part)
        await alone.end(house.player)
        expected, facts = await house.pages(), all_facts(house)
    grown = Stage(port)
    async with grown.served(tmp_path / "one", 1) as house:
        await grown.begin(house.player)
        await grown.talk(house.player, 0)
        await grown.play(house.player, parts[0])
    rows = spread(tmp_path / "one", tmp_path / "two", 2, grown.clock)
    assert rows["records"] > PEOPLE and rows["outbox"]
    async with grown.served(tmp_path / "two", 2) as house:
        await grown.talk(house.player, 1)
        await grown.play(house.player, parts[1])
    spread(tmp_path / "two", tmp_path / "three", 3, grown.clock)
    async with grown.served(tmp_path / "three", 3) as house:
        assert house.app.facts.fitness == "fit"
        await grown.talk(house.player, 2)
        await grown.play(house.player, parts[2])
        await grown.end(house.player)
        found, told_of = await house.pages(), all_facts(house)
        assert told_of == facts and len(facts) > 100
        assert [path for path in found if plain(found[path]) != plain(expected[path])] == []
        app = house.app
        assert isinstance(app, IndoorApp)
        assert sum(number for one in app.all_states.states for number in one.heard().values()), "they talk"
        assert versions(app) > 1, "members of several shards name what accounts say"
        await house.rebuilt()
        assert all_facts(house) == facts, "facts are made anew from the snapshot on"


def plain(page: Any) -> Any:
    """A page without examples of what was received last: people of one account hear of a change in one millisecond, and
    among different people no order is promised."""
    if isinstance(page, dict):
        return {name: plain(value) for name, value in page.items() if name != "examples"}
    return [plain(one) for one in page] if isinstance(page, list) else page


def versions(app: IndoorApp) -> int:
    """In how many shards a version of an account's traits stands, each counted as often as it is named there."""
    found = 0
    for state in app.all_states.states:
        records = [readable(one) for one in state.scan("", 10_000)]
        named = Counter((one.account, one.account_version) for one in records if isinstance(one, Person))
        accounts = [one for one in records if isinstance(one, Account)]
        held = {(one.key, name): of.members for one in accounts for name, of in (one.versions or {}).items()}
        assert held == {name: count for name, count in named.items() if name[1]}
        found += bool(held)
    return found


def all_facts(house: House) -> list[tuple[object, ...]]:
    house.app.exporter.catch_up()
    return house.app.facts.query(MESSAGES)


@pytest.fixture
def small(tmp_path: Path) -> Places:
    """A record with one signal that is not decided."""
    places, clock = Places(tmp_path / "small"), VirtualClock(usage.START)
    app = App(places.folder, _settings(1), clock)
    app.log.append([events(1, 1)])
    app.close()
    return places


def test_what_was_accepted_is_decided_first(small: Places, tmp_path: Path) -> None:
    assert spread(small.folder, tmp_path / "new", 2, VirtualClock(usage.START)) == {
        "records": 1,
        "seen_pages": 0,
        "outbox": 0,
    }
    assert kept_shards(Places(tmp_path / "new")) == 2 and kept_shards(small) == 1
    found = [record.key for shard in range(2) for record in opened(Places(tmp_path / "new"), shard)]
    assert found == ["p:ann"]


def test_a_call_that_was_killed_before_it_set_the_source_aside_is_made_again(small: Places, tmp_path: Path) -> None:
    clock, new = VirtualClock(usage.START), tmp_path / "new"
    rows = spread(small.folder, new, 2, clock)
    assert spread(small.folder, new, 2, clock) == rows, "it is only compared"
    with told(Conflict, "folder_in_use"):
        spread(small.folder, new, 3, clock)
    with closing(SqlState(Places(new).state())) as state:
        state.commit(transaction(state.take_ownership(), 7, records=[Record("p:bob", b"", b"", None)]))
    with told(Conflict, "folder_in_use"):
        spread(small.folder, new, 2, clock)


def opened(places: Places, shard: int) -> list[Record]:
    with closing(SqlState(places.state(shard), shard=shard)) as state:
        return state.scan("", 100)


def test_what_cannot_be_spread_is_refused_and_leaves_nothing(small: Places, tmp_path: Path) -> None:
    clock, new = VirtualClock(usage.START), tmp_path / "new"
    with told(Missing, "folder_missing"):
        spread(tmp_path / "nothing", new, 2, clock)
    with told(Conflict, "reshard_fewer"):
        spread(small.folder, new, 1, clock)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").touch()
    with told(Conflict, "folder_in_use"):
        spread(small.folder, tmp_path / "full", 2, clock)
    elsewhere = Settings(facts="clickhouse://ann@127.0.0.1:9/x")
    with told(Conflict, "reshard_facts"):
        reshard(small, new, 2, elsewhere, clock, raised)
    with told(Conflict, "copy_log_elsewhere"):
        reshard(Places(small.folder, "", "kafka://127.0.0.1:9/x"), new, 2, _settings(1), clock, raised)
    with closing(SqlState(small.state())) as state:
        state.quarantine.report(SetAside(kind="record", name="p:bob", code="unreadable", reason="so"))
        state.quarantine.flush()
    with told(Conflict, "reshard_waits"):
        spread(small.folder, new, 2, clock)
    assert not new.exists() and not waiting_folder(new).exists()
