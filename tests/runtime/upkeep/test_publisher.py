"""Publishing: versions without gaps, nothing new for the same again, history for new conditions, pause and stop."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from loopline.app import App
from loopline.decisions.documents.read import build_document
from loopline.model.errors import Conflict, Missing, Unavailable
from loopline.model.history.times import times_in
from loopline.model.journey import Document
from loopline.model.person import Person
from loopline.model.signal import AccountJoined, JourneyState, PersonLinked, Signal
from loopline.runtime.clock import VirtualClock
from loopline.runtime.upkeep.publisher import Publisher
from tests.runtime.parts import DAY, HELLO, NOON, Postbox, event, journey, move, opened, publish, stated

pytestmark = pytest.mark.anyio


def state_of(app: App, journey: str) -> JourneyState:
    return app.loop.published.states[journey]


def subject(text: str) -> Document:
    return journey({"hello": {**HELLO, "content": {"subject": text, "text": text}}})


def named(one: str, **fields: Any) -> Document:
    return journey(id=one, entry={"on": [f"on_{one}"]}, **fields)


def counted(when: str = 'count("paywall", within="30d") >= 3', **fields: Any) -> Document:
    return journey(entry={"on": ["paywall"], "where": when, "reentry": {"policy": "once"}}, **fields)


def how_often(person: Person) -> int:
    return len(times_in((person.history or {})["paywall"]))


def entered(app: App) -> set[object]:
    app.exporter.catch_up()
    return {row[0] for row in app.facts.query("SELECT person FROM facts WHERE kind = 'entered'")}


async def test_versions_have_no_gaps(tmp_path: Path) -> None:
    async with opened(tmp_path, Postbox()) as app:
        assert [await publish(app, subject(text)) for text in ("a", "b", "c")] == [1, 2, 3]
        assert app.loop.published.live["hello"].version == 3
    async with opened(tmp_path, Postbox()) as app:
        assert app.loop.published.live["hello"].version == 3, "it is live after a restart"
        assert await publish(app, subject("d")) == 4


async def test_publishes_that_come_together_get_a_number_each(tmp_path: Path) -> None:
    async with opened(tmp_path, Postbox()) as app:
        numbers = await asyncio.gather(*(publish(app, subject(f"n{n}")) for n in range(6)))
        assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


async def test_the_same_again_keeps_its_version(tmp_path: Path) -> None:
    async with opened(tmp_path, Postbox()) as app:
        end = [await publish(app, subject("a")), await publish(app, subject("a")), app.log.end()]
        assert end == [1, 1, 1], "nothing is written either"
        assert await publish(app, subject("b")) == 2
        assert await publish(app, subject("a")) == 3, "back to an older text is a new version: history is not rewritten"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"kind": "segment", "id": "rich", "when": "mrr > 100"}, {"kind": "segment", "id": "rich", "when": "mrr > 9"}),
        ({"kind": "workspace", "zone": "Europe/Berlin"}, {"kind": "workspace", "zone": "UTC", "sender": "a@b.example"}),
    ],
)
async def test_other_documents_have_versions_too(
    tmp_path: Path, first: dict[str, object], second: dict[str, object]
) -> None:
    async with opened(tmp_path, Postbox()) as app:
        one = await publish(app, build_document(first))
        assert await publish(app, build_document(first)) == one
        assert await publish(app, build_document(second)) == one + 1


async def test_what_people_did_before_the_publish_counts(tmp_path: Path) -> None:
    """Before, during and after: three times in all, wherever the publish falls between them."""
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        past = [event("two", "paywall", NOON - 20 * DAY), event("two", "paywall", NOON - DAY)]
        past += [event("old", "paywall", NOON - 40 * DAY), event("old", "paywall", NOON - 35 * DAY)]
        past += [event("one", "paywall", NOON - DAY)]
        await app.accept(
            [stated(person, NOON - 50 * DAY, email="x@example.com", name="x") for person in ("two", "old")]
        )
        await app.accept(past)
        publishing = asyncio.create_task(publish(app, counted()))
        during = [event("one", "paywall", NOON, number=n) for n in range(1, 3)]
        for signal in during:
            await app.accept([signal])
            await asyncio.sleep(0)
        await publishing
        before = entered(app)
        assert before <= {"one"}, "nobody enters by the past alone"
        await app.accept([event("two", "paywall", NOON), event("old", "paywall", NOON), event("one", "paywall", NOON)])
        await app.settle()
        assert entered(app) == {"two", "one"}, "old ones fell out of the window; nothing is counted twice or lost"
        people = app.people.get(["one", "two", "old"])
        assert {key: how_often(person) for key, person in people.items()} == {"one": 4, "two": 3, "old": 3}


async def test_events_count_by_their_properties_also_those_before_the_publish(tmp_path: Path) -> None:
    """A big order before, one after: who spent enough twice enters; a small one, or a text, counts for nobody."""
    when = 'count("order", within="30d", where=amount > 50 and plan in ["pro", "team"]) >= 2'
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        for person in ("big", "small", "old", "odd"):
            await app.accept([stated(person, NOON - 50 * DAY, email=f"{person}@example.com", name=person)])
        await app.accept(
            [
                event("big", "order", NOON - DAY, amount=60, plan="pro"),
                event("small", "order", NOON - DAY, amount=60, plan="free"),
                event("old", "order", NOON - 31 * DAY, amount=60, plan="pro"),
                event("odd", "order", NOON - DAY, amount="60", plan="pro"),
            ]
        )
        entry = {"on": ["order"], "where": when, "reentry": {"policy": "once"}}
        await publish(app, journey({"hello": HELLO}, entry=entry))
        people = ("big", "small", "old", "odd")
        await app.accept([event(person, "order", NOON, amount=51, plan="team") for person in people])
        await app.settle()
        assert entered(app) == {"big"}
        (told,) = app.facts.query("SELECT data FROM facts WHERE kind = 'not_entered' AND person = 'small'")
        assert "amount > 50" in str(told[0]), "the reason names what was counted"
    async with opened(tmp_path, Postbox(), clock) as app:
        await app.accept([event("small", "order", NOON, number=7, amount=99.5, plan="team")])
        await app.settle()
        assert entered(app) == {"big", "small"}, "it is remembered over a restart"


async def test_amounts_add_up_also_those_before_the_publish_and_of_two_who_are_one(tmp_path: Path) -> None:
    """A segment of big spenders, by a sum over thirty days; the visitor's order counts once she is known."""
    segment = {"kind": "segment", "id": "big", "when": 'sum("order", "price.amount", within="30d") >= 100.3'}
    clock = VirtualClock(NOON)

    def order(person: str, at: int, amount: object, number: int = 0) -> Signal:
        return event(person, "order", at, number=number, price={"amount": amount})

    async with opened(tmp_path, Postbox(), clock) as app:
        for person in ("one", "two", "odd"):
            await app.accept([stated(person, NOON - 50 * DAY, email=f"{person}@example.com", name=person)])
        await app.accept([order("one", NOON - DAY, 100.1), order("one", NOON - 2 * DAY, 0.1), order("odd", NOON, "99")])
        await app.accept([order("two", NOON - 31 * DAY, 500), order("two", NOON - DAY, 60.1)])
        await publish(app, build_document(segment))
        await publish(app, journey({"hello": HELLO}, entry={"on": ["seen"], "where": 'in_segment("big")'}))
        await app.accept([event(person, "seen", NOON) for person in ("one", "two", "odd")])
        await app.settle()
        assert entered(app) == set()
        await app.accept([order("one", NOON, 0.1), order("~v", NOON, 40.2)])
        await app.accept([PersonLinked(key="two", id="link", at=NOON, received_at=NOON, other="~v")])
        await app.settle()
    async with opened(tmp_path, Postbox(), clock) as app:
        await app.accept([event(person, "seen", NOON, number=2) for person in ("one", "two", "odd")])
        await app.settle()
        assert entered(app) == {"one", "two"}


