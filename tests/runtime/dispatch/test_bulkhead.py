"""Walls between providers: who stands still stands alone, and what one would not take another one carries."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from loopline.app import App
from loopline.model.message import Deferred, Outcome, Refused, Unknown
from loopline.providers.email.smtp import Smtp
from loopline.providers.email.smtp_connection import Relay
from loopline.runtime.dispatch import dispatcher
from loopline.runtime.dispatch.bulkhead import RECEIVERS_MAX, Bulkhead, Bulkheads
from loopline.runtime.dispatch.route import Route, Routes
from loopline.settings import Settings
from tests.providers.email.relay import PipeliningRelay
from tests.providers.servers import receiver
from tests.runtime.dispatch.rows import row
from tests.runtime.parts import Postbox, event, journey, opened, publish, stated, until

pytestmark = pytest.mark.anyio

MAIL = {"kind": "message", "channel": "email", "content": {"subject": "Hello {{name}}", "text": "x"}}
AWAY = Deferred("post_away", "Nobody is there.", away=True)
UNPAID = Refused("post_unpaid", "Pay the bill.", scope="provider")


async def enter(app: App, *people: str, name: str = "signed_up") -> None:
    """These people begin the journey."""
    now = app.clock.now()
    signals = [stated(one, now, email=f"{one}@example.com", name=one.title()) for one in people]
    await app.accept([*signals, *(event(one, name, now + at) for at, one in enumerate(people))])


def attempts(app: App) -> list[tuple[str, int, str]]:
    """Result, number and provider of each attempt, in order, as the facts have them."""
    app.exporter.catch_up()
    asked = "SELECT name, value, provider FROM facts WHERE kind = 'attempt' ORDER BY position, seq"
    return [(str(name), int(str(value).split(".", 1)[0]), str(by)) for name, value, by in app.facts.query(asked)]


@asynccontextmanager
async def with_two(folder: Path, first: Postbox, second: Postbox) -> AsyncIterator[App]:
    """A whole app whose e-mail has two providers, the second one for what the first would not take."""
    async with opened(folder) as app:
        routes = [Route("first", "email", first), Route("second", "email", second, weight=0)]
        await app.delivery.take_over(Routes(routes))
        await publish(app, journey({"hello": MAIL}))
        yield app


@pytest.mark.parametrize(("outcome", "number"), [(AWAY, 0), (UNPAID, 0), (Deferred("post_451", "Later."), 1)])
async def test_another_provider_carries_what_one_would_not_take(tmp_path: Path, outcome: Outcome, number: int) -> None:
    first, second = Postbox(outcome), Postbox()
    async with with_two(tmp_path, first, second) as app:
        await enter(app, "ann")
        await until(lambda: second.given)
        await app.settle()
        assert attempts(app) == [("retry", number, "first"), ("sent", number + 1, "second")]
        (sent,) = app.state.outbox(("sent",), 2**62, 10)
        assert sent.provider == "second"
        assert len(first.given) == 1


@pytest.mark.parametrize(
    "outcome", [Unknown("cut"), Refused("post_field", "No."), Refused("post_stop", "They said STOP.", scope="consent")]
)
async def test_nobody_else_gets_what_may_have_been_taken_or_is_about_the_message(
    tmp_path: Path, outcome: Outcome
) -> None:
    first, second = Postbox(outcome), Postbox()
    async with with_two(tmp_path, first, second) as app:
        await enter(app, "ann")
        await until(lambda: app.state.outbox(("failed", "unknown"), 2**62, 10))
        await app.settle()
        assert second.given == []
        assert [one[1:] for one in attempts(app)] == [(1, "first")]


async def test_what_nobody_knows_of_is_sent_again_by_the_same_provider_alone(tmp_path: Path) -> None:
    first, second = Postbox(Unknown("cut"), unknown_policy="resend"), Postbox()
    async with with_two(tmp_path, first, second) as app:
        await enter(app, "ann")
        await until(lambda: app.state.outbox(("pending",), 2**62, 10) and attempts(app))
        (waiting,) = app.state.outbox(("pending",), 2**62, 10)
        assert waiting.provider == "first"
        await app.delivery.take_over(Routes([Route("second", "email", second)]))
        row_of = app.delivery._backlog.bulkheads.of(waiting)
        assert row_of.route is None, "whoever may have it is gone: nobody else sends it"


async def test_what_one_puts_off_while_the_other_rests_waits_its_time_and_is_not_thrown_at_it(tmp_path: Path) -> None:
    first, second = Postbox(*[AWAY] * 500), Postbox(*[Deferred("post_451", "Later.")] * 500)
    async with with_two(tmp_path, first, second) as app:
        await enter(app, "ann")
        await until(lambda: ("retry", 1, "second") in attempts(app))
        await enter(app, *(f"p{number}" for number in range(20)))  # to the second one at once, as the first one rests
        await until(lambda: [one[2] for one in attempts(app)].count("second") >= 21)
        await app.settle()
        waiting = app.state.outbox(("pending",), 2**62, 100)
        assert len(waiting) == 21
        assert all(one.due_at > app.clock.now() for one in waiting), "it waits as after any put-off"
        assert len(second.given) == 21


async def test_while_one_rests_the_other_carries_and_then_it_is_asked_again(tmp_path: Path) -> None:
    first, second = Postbox(*[AWAY] * 3), Postbox()
    async with with_two(tmp_path, first, second) as app:
        await enter(app, *(f"p{number}" for number in range(200)))
        await until(lambda: len(app.state.outbox(("sent",), 2**62, 500)) == 200)
        assert len(second.given) + len(first.given) - 3 == 200
        await until(lambda: not app.delivery._backlog.bulkheads.all[0].breaker.rests(asyncio.get_running_loop().time()))
        while len(app.state.outbox(("sent",), 2**62, 500)) < 204:
            await enter(app, *(f"q{number}{asyncio.get_running_loop().time()}" for number in range(2)))
            await app.settle()
        assert not first.answers
        assert {dispatch.outgoing.key for dispatch in first.given[3:]}, "it carries again"


async def test_an_outage_costs_no_message_no_attempt_and_no_precedence(tmp_path: Path) -> None:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    smtp = Smtp(Relay("127.0.0.1", port), sender="Us <us@example.com>", size=1)
    people = [f"p{number:03}" for number in range(300)]
    plain, receipt = {**MAIL, "then": "end"}, {**MAIL, "transactional": True}
    async with opened(tmp_path, smtp) as app:
        await publish(app, journey({"hello": plain, "end": {"kind": "exit"}}))
        await publish(app, journey({"hello": receipt}, id="receipts", entry={"on": ["paid"]}))
        await enter(app, *people)
        await until(lambda: len(app.state.outbox(("pending", "sending"), 2**62, 500)) == 300)
        await asyncio.sleep(2.5)  # it is asked again meanwhile, and does not answer
        await enter(app, "payer", name="paid")
        await until(lambda: len(app.state.outbox(("pending", "sending"), 2**62, 500)) == 301)
        relay = PipeliningRelay()
        async with await asyncio.start_server(relay.serve, "127.0.0.1", port):
            await until(lambda: len(relay.mails) == 301, 60)
            await app.settle()
        sent = app.state.outbox(("sent",), 2**62, 500)
        assert {one.attempt for one in sent} == {1}
        order = [names[0] for names in relay.recipients]
        assert order.index("payer") <= 1, "what is transactional goes before, but for the one that was on its way"


async def test_a_receiver_that_never_answers_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hung = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hung.set()
        await reader.read()
        writer.close()

    monkeypatch.setattr(dispatcher, "FINISH_SECONDS", 0.1)
    box = Postbox()
    async with receiver() as quick, await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = Settings(allow_private_webhooks=True)
        async with opened(tmp_path, None, settings=settings) as app:
            webhook = app.channels["webhook"]
            await app.delivery.take_over(Routes([Route("webhook", "webhook", webhook), Route("box", "email", box)]))
            hook: dict[str, Any] = {"kind": "message", "channel": "webhook"}
            hanging = {**hook, "content": {"url": f"http://127.0.0.1:{port}/", "payload": "{}"}}
            heard = {**hook, "content": {"url": quick.url().replace("127.0.0.1", "localhost"), "payload": "{}"}}
            await publish(app, journey({"hello": hanging}))
            await publish(app, journey({"hello": heard}, id="heard", entry={"on": ["called"]}))
            await publish(app, journey({"hello": {**MAIL, "transactional": True}}, id="mails", entry={"on": ["paid"]}))
            await enter(app, *(f"p{number}" for number in range(200)))
            await asyncio.wait_for(hung.wait(), 20)
            await enter(app, "payer", name="paid")
            await enter(app, "caller", name="called")
            await until(lambda: box.given and quick.requests, 10)
            assert not app.state.outbox(("sent", "failed", "unknown"), 2**62, 1_000)[2:], (
                "the silent one is still asked"
            )
            tasks = [task.name for task in app.delivery.tasks]
            assert "lane-webhook-localhost-1" in tasks


def test_receivers_beyond_the_bound_share_a_wall_and_idle_ones_make_room() -> None:
    walls = Bulkheads(Routes([Route("webhook", "webhook", Postbox())]), 2, lambda made: None)
    shared = walls.all[0]

    def wall_of(host: str) -> Bulkhead:
        one = row("k", "a")
        return walls.of(replace(one, message=replace(one.message, channel="webhook", address=f"https://{host}/x")))

    busy = [wall_of(f"h{number}.test") for number in range(RECEIVERS_MAX)]
    assert len({id(one) for one in busy}) == RECEIVERS_MAX
    for one in busy:
        one.busy = 1
    assert wall_of("more.test") is wall_of("other.test") is shared, "the one that all share"
    busy[3].busy = 0
    assert wall_of("more.test") not in (*busy, shared)
    assert wall_of("[odd") is shared
