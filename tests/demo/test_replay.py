"""Small replays of both worlds on a whole house: the same input gives the same facts, and each arm lives as planned."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
import uvloop

from loopline.app import App
from loopline.cli.serve import running
from loopline.demo import cdnow, usage
from loopline.demo.figures import ORDERS, OrderFigures, order_figures
from loopline.demo.player import WorldPlayer
from loopline.demo.replay import replay_orders, replay_usage
from loopline.model.duration import DAY
from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings
from loopline.studio.gallery.read import load

T = TypeVar("T")
EVERY = 300
SEED = "small"
# Where in the log the answers of delivery stand depends on how fast it was, and says nothing of what happened.
FACTS = "SELECT * EXCLUDE (number, position, seq) FROM facts ORDER BY ALL"


def played(folder: Path, port: int, start: int, play: Callable[[WorldPlayer], Awaitable[T]]) -> T:
    """Play to a fresh house that sends one message batch after the other."""

    async def run() -> T:
        clock = VirtualClock(start)
        settings = Settings(public_url=f"http://127.0.0.1:{port}", delivery_lanes=1)
        app = App(folder, settings, clock)
        async with running(app, "127.0.0.1", port) as url:
            keys = app.keys
            async with WorldPlayer(app, clock, url, keys.create("write"), keys.create("admin")) as player:
                return await play(player)

    return uvloop.run(run())


def untold(done: int, whole: int) -> None:
    """Nobody watches."""
    assert 0 < done <= whole


async def orders(player: WorldPlayer) -> tuple[list[tuple[object, ...]], OrderFigures]:
    """CDNOW in small: every fact, and the totals."""
    await player.publish(load("cdnow_winback"), "a test")
    await replay_orders(player, cdnow.purchases(EVERY), untold)
    await asyncio.to_thread(player.app.exporter.catch_up)
    facts = player.app.facts.query(FACTS)
    kinds = {str(row[0]) for row in facts}
    assert kinds >= {"event", "entered", "message", "withheld", "attempt", "goal", "exited"}
    found = order_figures(player.app.facts.query(ORDERS)[0])
    return facts, found


def test_the_same_input_into_an_empty_store_gives_identical_facts(tmp_path: Path, unused_tcp_port: int) -> None:
    bought = cdnow.purchases(EVERY)
    start = bought[0].at - DAY
    first = played(tmp_path / "first", unused_tcp_port, start, orders)
    second = played(tmp_path / "second", unused_tcp_port, start, orders)
    assert [pair for pair in zip(first[0], second[0], strict=False) if pair[0] != pair[1]][:3] == []
    assert (len(first[0]), first[1]) == (len(second[0]), second[1])
    told = cdnow.totals(bought)
    assert (first[1].orders, first[1].customers) == (told.orders, told.customers)
    assert round(first[1].revenue * 100) == told.cents


MESSAGED = "SELECT DISTINCT person FROM facts WHERE kind = 'attempt' AND name = 'sent'"
HELD = "SELECT DISTINCT person FROM facts WHERE kind = 'entered' AND held <> ''"
EXPOSED = "SELECT DISTINCT person FROM facts WHERE kind IN ('message', 'withheld')"
UPGRADED = "SELECT DISTINCT person FROM events WHERE name = 'plan_upgraded'"
RECEIPTS = "SELECT DISTINCT name, channel FROM facts WHERE kind = 'receipt' AND reason <> 'machine'"
TOOK = """
WITH exposed AS (SELECT person, min("at") AS "at" FROM facts WHERE kind IN ('message', 'withheld') GROUP BY person)
SELECT min(e."at" - x."at"), max(e."at" - x."at") FROM events e JOIN exposed x USING (person)
WHERE e.name = 'plan_upgraded'
"""


async def product(player: WorldPlayer) -> dict[str, set[str]]:
    """The product in small: who was messaged, held out, exposed, and who upgraded."""
    await player.publish(load("upsell"), "a test")
    await replay_usage(player, usage.members(600, SEED), SEED, untold)
    await asyncio.to_thread(player.app.exporter.catch_up)
    ask = player.app.facts.query
    receipts = {(str(row[0]), str(row[1])) for row in ask(RECEIPTS)}
    assert receipts >= {("opened", "email"), ("clicked", "email"), ("opened", "push"), ("clicked", "push")}
    soonest, latest = (int(str(value)) for value in ask(TOOK)[0])
    assert 0 < soonest < latest < 14 * DAY, "every upgrade lies in the window of the first exposure"
    asked = {"messaged": MESSAGED, "held": HELD, "exposed": EXPOSED, "upgraded": UPGRADED}
    return {name: {str(row[0]) for row in ask(sql)} for name, sql in asked.items()}


def test_who_is_messaged_upgrades_as_planted_and_who_is_held_out_does_not(tmp_path: Path, unused_tcp_port: int) -> None:
    seen = played(tmp_path / "data", unused_tcp_port, usage.START - DAY, product)
    people = {member.id: member for member in usage.members(600, SEED)}
    assert seen["held"] and seen["messaged"] and not seen["held"] & seen["messaged"]
    assert seen["exposed"] - seen["held"] == seen["messaged"]
    for name in seen["exposed"]:
        member = people[name]
        assert (name in seen["upgraded"]) == (member.anyway or (member.persuadable and name in seen["messaged"]))
    persuadable_held = [name for name in seen["exposed"] & seen["held"] if people[name].persuadable]
    assert persuadable_held, "nobody in the holdout could have been persuaded, so this test proves nothing"


@pytest.fixture
def unused_tcp_port() -> int:
    """A port that nobody listens on; links in messages need it before the server is there.

    It lies below those that a system gives to outgoing calls: another test's client would take one of them meanwhile.
    """
    for port in Random().sample(range(20_000, 30_000), 100):
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise AssertionError("a hundred ports between 20000 and 30000 are taken")
