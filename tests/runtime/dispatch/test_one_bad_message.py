"""One message that cannot be read, gated, rendered or written down costs itself alone: the others are sent."""

import asyncio
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from loopline.app import App
from loopline.model.effect import SendMessage
from loopline.model.errors import Unavailable
from loopline.model.message import Deferred
from loopline.model.records import Transaction
from loopline.model.signal import AttemptAnswered, AttemptsStarted, Signal
from loopline.pipeline.isolate import AGAIN_MS
from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings
from tests.runtime.parts import DAY, NOON, Postbox, event, journey, move, opened, publish, stated, statuses, until
from tests.studio.quarantine.damaged import damage_record, rows

pytestmark = pytest.mark.anyio
PEOPLE = [f"p{number}" for number in range(10)]
HOUR = 3_600_000
AWAY = Deferred("away", "the mail server is away", HOUR)


async def ten_that_wait(folder: Path, clock: VirtualClock) -> list[str]:
    """Ten messages that a mail server did not take; the keys, in the order of the people."""
    async with opened(folder, Postbox(*[AWAY] * 10), clock) as app:
        await publish(app, journey())
        for person in PEOPLE:
            address = {"email": f"{person}@example.com", "name": person}
            await app.accept([stated(person, NOON, **address), event(person, "signed_up", NOON)])
        await until(lambda: rows_pending(folder) == 10)
        found = rows(folder / "state.db", "SELECT key FROM outbox ORDER BY person")
        return [str(key) for (key,) in found]


def rows_pending(folder: Path) -> int:
    """Messages that were tried once and wait for the next attempt."""
    ((count,),) = rows(folder / "state.db", "SELECT count(*) FROM outbox WHERE status = 'pending' AND attempt = 1")
    return int(count)


def with_context(folder: Path, key: str, context: bytes) -> None:
    """A message whose row can be read, and whose context cannot."""
    ((payload,),) = rows(folder / "state.db", "SELECT payload FROM outbox WHERE key = ?", key)
    message = msgspec.structs.replace(msgspec.msgpack.decode(payload, type=SendMessage), context=context)
    rows(folder / "state.db", "UPDATE outbox SET payload = ? WHERE key = ?", msgspec.msgpack.encode(message), key)


def tried(app: App, key: str, attempt: int) -> bool:
    """Whether this message was tried so often."""
    return app.state.messages([key])[key].attempt == attempt


def said_of(signals: Sequence[Signal]) -> list[str]:
    return [key for one in signals if isinstance(one, AttemptsStarted) for key, _ in one.attempts]


def sent_to(box: Postbox) -> list[str]:
    return sorted(dispatch.outgoing.person for dispatch in box.given)


@pytest.mark.parametrize("damage", [b"\xc1", b"\x90", "text", 5])
async def test_a_row_that_cannot_be_read_is_set_aside_and_put_back(tmp_path: Path, damage: object) -> None:
    clock = VirtualClock(NOON)
    keys = await ten_that_wait(tmp_path, clock)
    ((payload,),) = rows(tmp_path / "state.db", "SELECT payload FROM outbox WHERE key = ?", keys[3])
    rows(tmp_path / "state.db", "UPDATE outbox SET payload = ? WHERE key = ?", damage, keys[3])
    clock.move_to(NOON + DAY)
    box = Postbox()
    async with opened(tmp_path, box, clock) as app:
        await until(lambda: len(box.given) == 9)
        assert sent_to(box) == [person for person in PEOPLE if person != "p3"]
        assert app.health()["set_aside"] == {"message": 1}
        (item,) = app.studio.quarantine.listing(10).items
        assert (item.kind, item.name, item.person) == ("message", keys[3], "p3")
        rows(tmp_path / "state.db", "UPDATE outbox SET payload = ? WHERE key = ?", payload, keys[3])
        assert (await app.studio.quarantine.act(item.id, "retry")).state == "done"
        await until(lambda: len(box.given) == 10)
        assert app.health()["set_aside"] == {}


