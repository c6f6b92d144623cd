"""Somebody moves to another zone while quiet hours hold a message in the outbox: it leaves by the new ones."""

import asyncio
from pathlib import Path

import pytest

from loopline.model.effect import MarkMessage
from loopline.model.message import Deferred
from loopline.model.records import Transaction
from loopline.model.signal import EventReceived, PersonLinked, Signal
from loopline.runtime.clock import VirtualClock
from tests.runtime.parts import NOON, Postbox, event, journey, move, opened, publish, stated, status_of, until

pytestmark = pytest.mark.anyio
HOUR = 3_600_000
MIDNIGHT = NOON + 12 * HOUR
QUIET = {"from": "22:00", "to": "08:00"}


def by_trait(zone: str) -> list[Signal]:
    return [stated("ann", MIDNIGHT, timezone=zone)]


def by_event(zone: str) -> list[Signal]:
    seen = event("ann", "seen", MIDNIGHT)
    return [EventReceived(key=seen.key, id=seen.id, at=seen.at, received_at=seen.received_at, name="seen", zone=zone)]


def by_merge(zone: str) -> list[Signal]:
    """Of the other one a zone is known."""
    linked = PersonLinked(key="ann", id="link", at=MIDNIGHT, received_at=MIDNIGHT, other="anna")
    return [stated("anna", MIDNIGHT, timezone=zone), linked]


@pytest.mark.parametrize("tell", [by_trait, by_event, by_merge])
@pytest.mark.parametrize(
    ("zone", "leaves_at"),
    [
        ("Asia/Tokyo", MIDNIGHT),  # nine in the morning
        ("Africa/Cairo", MIDNIGHT + 6 * HOUR),  # two at night
        ("America/New_York", MIDNIGHT),  # seven in the evening
        ("Atlantic/Azores", MIDNIGHT + 9 * HOUR),  # an hour west
    ],
)
async def test_it_leaves_by_the_new_zones_hours(tmp_path: Path, tell: object, zone: str, leaves_at: int) -> None:
    assert callable(tell)
    clock, box = VirtualClock(NOON), Postbox(Deferred("busy", "later", retry_after_ms=11 * HOUR))
    async with opened(tmp_path, box, clock) as app:
        await publish(app, journey(quiet_hours=QUIET))
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        await until(lambda: len(box.given) == 1)
        await app.settle()
        move(app, clock, MIDNIGHT)
        await until(lambda: app.state.outbox(("pending",), MIDNIGHT + 30 * HOUR, 9)[0].reason == "quiet_hours")
        await app.accept(tell(zone))
        await app.settle()
        move(app, clock, MIDNIGHT + 1)
        if leaves_at > MIDNIGHT:
            await until(lambda: [row.due_at for row in app.state.outbox(("pending",), 2**62, 9)] == [leaves_at])
            assert len(box.given) == 1
            move(app, clock, leaves_at)
        await until(lambda: status_of(app) == "sent")
        await app.settle()
        assert [given.outgoing.attempt for given in box.given] == [1, 2]


async def test_what_another_attempt_waits_for_is_not_hurried(tmp_path: Path) -> None:
    clock, box = VirtualClock(NOON), Postbox(Deferred("busy", "later", retry_after_ms=5 * HOUR))
    async with opened(tmp_path, box, clock) as app:
        await publish(app, journey(quiet_hours=QUIET))
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        await until(lambda: len(box.given) == 1)
        await app.settle()
        await app.accept([stated("ann", NOON, timezone="Asia/Tokyo")])
        await app.settle()
        (row,) = app.state.outbox(("pending",), 2**62, 9)
        assert (row.due_at, row.reason) == (NOON + 5 * HOUR, "later")


async def test_what_is_taken_up_while_a_lane_has_it_is_sent_once(tmp_path: Path) -> None:
    """The loop may be so late that it hears of a move when the message has long been due."""
    box = Postbox()
    async with opened(tmp_path, box, VirtualClock(NOON)) as app:
        delivery, queue = app.delivery, app.delivery._backlog.bulkheads.all[0].queue
        await publish(app, journey())
        delivery._batches.is_ready = False
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        await until(lambda: len(queue) == 1)
        (row,) = app.state.outbox(("pending",), 2**62, 9)
        mark = MarkMessage(key=row.message.key, status="pending", due_at=NOON, reason="zone_changed")
        delivery.on_commit(Transaction(position=0, records=(), outbox=(), marks=(mark,), facts=(), epoch=0))
        await asyncio.sleep(0)  # as soon as it is the loop's turn
        await delivery._backlog.look()
        assert len(queue) == 1
        delivery._batches.is_ready = True
        queue.wake()
        await until(lambda: status_of(app) == "sent")
        await app.settle()
        assert len(box.given) == 1