async def test_values_are_told_apart_also_those_before_the_publish_and_of_two_who_are_one(
    tmp_path: Path,
) -> None:
    """Three different things since the last visit to the shop; the visitor's thing counts once she is known."""
    when = 'distinct("viewed", "item.sku", since=shopped_at) >= 3'
    clock = VirtualClock(NOON)

    def viewed(person: str, at: int, sku: object, number: int = 0) -> Signal:
        return event(person, "viewed", at, number=number, item={"sku": sku})

    async with opened(tmp_path, Postbox(), clock) as app:
        for person in ("one", "two", "odd"):
            traits = {"email": f"{person}@example.com", "name": person, "shopped_at": NOON - 9 * DAY}
            await app.accept([stated(person, NOON - 50 * DAY, **traits)])
        await app.accept(
            [viewed("one", NOON - DAY, "a"), viewed("one", NOON - 2 * DAY, "b"), viewed("odd", NOON, ["a"])]
        )
        await app.accept(
            [viewed("two", NOON - 10 * DAY, "a"), viewed("two", NOON - DAY, "b"), viewed("odd", NOON - 1, 1)]
        )
        await publish(app, build_document({"kind": "segment", "id": "browsing", "when": when}))
        await publish(app, journey({"hello": HELLO}, entry={"on": ["seen"], "where": 'in_segment("browsing")'}))
        await app.accept([viewed("one", NOON, "a", 1), viewed("two", NOON, 7), viewed("odd", NOON, 1.0, 1)])
        await app.accept([event(person, "seen", NOON) for person in ("one", "two", "odd")])
        await app.settle()
        assert entered(app) == set()
        await app.accept([viewed("one", NOON, "c", 2), viewed("~v", NOON - 1, "z"), viewed("~v", NOON, 7, 3)])
        await app.accept([PersonLinked(key="two", id="link", at=NOON, received_at=NOON, other="~v")])
        await app.settle()
    async with opened(tmp_path, Postbox(), clock) as app:
        await app.accept([event(person, "seen", NOON, number=2) for person in ("one", "two", "odd")])
        await app.settle()
        assert entered(app) == {"one", "two"}


