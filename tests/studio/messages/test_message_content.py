"""What a message read: as it really left, for as long as a copy is kept, and honest when it is rendered again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from loopline.app import App
from loopline.model.errors import Unavailable
from loopline.model.message import Refused
from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings
from loopline.studio.messages.schemas import MessageDetail
from tests.runtime.parts import DAY, NOON, Postbox, event, journey, opened, publish, stated, status_of, until

MAIL: dict[str, Any] = {
    "kind": "message",
    "channel": "email",
    "content": {
        "subject": "Hello {{name}}",
        "html": '<p>Hello {{name}}</p><a href="https://shop.test/">Go</a><a href="{{unsubscribe_url}}">Leave</a>',
        "text": "Hello {{name}}",
    },
}


@asynccontextmanager
async def house(folder: Path, post: Postbox, clock: VirtualClock, days: int = 30) -> AsyncIterator[App]:
    async with opened(folder, post, clock, Settings(sent_copies_days=days)) as app:
        yield app


async def mailed(app: App) -> str:
    """Ann has her mail; its key."""
    await publish(app, journey({"hello": MAIL}))
    await app.accept([stated("ann", NOON, name="Ann", email="ann@example.test"), event("ann", "signed_up", NOON)])
    await app.settle()
    return app.studio.messages.listing("ann", "", "", None, 10).messages[0].key


def shown(app: App, key: str) -> MessageDetail:
    return app.studio.messages.detail(key)


def test_a_mail_is_shown_as_it_left_also_after_a_restart(tmp_path: Path) -> None:
    async def live() -> None:
        post, clock = Postbox(), VirtualClock(NOON)
        async with house(tmp_path, post, clock) as app:
            key = await mailed(app)
            first = shown(app, key).rendered
        async with house(tmp_path, post, clock) as app:
            # Were it rendered again, it would read what the outbox holds now.
            with app.state._database.write() as connection:
                connection.exec_driver_sql("UPDATE outbox SET payload = CAST(replace(payload, 'Ann', 'Eve') AS BLOB)")
            second = shown(app, key).rendered
            assert app.studio.messages.listing("ann", "", "", None, 10).messages[0].subject == "Hello Ann"
        for told in (first, second):
            assert (told.subject, told.again, told.note) == ("Hello Ann", False, "")
            assert told.html == ('<p>Hello Ann</p><a href="https://shop.test/">Go</a><a href="#unsubscribe">Leave</a>')
            assert "/l/" not in str(told) and "/l/" in post.given[0].rendered.html

    asyncio.run(live())


def test_when_the_time_of_the_copy_is_over_it_says_so(tmp_path: Path) -> None:
    async def live() -> None:
        clock = VirtualClock(NOON)
        async with house(tmp_path, Postbox(), clock, days=2) as app:
            key = await mailed(app)
        clock.move_to(NOON + 3 * DAY)
        async with house(tmp_path, Postbox(), clock, days=2) as app:
            await until(lambda: not packs(app))
            told = shown(app, key).rendered
            assert told.again and told.subject == "Hello Ann"
            assert told.note.startswith("Copies of what was sent are kept for 2 days, and this one's time is over.")

    asyncio.run(live())


def test_a_copy_that_is_not_there_before_its_time_is_missed_in_words(tmp_path: Path) -> None:
    async def live() -> None:
        clock = VirtualClock(NOON)
        async with house(tmp_path, Postbox(), clock) as app:
            key = await mailed(app)
            app.sent_archive.stop()
            with app.studio_store.sent._database.write() as connection:
                connection.exec_driver_sql("DELETE FROM sent")
            assert "had to make room" in shown(app, key).rendered.note
        async with house(tmp_path, Postbox(), clock, days=0) as app:
            assert "LOOPLINE_SENT_COPIES_DAYS is 0" in shown(app, key).rendered.note

    asyncio.run(live())


def test_what_was_not_sent_is_no_copy(tmp_path: Path) -> None:
    async def live() -> None:
        async with house(tmp_path, Postbox(Refused("c", "no", permanent=True)), VirtualClock(NOON)) as app:
            key = await mailed(app)
            assert status_of(app) == "failed"
            told = shown(app, key).rendered
            assert told.again and told.note.startswith("Nothing has left.") and told.subject == "Hello Ann"

    asyncio.run(live())


def test_a_desk_that_cannot_be_written_costs_the_copy_and_no_mail(tmp_path: Path) -> None:
    async def live() -> None:
        post = Postbox()
        async with house(tmp_path, post, VirtualClock(NOON)) as app:

            def broken(_: object) -> None:
                raise Unavailable("store_failed", "The disk is full: make room.")

            app.studio_store.sent.add = broken  # type: ignore[method-assign,assignment]
            key = await mailed(app)
            app.sent_archive.stop()
            assert status_of(app) == "sent" and post.subjects() == ["Hello Ann"]
            assert shown(app, key).rendered.again and app.sent_archive.dropped == 1

    asyncio.run(live())


def packs(app: App) -> int:
    with app.studio_store.sent._database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM sent").scalar_one())
