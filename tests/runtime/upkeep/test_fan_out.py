"""Fan-out: a stop or a resume reaches all people inside; no polling, and no crash leaves one out."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from loopline.app import App
from loopline.decisions.documents.read import build_document
from loopline.model.duration import HOUR
from loopline.model.errors import Unavailable
from loopline.model.journey import Document
from loopline.model.message import Deferred
from loopline.model.signal import JourneyStateReached, Signal
from loopline.runtime.clock import VirtualClock
from loopline.runtime.upkeep import fan_out as telling
from loopline.runtime.upkeep import publisher as publishing
from loopline.runtime.upkeep.publisher import Publisher
from tests.runtime.parts import (
    DAY,
    HELLO,
    NOON,
    Postbox,
    event,
    journey,
    move,
    opened,
    publish,
    stated,
    statuses,
    until,
)

pytestmark = pytest.mark.anyio
PEOPLE = [f"p{number}" for number in range(7)]
REST = {"rest": {"kind": "wait", "for": "5d", "then": "hello"}, "hello": HELLO}


@pytest.fixture(autouse=True)
def _all_are_told_before_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: an answer that comes earlier is a promise to very large workspaces only."""
    monkeypatch.setattr(publishing, "ANSWER_SECONDS", 600.0)


def other() -> Document:
    return journey({**REST, "more": {"kind": "wait", "for": "1d"}})


async def enter(app: App, people: Sequence[str] = PEOPLE) -> None:
    at = app.clock.now()
    for person in people:
        await app.accept([stated(person, at, email=f"{person}@example.com", name=person)])
        await app.accept([event(person, "signed_up", at)])
    await app.settle()


def left(app: App) -> list[tuple[object, ...]]:
    app.exporter.catch_up()
    return app.facts.query("SELECT person, reason FROM facts WHERE kind = 'exited' ORDER BY person, reason")


def told(app: App) -> list[list[str]]:
    """The people reached, batch by batch."""
    batches = [
        [s.key for s in entry.signals if isinstance(s, JourneyStateReached)] for entry in app.log.read(0, 10_000)
    ]
    return [batch for batch in batches if batch]


async def test_quiet_hours_that_are_lifted_let_go_what_they_held_at_both_gates(tmp_path: Path) -> None:
    clock, box = VirtualClock(NOON), Postbox(Deferred("busy", "later", retry_after_ms=11 * HOUR))
    quiet = build_document({"kind": "workspace", "quiet_hours": {"from": "22:00", "to": "08:00"}})
    async with opened(tmp_path, box, clock) as app:
        await publish(app, quiet)
        await publish(app, journey())
        await enter(app, ["early"])
        await until(lambda: len(box.given) == 1)
        await app.settle()
        box.given.clear()
        move(app, clock, NOON + 12 * HOUR)
        await enter(app, ["late"])
        await until(lambda: app.state.outbox(("pending",), NOON + 30 * HOUR, 9)[0].reason == "quiet_hours")
        assert box.given == [], "one was decided before and is held at the send, one is held at the decision"
        await publish(app, build_document({"kind": "workspace"}))
        await until(lambda: len(box.given) == 2)
        assert sorted(box.subjects()) == ["Hello early", "Hello late"]
        await app.settle()
        assert app.loop.published.pending_fan_outs == {}
    async with opened(tmp_path, box, clock) as app:
        assert app.loop.published.pending_fan_outs == {}, "it is known after a restart that all were reached"


async def test_new_rules_whose_fan_out_a_crash_cut_short_are_fanned_out_after_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, box = VirtualClock(NOON + 11 * HOUR), Postbox()
    quiet = build_document({"kind": "workspace", "quiet_hours": {"from": "22:00", "to": "08:00"}})
    async with opened(tmp_path, box, clock) as app:
        await publish(app, quiet)
        await publish(app, journey())
        await enter(app, ["ann"])
        monkeypatch.setattr(Publisher, "_fan_out_to_all", nothing)
        await publish(app, build_document({"kind": "workspace"}))
        assert (box.given, set(app.loop.published.pending_fan_outs)) == ([], {""})
    async with opened(tmp_path, box, clock) as app:
        await app.sweeper.page()
        await until(lambda: box.subjects() == ["Hello ann"])


async def test_an_exit_rule_of_the_workspace_that_is_published_ends_at_once_whom_it_is_true_of(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await publish(app, journey(REST))
        await enter(app)
        await app.accept([stated("p3", NOON + 1, closed=True)])
        closed = {"when": "closed == true", "reason": "account_closed"}
        quiet = {"when": 'days_since(last("signed_up")) >= 2', "reason": "gone_quiet"}
        await publish(app, build_document({"kind": "workspace", "exits": [closed, quiet]}))
        assert left(app) == [("p3", "account_closed")]
        assert app.loop.published.pending_fan_outs == {} and app.state.next_wake_at() == NOON + 2 * DAY
        move(app, clock, NOON + 2 * DAY)
        await app.settle()
        others = [(person, "gone_quiet") for person in PEOPLE if person != "p3"]
        assert left(app) == sorted([("p3", "account_closed"), *others]), "their past was filled in at the publish"


async def nothing(_publisher: Publisher) -> None:
    """The process was gone before it came to this."""


STOPPED = [(person, "journey_stopped") for person in PEOPLE]


async def test_a_stop_tells_everybody_at_once_and_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "PAGE", 3)
    async with opened(tmp_path, Postbox(), VirtualClock(NOON)) as app:
        await publish(app, journey(REST))
        await enter(app)
        await app.accept([stated("outside", NOON, name="Out")])
        await app.studio.documents.change_state("hello", "stop")
        assert left(app) == STOPPED, "nobody had to be touched by anything else"
        assert sorted(key for batch in told(app) for key in batch) == PEOPLE and max(map(len, told(app))) <= 3
        assert app.loop.published.pending_fan_outs == {} and app.state.next_wake_at() is None