async def test_history_is_remembered_over_a_restart_and_backfilled_once(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await app.accept([event("ann", "paywall", NOON - DAY, number=n) for n in range(2)])
        await publish(app, counted())
    async with opened(tmp_path, Postbox(), clock) as app:
        await publish(app, counted('count("paywall", within="60d") >= 3'))
        assert how_often(app.people.get(["ann"])["ann"]) == 2
        await app.accept([event("ann", "paywall", NOON)])
        await app.settle()
        assert entered(app) == {"ann"}


async def test_a_segment_s_condition_brings_its_history_too(tmp_path: Path) -> None:
    async with opened(tmp_path, Postbox(), VirtualClock(NOON)) as app:
        await app.accept([event("ann", "login", NOON - DAY, number=n) for n in range(3)])
        await publish(
            app, build_document({"kind": "segment", "id": "keen", "when": 'count("login", within="7d") >= 3'})
        )
        await publish(app, journey(entry={"on": ["signed_up"], "where": 'in_segment("keen")'}))
        await app.accept([event("ann", "signed_up", NOON), event("bob", "signed_up", NOON)])
        await app.settle()
        assert entered(app) == {"ann"}


async def test_many_documents_go_live_with_one_wait(tmp_path: Path) -> None:
    """A thousand one by one would take a thousand durable writes and waits."""
    async with opened(tmp_path, Postbox(), VirtualClock(NOON)) as app:
        await app.accept([event("ann", "paywall", NOON - DAY, number=n) for n in range(3)])
        await publish(app, named("j0"))
        accepted, faults = list[int](), list[BaseException]()

        async def accept(signals: Sequence[Signal]) -> int:
            accepted.append(len(signals))
            return await app.accept(signals)

        publisher = Publisher(
            accept,
            lambda: app.loop.published,
            app.level,
            app.exporter.catch_up,
            app.facts,
            app.clock,
            app.state,
            faults.append,
        )
        keen = build_document({"kind": "segment", "id": "keen", "when": 'count("paywall", within="7d") >= 3'})
        documents = [keen, *(named(f"j{number}") for number in range(40)), named("j1", name="again")]
        versions = await publisher.publish_all(documents, reason="all")
        assert versions == [1, *[1] * 40, 2], "what is live already keeps its version; the same name twice is two"
        assert accepted == [1, 1, 41], "observe, tell the past, publish"
        assert set(app.loop.published.live) == {f"j{number}" for number in range(40)}
        assert app.loop.published.live["j1"].version == 2
        assert how_often(app.people.get(["ann"])["ann"]) == 3
        assert await publisher.publish_all([keen, named("j0"), documents[-1]], reason="all") == [1, 1, 2]
        assert (len(accepted), faults) == (3, []), "nothing is written for what is there"


class TestStates:
    async def test_a_pause_holds_the_door_and_the_timers_and_resume_goes_on(self, tmp_path: Path) -> None:
        clock, box = VirtualClock(NOON), Postbox()
        nodes = {"rest": {"kind": "wait", "for": "1d", "then": "hello"}, "hello": HELLO}
        async with opened(tmp_path, box, clock) as app:
            await publish(app, journey(nodes))
            await app.accept([stated("ann", NOON, email="a@example.com", name="Ann"), event("ann", "signed_up", NOON)])
            await app.level()
            assert await app.studio.documents.change_state("hello", "pause") == "paused"
            await app.accept([event("bob", "signed_up", NOON)])
            move(app, clock, NOON + 2 * DAY)
            await app.settle()
            assert (entered(app), box.given) == ({"ann"}, [])
            assert await app.studio.documents.change_state("hello", "resume") == "live"
            move(app, clock, NOON + 2 * DAY + 120_000)
            await app.settle()
            assert box.subjects() == ["Hello Ann"]
            await app.accept([event("bob", "signed_up", clock.now(), number=2)])
            await app.settle()
            assert entered(app) == {"ann", "bob"}

    async def test_a_stop_lets_everybody_leave(self, tmp_path: Path) -> None:
        clock, box = VirtualClock(NOON), Postbox()
        nodes = {"rest": {"kind": "wait", "for": "1d", "then": "hello"}, "hello": HELLO}
        async with opened(tmp_path, box, clock) as app:
            await publish(app, journey(nodes))
            await app.accept([stated("ann", NOON, email="a@example.com", name="Ann"), event("ann", "signed_up", NOON)])
            await app.level()
            await app.studio.documents.change_state("hello", "stop")
            move(app, clock, NOON + 2 * DAY)
            await app.settle()
            assert box.given == []
            assert app.facts.query("SELECT reason FROM facts WHERE kind = 'exited'") == [("journey_stopped",)]
            with pytest.raises(Conflict, match="publishing"):
                await app.studio.documents.change_state("hello", "resume")
            assert await publish(app, journey(nodes)) == 2, "publishing it again is how it begins again"
            assert app.loop.published.states["hello"] == "live"

    async def test_what_is_not_there_cannot_be_paused(self, tmp_path: Path) -> None:
        async with opened(tmp_path, Postbox()) as app:
            with pytest.raises(Missing, match="nope"):
                await app.studio.documents.change_state("nope", "pause")

    async def test_a_state_outlives_a_restart(self, tmp_path: Path) -> None:
        async with opened(tmp_path, Postbox()) as app:
            await publish(app, journey())
            await app.studio.documents.change_state("hello", "pause", "ann@example.com")
        async with opened(tmp_path, Postbox()) as app:
            assert state_of(app, "hello") == "paused"
            assert await publish(app, journey()) == 1, "the same again is no new version"
            assert await publish(app, subject("new")) == 2
            assert state_of(app, "hello") == "paused", "publishing does not open the door of a paused journey"
            await app.studio.documents.change_state("hello", "resume")
            assert state_of(app, "hello") == "live"


async def test_a_publish_that_was_cut_short_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People began to remember, then the telling of their past failed: it must not be missing for ever."""
    async with opened(tmp_path, Postbox(), VirtualClock(NOON)) as app:
        await app.accept([event("ann", "paywall", NOON - DAY, number=n) for n in range(2)])
        with monkeypatch.context() as cut:
            cut.setattr(Publisher, "_past", _refuse)
            with pytest.raises(Unavailable):
                await publish(app, counted())
        await app.accept([event("ann", "paywall", NOON)])
        await publish(app, counted())
        await app.settle()
        assert how_often(app.people.get(["ann"])["ann"]) == 3


def _refuse(*_: object) -> None:
    raise Unavailable("queue_full", "planted")


async def test_moves_that_were_cut_short_are_completed_by_the_next(tmp_path: Path) -> None:
    def rest(then: str) -> Document:
        return journey({"rest": {"kind": "wait", "for": "5d", "then": then}, then: HELLO})

    async with opened(tmp_path, Postbox(), VirtualClock(NOON)) as app:
        await publish(app, rest("hello"))
        await app.accept([stated("ann", NOON, email="ann@example.com"), event("ann", "signed_up", NOON)])
        await app.settle()
        await publish(app, rest("other"))
        publisher = app._publisher()
        await publisher.publish(rest("other"), reason="again", moves={})
        assert app.people.get(["ann"])["ann"].enrollments[0].version == 2


async def test_a_publish_ends_though_signals_never_cease(tmp_path: Path) -> None:
    async with opened(tmp_path, Postbox()) as app:

        async def pour() -> None:
            number = 0
            while True:
                number += 1
                await app.accept([event(f"p{n}", "paywall", NOON, number=number) for n in range(100)])

        pouring = [asyncio.create_task(pour()) for _ in range(2)]
        try:
            assert await asyncio.wait_for(publish(app, counted()), 60) == 1
        finally:
            for task in pouring:
                task.cancel()
            await asyncio.gather(*pouring, return_exceptions=True)


async def test_what_members_did_before_the_publish_counts_for_their_account(tmp_path: Path) -> None:
    """Two members and three orders, one of them too small: all members of the account know what these come to."""
    when = 'account.sum("order", "amount", within="30d", where=amount > 5) >= 60 and account.count("login") == 0'
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        for person, account in (("ann", "@acme"), ("bob", "@acme"), ("eve", "@other")):
            await app.accept([stated(person, NOON - 50 * DAY, email=f"{person}@example.com", name=person)])
            await app.accept([joined(person, account, NOON - 49 * DAY)])
        await app.accept(
            [
                event("ann", "order", NOON - DAY, amount=30),
                event("bob", "order", NOON - DAY, amount=30),
                event("bob", "order", NOON - DAY, number=2, amount=5),
                event("eve", "order", NOON - DAY, amount=59),
            ]
        )
        await publish(app, journey({"hello": HELLO}, entry={"on": [], "triggers": [{"when": when}]}))
        assert entered(app) == {"ann", "bob"}, "bob enters by what ann did too; no order of another account counts"
        await app.accept([event("eve", "order", NOON, number=3, amount=6)])
        await app.settle()
        assert entered(app) == {"ann", "bob", "eve"}
    async with opened(tmp_path, Postbox(), clock) as app:
        await publish(app, journey({"hello": HELLO}, id="later", entry={"on": ["ping"], "where": f"not ({when})"}))
        await app.accept([event("ann", "login", NOON, number=4), event("bob", "ping", NOON, number=5)])
        await app.settle()
        app.exporter.catch_up()
        rows = app.facts.query("SELECT person FROM facts WHERE kind = 'entered' AND journey = 'later'")
        assert [row[0] for row in rows] == ["bob"], "the login of a colleague counts, over a restart"


def joined(person: str, account: str, at: int) -> Signal:
    return AccountJoined(key=person, id=f"{person}/{account}", at=at, received_at=at, account=account, traits={})
