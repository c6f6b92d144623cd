"""A map of moves: no hole in it strands or loses anybody, and letting people leave is said in so many words."""

from pathlib import Path

import pytest

from loopline.model.errors import Invalid
from loopline.model.journey import Document
from loopline.runtime.clock import VirtualClock
from loopline.runtime.upkeep.moves import Moves
from tests.runtime.parts import DAY, HELLO, NOON, Postbox, event, journey, move, opened, publish, stated

pytestmark = pytest.mark.anyio
WITHOUT = {"hello": HELLO}


def with_rest(days: int) -> Document:
    rests = {f"day_{n}": {"kind": "wait", "for": "1d", "then": f"day_{n + 1}"} for n in range(days)}
    return journey({**rests, f"day_{days}": HELLO})


@pytest.mark.parametrize("moves", [{}, {"day_0": "hello"}, {"elsewhere": None}])
async def test_a_hole_is_refused_and_nothing_is_published(tmp_path: Path, moves: Moves) -> None:
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await publish(app, with_rest(2))
        await app.accept([event(f"p{n}", "signed_up", NOON) for n in range(3)])
        await app.settle()
        move(app, clock, NOON + DAY + 1)
        await app.accept([event("late", "signed_up", NOON + DAY + 1)])
        await app.settle()
        with pytest.raises(Invalid) as refused:
            await app.studio.documents.push(journey(WITHOUT), publish=True, reason="shorter", moves=moves)
        assert refused.value.code == "move_map_incomplete"
        assert '3 on "day_1"' in refused.value.text
        assert ('1 on "day_0"' in refused.value.text) is ("day_0" not in moves)
        assert app.loop.published.live["hello"].version == 1
        assert {e.version for p in app.people.get(["p0", "late"]).values() for e in p.enrollments} == {1}


async def test_people_go_where_the_map_says_and_leave_where_it_says_so(tmp_path: Path) -> None:
    clock, box = VirtualClock(NOON), Postbox()
    async with opened(tmp_path, box, clock) as app:
        await publish(app, with_rest(2))
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        await app.settle()
        move(app, clock, NOON + DAY + 1)
        await app.accept([event("bob", "signed_up", NOON + DAY + 1)])
        await app.settle()
        moves = {"day_0": None, "day_1": "hello"}
        await app.studio.documents.push(journey(WITHOUT), publish=True, reason="shorter", moves=moves)
        await app.settle()
        app.exporter.catch_up()
        ends = app.facts.query("SELECT person, reason FROM facts WHERE kind = 'exited' ORDER BY person")
        assert ends == [("ann", "completed"), ("bob", "moved_out")]
        assert box.subjects() == ["Hello Ann"]


async def test_a_node_that_is_gone_and_on_which_nobody_stands_needs_no_target(tmp_path: Path) -> None:
    async with opened(tmp_path, Postbox(), VirtualClock(NOON)) as app:
        await publish(app, with_rest(1))
        pushed = await app.studio.documents.push(journey(WITHOUT), publish=True, reason="shorter", moves={})
        assert pushed.version == 2