async def test_more_bad_rows_than_one_look_takes_hide_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loopline.runtime.dispatch.backlog.REFILL_AT_ONCE", 3)
    clock = VirtualClock(NOON)
    keys = await ten_that_wait(tmp_path, clock)
    for key in keys[:7]:
        rows(tmp_path / "state.db", "UPDATE outbox SET payload = x'c1', due_at = 5 WHERE key = ?", key)
    clock.move_to(NOON + DAY)
    box = Postbox()
    async with opened(tmp_path, box, clock) as app:
        await until(lambda: len(box.given) == 3)
        assert app.health()["set_aside"] == {"message": 7}


async def test_a_bad_row_that_was_being_sent_does_not_stop_the_start(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    keys = await ten_that_wait(tmp_path, clock)
    ((payload,),) = rows(tmp_path / "state.db", "SELECT payload FROM outbox WHERE key = ?", keys[0])
    rows(tmp_path / "state.db", "UPDATE outbox SET status = 'sending', payload = x'c1' WHERE key = ?", keys[0])
    rows(tmp_path / "state.db", "UPDATE outbox SET status = 'sending' WHERE key = ?", keys[1])
    clock.move_to(NOON + DAY)
    box = Postbox()
    async with opened(tmp_path, box, clock) as app:
        await until(lambda: len(box.given) == 8)
        await until(lambda: app.state.messages([keys[1]])[keys[1]].status == "unknown")
        (item,) = app.studio.quarantine.listing(10).items
        rows(tmp_path / "state.db", "UPDATE outbox SET payload = ? WHERE key = ?", payload, keys[0])
        await app.studio.quarantine.act(item.id, "retry")
        assert app.state.messages([keys[0]])[keys[0]].status == "unknown"  # nobody has watched over it since


async def test_a_dropped_message_is_refused_and_whoever_waits_goes_on(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    keys = await ten_that_wait(tmp_path, clock)
    rows(tmp_path / "state.db", "UPDATE outbox SET payload = x'c1' WHERE key = ?", keys[0])
    clock.move_to(NOON + DAY)
    async with opened(tmp_path, Postbox(), clock) as app:
        await until(lambda: app.health()["set_aside"] == {"message": 1})
        (item,) = app.studio.quarantine.listing(10).items
        await app.studio.quarantine.act(item.id, "drop")
        ((status, reason),) = rows(tmp_path / "state.db", "SELECT status, reason FROM outbox WHERE key = ?", keys[0])
        assert (status, reason) == ("refused", "message_dropped")


async def test_a_message_that_cannot_be_rendered_is_tried_a_few_times_and_then_refused(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    keys = await ten_that_wait(tmp_path, clock)
    with_context(tmp_path, keys[5], b"{broken")
    clock.move_to(NOON + DAY)
    box = Postbox()
    async with opened(tmp_path, box, clock) as app:
        await until(lambda: len(box.given) == 9)
        await until(lambda: app.state.messages([keys[5]])[keys[5]].attempt == 2)
        row = app.state.messages([keys[5]])[keys[5]]
        assert (row.status, row.due_at) == ("pending", clock.now() + AGAIN_MS[1])
        for attempt in range(3, len(AGAIN_MS) + 2):
            move(app, clock, row.due_at)
            await until(partial(tried, app, keys[5], attempt))
            row = app.state.messages([keys[5]])[keys[5]]
        assert row.status == "refused"
        app.exporter.catch_up()
        tries = app.facts.query(
            "SELECT name FROM facts WHERE kind = 'attempt' AND person = 'p5' ORDER BY position, seq"
        )
        assert tries == [*[("retry",)] * len(AGAIN_MS), ("refused",)]
        assert app.health()["status"] == "ok"
    assert sent_to(box) == [person for person in PEOPLE if person != "p5"]


async def test_what_was_sent_alone_is_not_sent_again_when_a_neighbour_meets_weather(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log knows that they were sent, and the store does not yet: a look must not find them anew.

    Nor may it find the neighbour, which was taken back, before the store knows of that.
    """
    clock = VirtualClock(NOON)
    keys = await ten_that_wait(tmp_path, clock)
    first, *_, last = sorted(keys)
    with_context(tmp_path, first, b"{broken")
    box, decides, looks, refused = Postbox(), threading.Event(), list[int](), list[Signal]()
    async with opened(tmp_path, box, clock) as app:
        await app.settle()
        commit, look, accept = app.state.commit, app.state.outbox, app.delivery._accept

        def waits(transaction: Transaction) -> None:
            assert decides.wait(60)
            commit(transaction)

        def counts(*of: Any) -> Any:
            looks.append(len(box.given))
            return look(*of)

        async def refuses_once(signals: Sequence[Signal]) -> int:
            if not refused and said_of(signals) == [last]:
                refused.extend(signals)
                raise Unavailable("queue_full", "later")
            return await accept(signals)

        monkeypatch.setattr(app.state, "commit", waits)
        monkeypatch.setattr(app.state, "outbox", counts)
        monkeypatch.setattr(app.delivery, "_accept", refuses_once)
        clock.move_to(NOON + DAY)
        await until(lambda: looks.count(8) > 2)
        decides.set()
        await app.settle()
    assert refused
    assert len(box.given) == 9 and len(set(sent_to(box))) == 9


async def test_an_answer_that_the_log_never_takes_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its message is called unknown by the next start; until then it is not sent again."""
    monkeypatch.setattr("loopline.runtime.supervise.PAUSE_SECONDS_MAX", 0.01)
    box, clock = Postbox(), VirtualClock(NOON)
    async with opened(tmp_path, box, clock) as app:
        accept = app.delivery._accept

        async def cannot(signals: Sequence[Signal]) -> int:
            if any(isinstance(one, AttemptAnswered) and one.key == "p1" for one in signals):
                raise ZeroDivisionError
            return await accept(signals)

        monkeypatch.setattr(app.delivery, "_accept", cannot)
        await publish(app, journey())
        for person in PEOPLE:
            address = {"email": f"{person}@example.com", "name": person}
            await app.accept([stated(person, NOON, **address), event(person, "signed_up", NOON)])
        await until(lambda: sorted(statuses(app).values()) == ["sending", *["sent"] * 9])
        assert app.health()["status"] == "ok"
    async with opened(tmp_path, box, clock) as app:
        await until(lambda: sorted(statuses(app).values()) == [*["sent"] * 9, "unknown"])
    assert sent_to(box) == PEOPLE


async def test_a_message_of_a_person_set_aside_waits(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    await ten_that_wait(tmp_path, clock)
    damage_record(tmp_path, "p4")
    clock.move_to(NOON + DAY)
    box = Postbox()
    async with opened(tmp_path, box, clock) as app:
        await until(lambda: len(box.given) == 9)
        await until(lambda: app.health()["set_aside"] == {"record": 1})
        (item,) = app.studio.quarantine.listing(10).items
        assert (item.name, item.skipped) == ("p4", 0)
        ((status, due_at),) = rows(tmp_path / "state.db", "SELECT status, due_at FROM outbox WHERE person = 'p4'")
        assert (status, due_at) == ("pending", clock.now() + HOUR)
    assert sent_to(box) == [person for person in PEOPLE if person != "p4"]


async def test_what_a_copy_costs_leaves_nothing_unsettled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    box = Postbox()
    app = App(tmp_path, Settings(), VirtualClock(NOON), {"email": box})
    monkeypatch.setattr(app.delivery._batches, "_on_sent", stumble)
    await app.start()
    try:
        await publish(app, journey())
        await app.accept([stated("p0", NOON, email="p0@example.com", name="P"), event("p0", "signed_up", NOON)])
        await until(lambda: list(statuses(app).values()) == ["sent"])
    finally:
        await asyncio.wait_for(app.stop(), 30)