async def test_people_whom_a_stop_reached_do_not_go_on_when_the_journey_is_published_again(tmp_path: Path) -> None:
    clock, box = VirtualClock(NOON), Postbox()
    async with opened(tmp_path, box, clock) as app:
        await publish(app, journey(REST))
        await enter(app)
        await app.studio.documents.change_state("hello", "stop")
        await publish(app, other())
        await enter(app, ["new"])
        move(app, clock, NOON + 6 * DAY)
        await app.settle()
        assert (left(app), box.subjects()) == ([("new", "completed"), *STOPPED], ["Hello new"])


class CutShort:
    """Takes the first batches of a telling, and no more."""

    def __init__(self, app: App, batches: int) -> None:
        self._accept, self._left = app.accept, batches

    async def accept(self, signals: Sequence[Signal]) -> int:
        """The log's answer, or that its queue is full."""
        if isinstance(signals[0], JourneyStateReached):
            self._left -= 1
            if self._left < 0:
                raise Unavailable("queue_full", "planted")
        return await self._accept(signals)


def publisher(app: App, cut: CutShort, faults: list[BaseException]) -> Publisher:
    return Publisher(
        cut.accept,
        lambda: app.loop.published,
        app.level,
        app.exporter.catch_up,
        app.facts,
        app.clock,
        app.state,
        faults.append,
    )


@pytest.mark.parametrize("again", [False, True], ids=["stopped", "stopped and published again"])
async def test_a_stop_that_a_crash_cut_short_is_completed_after_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    monkeypatch.setattr(telling, "PAGE", 2)
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await publish(app, journey(REST))
        await enter(app)
        faults: list[BaseException] = []
        assert await publisher(app, CutShort(app, 1), faults).change_state("hello", "stop") == "stopped"
        assert [str(fault) for fault in faults] == ["planted [queue_full]"], (
            "that not everybody was told is not kept quiet"
        )
        assert 0 < len(left(app)) < len(PEOPLE), "the telling was cut in the middle"
        if again:
            await publish(app, other())
    async with opened(tmp_path, Postbox(), clock) as app:
        assert app.loop.published.pending_fan_outs
        await app.sweeper.page()
        await app.settle()
        assert left(app) == STOPPED
        assert (app.loop.published.pending_fan_outs, app.sweeper.found) == ({}, ())
        written = app.log.end()
        await app.sweeper.page()
        assert app.log.end() == written, "what was told is not told again"


async def test_a_pause_costs_nothing_and_its_end_is_heard_by_everybody_who_was_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PAGE", 3)
    clock, box = VirtualClock(NOON), Postbox()
    async with opened(tmp_path, box, clock) as app:
        await publish(app, journey(REST))
        await enter(app)
        await app.studio.documents.change_state("hello", "pause")
        move(app, clock, NOON + 6 * DAY)
        await app.settle()
        written = app.log.end()
        assert app.state.next_wake_at() is None, "whoever is held has no wake-up"
        for days in range(7, 40):
            move(app, clock, NOON + days * DAY)
            await app.settle()
        assert (app.log.end(), box.given) == (written, [])
        await app.sweeper.page()
        assert app.sweeper.found == (), "who is held is not stranded"
        await app.studio.documents.change_state("hello", "resume")
        await app.settle()
        assert sorted(box.subjects()) == [f"Hello {person}" for person in PEOPLE], "the time of the pause has counted"
        assert left(app) == [(person, "completed") for person in PEOPLE]
        assert max(map(len, told(app))) <= 3


async def test_a_resume_that_was_cut_short_is_completed_after_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "PAGE", 2)
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await publish(app, journey(REST))
        await enter(app)
        await app.studio.documents.change_state("hello", "pause")
        move(app, clock, NOON + 6 * DAY)
        await app.settle()
        await publisher(app, CutShort(app, 1), []).change_state("hello", "resume")
        assert 0 < len(left(app)) < len(PEOPLE)
    async with opened(tmp_path, box := Postbox(), clock) as app:
        await app.sweeper.page()
        await app.settle()
        assert left(app) == [(person, "completed") for person in PEOPLE]
        assert len(box.given) <= len(PEOPLE) and set(statuses(app).values()) == {"sent"}


@pytest.mark.parametrize(("verb", "status"), [("resume", "sent"), ("stop", "refused")])
async def test_what_a_pause_finds_in_the_outbox_rests_there_until_it_is_over(
    tmp_path: Path, verb: str, status: str
) -> None:
    clock, box = VirtualClock(NOON), Postbox()
    async with opened(tmp_path, box, clock) as app:
        await publish(app, journey())
        app.delivery._batches.is_ready = False  # as while a provider keeps every lane busy
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        await app.level()
        await app.studio.documents.change_state("hello", "pause")
    async with opened(tmp_path, box, clock) as app:
        await app.settle()
        written = app.log.end()
        move(app, clock, NOON + DAY)
        await app.settle()
        assert (app.log.end(), list(statuses(app).values()), box.given) == (written, ["pending"], [])
        await app.studio.documents.change_state("hello", verb)
        await app.settle()
        assert list(statuses(app).values()) == [status]
        assert len(box.given) == (status == "sent")
