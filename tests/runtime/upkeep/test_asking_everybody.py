"""Everybody is asked of new condition triggers: at the publish, after a crash in the midst of it, by time alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from loopline.app import App
from loopline.decisions.published import ASKED
from loopline.model.errors import Unavailable
from loopline.model.journey import Document
from loopline.model.signal import Signal
from loopline.runtime.clock import VirtualClock
from loopline.runtime.upkeep import fan_out as telling
from loopline.runtime.upkeep import publisher as publishing
from loopline.runtime.upkeep.fan_out import FanOut
from tests.runtime.parts import DAY, NOON, Postbox, event, journey, move, opened, publish, stated, until

pytestmark = pytest.mark.anyio
PEOPLE = [f"p{number}" for number in range(7)]


@pytest.fixture(autouse=True)
def _all_are_asked_before_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "ANSWER_SECONDS", 600.0)


def asking(trigger: dict[str, Any], name: str = "hello") -> Document:
    return journey(id=name, entry={"on": [], "triggers": [trigger]})


async def known(app: App, people: Sequence[str] = PEOPLE, **traits: Any) -> None:
    at = app.clock.now()
    for person in people:
        await app.accept([stated(person, at, email=f"{person}@example.com", name=person, **traits)])
    await app.settle()


def entered(app: App) -> list[tuple[object, ...]]:
    app.exporter.catch_up()
    return app.facts.query("SELECT person, name FROM facts WHERE kind = 'entered' ORDER BY person, position")


async def test_whoever_matches_at_the_publish_enters_with_it_and_once(tmp_path: Path) -> None:
    box = Postbox()
    async with opened(tmp_path, box, VirtualClock(NOON)) as app:
        await known(app, PEOPLE[:4], plan="pro")
        await known(app, PEOPLE[4:], plan="free")
        await publish(app, asking({"when": 'plan == "pro"'}))
        await app.settle()
        assert entered(app) == [(person, "condition") for person in PEOPLE[:4]]
        assert app.loop.published.pending_fan_outs == {}
        written = app.log.end()
        await app.sweeper.page()
        assert (app.log.end(), app.sweeper.found) == (written, ())
        await until(lambda: len(box.given) == 4)


async def test_who_was_idle_for_days_before_the_publish_enters_and_others_when_their_days_are_over(
    tmp_path: Path,
) -> None:
    clock = VirtualClock(NOON)
    idle = asking({"when": 'count("login", within="30d") == 0'})
    async with opened(tmp_path, Postbox(), clock) as app:
        await known(app, ["old", "fresh"])
        await app.accept([event("old", "login", NOON)])
        move(app, clock, NOON + 40 * DAY)
        await app.accept([event("fresh", "login", clock.now())])
        await app.settle()
        await publish(app, idle)
        await app.settle()
        assert entered(app) == [("old", "condition")], "the past is known to the condition before anybody is asked"
        move(app, clock, NOON + 70 * DAY)
        await until(lambda: entered(app) == [("fresh", "condition"), ("old", "condition")])
        (at,) = app.facts.query("SELECT \"at\" FROM facts WHERE kind = 'entered' AND person = 'fresh'")
        assert at == (NOON + 70 * DAY,)


class CutShort:
    """Takes so many batches, and then no more."""

    def __init__(self, app: App, batches: int) -> None:
        self._app, self._left = app, batches

    async def __call__(self, batch: Sequence[Signal]) -> int:
        self._left -= 1
        if self._left < 0:
            raise Unavailable("queue_full", "planted")
        return await self._app.intake.accept(list(batch))


async def test_an_asking_that_a_crash_cut_short_is_completed_after_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PAGE", 2)
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await known(app, plan="pro")
        monkeypatch.setattr(publishing.Publisher, "_fan_out_to_all", nothing)
        await publish(app, asking({"when": 'plan == "pro"'}))
        with pytest.raises(Unavailable):
            await FanOut(CutShort(app, 2), app.state, lambda: app.loop.published, clock).run()
        await app.settle()
        assert 0 < len(entered(app)) < len(PEOPLE)
    async with opened(tmp_path, Postbox(), clock) as app:
        assert ASKED in app.loop.published.pending_fan_outs
        await app.sweeper.page()
        await app.settle()
        assert entered(app) == [(person, "condition") for person in PEOPLE]
        assert (app.loop.published.pending_fan_outs, app.sweeper.found) == ({}, ())


async def nothing(_publisher: publishing.Publisher) -> None:
    """The process was gone before it came to this."""


async def test_each_publish_pause_and_resume_asks_those_who_have_not_been_asked(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await known(app, ["ann"], plan="pro", seats=9)
        await publish(app, asking({"when": 'plan == "pro"'}))
        await publish(app, asking({"when": "seats > 3"}, "seats"))
        for verb in ("pause", "resume", "pause", "resume"):
            await app.studio.documents.change_state("hello", verb)
            await known(app, [verb], plan="pro", seats=1)
        await app.settle()
        assert app.loop.published.pending_fan_outs == {}
        found = entered(app)
        assert found == [("ann", "condition"), ("ann", "condition"), ("pause", "condition"), ("resume", "condition")]
    async with opened(tmp_path, Postbox(), clock) as app:
        assert app.loop.published.pending_fan_outs == {}, "what was asked is not asked again after a start"
        await app.settle()
        assert entered(app) == found
