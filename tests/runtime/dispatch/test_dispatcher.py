"""Delivery: the second gate, retries, crashes in the air, a queue that overflows, and a log that refuses."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from loopline.app import App
from loopline.decisions.documents.read import build_document
from loopline.model.effect import MarkMessage
from loopline.model.errors import Unavailable
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.model.records import Transaction
from loopline.model.signal import AttemptsStarted, Signal
from loopline.providers.email.smtp import Smtp
from loopline.providers.email.smtp_connection import Relay
from loopline.providers.webhook.webhook import Webhook
from loopline.runtime.clock import VirtualClock
from loopline.runtime.dispatch import backlog
from loopline.runtime.dispatch import dispatcher as deliver
from loopline.runtime.dispatch.route import Routes
from loopline.runtime.supervise import SupervisedTask
from loopline.settings import Settings
from loopline.studio.people.addresses import suppressed_of
from tests.providers.servers import mailroom, receiver
from tests.runtime.parts import (
    DAY,
    HELLO,
    NOON,
    PATIENCE_SECONDS,
    Postbox,
    consent,
    event,
    journey,
    move,
    opened,
    publish,
    stated,
    status_of,
    statuses,
    until,
)

pytestmark = pytest.mark.anyio
HOUR = 3_600_000
TRAITS = {"email": "ann@example.com", "name": "Ann"}


async def enter(app: App, *people: str, at: int = NOON, address: str = "") -> None:
    """These people sign up, in one batch."""
    signals: list[Signal] = []
    for person in people:
        traits = {"email": address or f"{person}@example.com", "name": person.capitalize()}
        signals += [stated(person, at, **traits), event(person, "signed_up", at)]
    await app.accept(signals)


def reasons(app: App) -> list[tuple[object, object]]:
    """The answers to attempts, in order: (result, code)."""
    return [
        (row[0], row[1])
        for row in app.facts.query(
            "SELECT name, reason FROM facts WHERE kind = 'attempt' ORDER BY number, position, seq"
        )
    ]


async def closed_in_the_air(folder: Path, channel: Postbox, clock: VirtualClock) -> None:
    """Decide a message, hand it to a channel that never answers, and be gone as a killed process is."""
    app = App(folder, Settings(), clock, {"email": channel})
    await app.start()
    await publish(app, journey())
    channel.gate.clear()
    await enter(app, "ann")
    await until(lambda: channel.given)
    await until(lambda: app.loop.position == app.log.end())
    await asyncio.gather(*(task.stop() for task in app.delivery.tasks if isinstance(task, SupervisedTask)))
    await asyncio.to_thread(app.close)


class TestTheSecondGate:
    """Between the decision and the send something changes; the message waits in a lane that is not open yet."""

    @pytest.fixture
    def box(self) -> Postbox:
        return Postbox()

    async def held_app(self, folder: Path, box: Postbox, clock: VirtualClock, **fields: object) -> App:
        """An app that decides and does not deliver yet."""
        app = App(folder, Settings(), clock, {"email": box})
        app.intake.start()
        app.worker.start()
        app.exporter.start()
        await publish(app, journey(**fields))  # type: ignore[arg-type]
        await enter(app, "ann")
        await app.level()
        return app

    async def deliver(self, app: App) -> None:
        await app.level()  # as a start does: the second gate judges by what was decided, not by what was just accepted
        await app.delivery.start()
        await app.settle()

    async def test_consent_withdrawn_in_between_refuses(self, tmp_path: Path, box: Postbox) -> None:
        app = await self.held_app(tmp_path, box, VirtualClock(NOON))
        await app.accept([consent("ann", NOON + 1, allowed=False)])
        await self.deliver(app)
        assert box.given == []
        assert status_of(app) == "refused"
        assert reasons(app) == [("refused", "unsubscribed")]
        await app.stop()

    async def test_an_exit_rule_in_between_refuses(self, tmp_path: Path, box: Postbox) -> None:
        nodes = {"hello": {**HELLO, "then": "rest"}, "rest": {"kind": "wait", "for": "3d"}}
        app = await self.held_app(tmp_path, box, VirtualClock(NOON), nodes=nodes, exits=[{"on": "bought"}])
        await app.accept([event("ann", "bought", NOON + 1)])
        await self.deliver(app)
        assert box.given == []
        assert reasons(app) == [("refused", "exited")]
        await app.stop()

    async def test_a_stopped_journey_refuses(self, tmp_path: Path, box: Postbox) -> None:
        app = await self.held_app(tmp_path, box, VirtualClock(NOON))
        await app.studio.documents.change_state("hello", "stop")
        await self.deliver(app)
        assert box.given == []
        assert reasons(app) == [("refused", "journey_stopped")]
        await app.stop()

    async def test_a_paused_journey_keeps_its_messages_until_it_goes_on(self, tmp_path: Path, box: Postbox) -> None:
        clock = VirtualClock(NOON)
        app = await self.held_app(tmp_path, box, clock)
        await app.studio.documents.change_state("hello", "pause")
        await self.deliver(app)
        assert (box.given, status_of(app)) == ([], "pending")
        assert reasons(app) == [("deferred", "journey_paused")]
        await app.studio.documents.change_state("hello", "resume")
        move(app, clock, NOON + HOUR)
        await until(lambda: status_of(app) == "sent")
        assert box.subjects() == ["Hello Ann"]
        await app.stop()

    async def test_quiet_hours_that_have_begun_put_it_off_to_their_end(self, tmp_path: Path, box: Postbox) -> None:
        clock = VirtualClock(NOON + 9 * HOUR)
        app = await self.held_app(tmp_path, box, clock, quiet_hours={"from": "22:00", "to": "08:00"})
        move(app, clock, NOON + 10 * HOUR)
        await self.deliver(app)
        assert (box.given, status_of(app)) == ([], "pending")
        (row,) = app.state.outbox(("pending",), 2**62, 10)
        assert row.due_at == NOON + 20 * HOUR, "eight in the morning where nobody said where they live: UTC"
        move(app, clock, NOON + 20 * HOUR - 1)
        await asyncio.sleep(1.2)  # longer than delivery's own look
        assert box.given == []
        move(app, clock, NOON + 20 * HOUR)
        await until(lambda: status_of(app) == "sent")
        await app.stop()

    async def test_a_channel_that_is_gone_is_a_refusal_not_a_silence(self, tmp_path: Path, box: Postbox) -> None:
        app = await self.held_app(tmp_path, box, VirtualClock(NOON))
        await app.delivery.take_over(Routes([]))
        await self.deliver(app)
        assert reasons(app) == [("refused", "channel_missing")]
        await app.stop()

    async def test_a_blank_where_a_name_should_be_is_refused_and_others_go_out(
        self, tmp_path: Path, box: Postbox
    ) -> None:
        app = await self.held_app(tmp_path, box, VirtualClock(NOON))
        await app.accept([stated("bob", NOON, email="bob@example.com"), event("bob", "signed_up", NOON)])
        await app.level()
        await self.deliver(app)
        assert box.subjects() == ["Hello Ann"]
        assert sorted(statuses(app).values()) == ["refused", "sent"]
        assert reasons(app)[0][0] == "refused"
        assert "name" in str(reasons(app)[0][1]), "it says which field was missing"
        await app.stop()


class TestAnswers:
    async def test_a_deferral_is_tried_again_at_its_time_and_then_succeeds(self, tmp_path: Path) -> None:
        clock, box = VirtualClock(NOON), Postbox(Deferred("busy", "later"))
        async with opened(tmp_path, box, clock) as app:
            await publish(app, journey())
            await enter(app, "ann")
            await app.settle()
            assert status_of(app) == "pending"
            (row,) = app.state.outbox(("pending",), 2**62, 10)
            assert NOON + 40_000 < row.due_at <= NOON + 60_000, "about a minute"
            move(app, clock, row.due_at)
            await until(lambda: status_of(app) == "sent")
            await app.settle()
            assert len(box.given) == 2
            assert box.given[0].outgoing.key == box.given[1].outgoing.key
            assert [d.outgoing.attempt for d in box.given] == [1, 2]
            assert [result for result, _ in reasons(app)] == ["retry", "sent"]

    async def test_a_real_server_that_says_451_and_then_250(self, tmp_path: Path) -> None:
        async with mailroom() as room:
            smtp = Smtp(Relay("127.0.0.1", room.port), sender="Shop <shop@example.com>")
            clock = VirtualClock(NOON)
            answers = iter(["451 4.7.1 greylisted, try later"])
            taken = room.handle_RCPT

            async def grey_once(server: object, session: object, envelope: object, to: str, options: object) -> str:
                first = next(answers, None)
                return first or await taken(server, session, envelope, to, options)  # type: ignore[arg-type]

            room.handle_RCPT = grey_once  # type: ignore[assignment,method-assign]
            async with opened(tmp_path, smtp, clock) as app:
                await publish(app, journey())
                await enter(app, "ann")
                await app.settle()
                assert (status_of(app), room.mails) == ("pending", [])
                move(app, clock, NOON + 60_000)
                await until(lambda: status_of(app) == "sent")
                assert [to for to, _ in room.mails] == ["ann@example.com"]

    async def test_a_hard_bounce_fails_for_good_and_suppresses_the_address(self, tmp_path: Path) -> None:
        async with mailroom() as room:
            smtp = Smtp(Relay("127.0.0.1", room.port), sender="Shop <shop@example.com>")
            async with opened(tmp_path, smtp, VirtualClock(NOON)) as app:
                await publish(app, journey())
                await enter(app, "ann", address="dead@example.com")
                await app.settle()
                assert status_of(app) == "failed"
                person = app.people.get(["ann"])["ann"]
                assert suppressed_of(person) == {"email=dead@example.com": "bounced"}
                await app.accept([event("ann", "signed_up", NOON, number=2)])
                await app.settle()
                refused = app.facts.query("SELECT reason FROM facts WHERE kind = 'refused'")
                assert refused == [("suppressed_bounced",)]
                await app.accept([stated("ann", NOON + 1, email="new@example.com")])
                await app.accept([event("ann", "signed_up", NOON, number=3)])
                await app.settle()
                assert [to for to, _ in room.mails] == ["new@example.com"], "only the dead address is suppressed"

    async def test_attempts_come_to_an_end(self, tmp_path: Path) -> None:
        clock, box = VirtualClock(NOON), Postbox(*[Deferred("busy", "later")] * 9)
        nodes = {"hello": {**HELLO, "if_failed": {"attempts": 3}}}
        async with opened(tmp_path, box, clock) as app:
            await publish(app, journey(nodes))
            await enter(app, "ann")
            for attempt in (1, 2, 3):
                await until(lambda attempt=attempt: len(box.given) == attempt)  # type: ignore[misc]
                await app.settle()
                move(app, clock, clock.now() + DAY)
            await app.settle()
            assert status_of(app) == "failed"
            assert len(box.given) == 3

    async def test_one_refusal_does_not_touch_its_neighbours(self, tmp_path: Path) -> None:
        box = Postbox(Accepted("1"), Refused("content", "spam"), Accepted("3"))
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            await publish(app, journey())
            await enter(app, "ann", "bob", "cem")
            await app.settle()
            assert sorted(statuses(app).values()) == ["failed", "sent", "sent"]

    async def test_a_channel_that_raises_loses_nothing(self, tmp_path: Path) -> None:
        """Nobody knows whether a channel that broke had sent: the message is held, and the lane goes on."""
        box = Postbox()
        broken = RuntimeError("the channel broke")
        send = box.send

        async def breaks_once(batch: Sequence[object]) -> list[object]:
            box.send = send  # type: ignore[method-assign]
            raise broken

        box.send = breaks_once  # type: ignore[assignment,method-assign]
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            await publish(app, journey())
            await enter(app, "ann")
            await until(lambda: list(statuses(app).values()) == ["unknown"])
            await enter(app, "bob")
            await until(lambda: "sent" in statuses(app).values())
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            assert sorted(statuses(app).values()) == ["sent", "unknown"]

    async def test_a_store_that_fails_once_ends_no_looking(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A retry is found by looking into the store: one look that fails must not be the last."""
        clock, box = VirtualClock(NOON), Postbox(Deferred("busy", "Later."))
        async with opened(tmp_path, box, clock) as app:
            await publish(app, journey())
            await enter(app, "ann")
            await until(lambda: box.given)
            await app.settle()
            outbox, failed = app.state.outbox, list[int]()

            def fails_twice(*asked: Any) -> Any:
                if asked[0] == ("pending",) and len(failed) < 2:
                    failed.append(1)
                    raise Unavailable("store_busy", "The store is busy.")
                return outbox(*asked)

            monkeypatch.setattr(app.state, "outbox", fails_twice)
            move(app, clock, clock.now() + DAY)
            await until(lambda: status_of(app) == "sent")
            assert len(failed) == 2

    async def test_a_full_queue_of_one_channel_hides_nothing_of_another(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """After a start all is found by looking, oldest first: many mails that cannot leave, then a push."""
        for name, value in (("QUEUE_MAX", 4), ("REFILL_AT_ONCE", 2), ("LATE_SECONDS", 0.05)):
            monkeypatch.setattr(backlog, name, value)
        clock, dead, alive = VirtualClock(NOON), Postbox(unknown_policy="resend"), Postbox(unknown_policy="resend")
        dead.gate.clear()
        app = App(tmp_path, Settings(), clock, {"email": dead, "push": dead})
        await app.start()
        await publish(app, journey())
        await enter(app, *(f"p{number}" for number in range(60)))
        push = {"kind": "message", "channel": "push", "content": {"title": "x", "body": "y"}}
        await publish(app, journey({"push": push}))
        clock.move_to(NOON + 1000)
        await app.accept([stated("zoe", clock.now(), push_token="t"), event("zoe", "signed_up", clock.now())])
        await until(lambda: app.loop.position == app.log.end())
        await asyncio.gather(*(task.stop() for task in app.delivery.tasks if isinstance(task, SupervisedTask)))
        await asyncio.to_thread(app.close)
        app = App(tmp_path, Settings(), clock, {"email": dead, "push": alive})
        await app.start()
        await until(lambda: [dispatch.outgoing.channel for dispatch in alive.given] == ["push"])
        dead.gate.set()
        await app.stop()

    async def test_a_provider_that_cannot_be_asked_keeps_nobody_from_starting(self, tmp_path: Path) -> None:
        clock = VirtualClock(NOON)
        await closed_in_the_air(tmp_path, Postbox(unknown_policy="ask"), clock)
        again = Postbox(unknown_policy="ask")

        async def raises(key: str) -> Outcome:
            raise RuntimeError("no answer")

        again.ask = raises  # type: ignore[method-assign]
        async with opened(tmp_path, again, clock) as app:
            await until(lambda: status_of(app) == "unknown")
            await enter(app, "bob")
            await until(lambda: "sent" in statuses(app).values())


class TestCrashes:
    async def test_a_kill_in_the_air_is_unknown_and_held(self, tmp_path: Path) -> None:
        clock, box = VirtualClock(NOON), Postbox()
        await closed_in_the_air(tmp_path, box, clock)
        again = Postbox()
        async with opened(tmp_path, again, clock) as app:
            await app.settle()
            assert status_of(app) == "unknown"
            assert again.given == [], "nothing is guessed: an operator decides"
            assert reasons(app) == [("unknown", "crashed_while_sending")]

    async def test_a_channel_whose_policy_is_to_resend_gets_it_again(self, tmp_path: Path) -> None:
        clock = VirtualClock(NOON)
        await closed_in_the_air(tmp_path, Postbox(unknown_policy="resend"), clock)
        again = Postbox(unknown_policy="resend")
        async with opened(tmp_path, again, clock) as app:
            await until(lambda: status_of(app) == "sent")
            assert len(again.given) == 1
            assert again.given[0].outgoing.key == next(iter(statuses(app)))

    async def test_a_webhook_is_sent_again_under_the_same_id(self, tmp_path: Path) -> None:
        async with receiver() as endpoint:
            hook = Webhook("whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2Vj", now_ms=lambda: NOON, allow_private=True)
            nodes = {
                "call": {
                    "kind": "message",
                    "channel": "webhook",
                    "content": {"url": endpoint.url(), "payload": "{}"},
                }
            }
            clock = VirtualClock(NOON)
            silent = Postbox(unknown_policy=hook.unknown_policy)
            silent.name = hook.name
            silent.gate.clear()
            app = App(tmp_path, Settings(), clock, {"webhook": silent})
            await app.start()
            await publish(app, journey(nodes))
            await enter(app, "ann")
            await until(lambda: silent.given)
            await until(lambda: app.state.outbox(("sending",), 2**62, 10))
            await asyncio.gather(*(task.stop() for task in app.delivery.tasks if isinstance(task, SupervisedTask)))
            await asyncio.to_thread(app.close)
            app = App(tmp_path, Settings(), clock, {"webhook": hook})
            await app.start()
            await until(lambda: endpoint.requests)
            await app.settle()
            (_, headers, _) = endpoint.requests[0]
            assert headers["webhook-id"] == silent.given[0].outgoing.key
            assert len(endpoint.requests) == 1
            await app.stop()

    @pytest.mark.parametrize(
        ("known", "status", "sends"),
        [(Accepted("p1"), "sent", 0), (Deferred("not_there", "no"), "sent", 1), (Unknown("?"), "unknown", 0)],
    )
    async def test_a_channel_that_can_be_asked_is_asked(
        self, tmp_path: Path, known: Outcome, status: str, sends: int
    ) -> None:
        clock = VirtualClock(NOON)
        await closed_in_the_air(tmp_path, Postbox(unknown_policy="ask"), clock)
        again = Postbox(unknown_policy="ask")
        again.known = known
        async with opened(tmp_path, again, clock) as app:
            await until(lambda: status_of(app) == status)
            assert again.asked == list(statuses(app))
            assert len(again.given) == sends

    async def test_an_orderly_stop_waits_for_what_is_in_the_air(self, tmp_path: Path) -> None:
        clock, box = VirtualClock(NOON), Postbox()
        app = App(tmp_path, Settings(), clock, {"email": box})
        await app.start()
        await publish(app, journey())
        box.gate.clear()
        await enter(app, "ann")
        await until(lambda: box.given)
        stopping = asyncio.create_task(app.stop())
        await asyncio.sleep(0.1)
        assert not stopping.done()
        box.gate.set()
        await stopping
        async with opened(tmp_path, Postbox(), clock) as app:
            assert status_of(app) == "sent", "the answer was heard, so nobody has to find out"

    async def test_a_provider_that_never_answers_does_not_hold_up_the_stop(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(deliver, "FINISH_SECONDS", 0.1)
        clock, box = VirtualClock(NOON), Postbox()
        app = App(tmp_path, Settings(), clock, {"email": box})
        await app.start()
        await publish(app, journey())
        box.gate.clear()
        await enter(app, "ann")
        await until(lambda: box.given)
        await asyncio.wait_for(app.stop(), 10)
        async with opened(tmp_path, Postbox(), clock) as app:
            await app.level()
            assert status_of(app) == "unknown"


class TestALogThatAnswersNobody:
    async def test_a_start_that_was_written_and_not_answered_is_taken_back(self, tmp_path: Path) -> None:
        """A send is announced on disk, but the dispatcher does not know: the message must not hang there."""
        box = Postbox()
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            await publish(app, journey())
            write, lost = app.delivery._accept, list[int]()

            async def deaf(signals: Sequence[Signal]) -> int:
                first = await write(signals)
                if not lost and any(isinstance(signal, AttemptsStarted) for signal in signals):
                    lost.append(first)
                    await app.level()  # it is decided before anybody can think
                    raise Unavailable("intake_down", "planted")
                return first

            app.delivery._accept = deaf
            await enter(app, "ann")
            await until(lambda: status_of(app) == "sent")
            assert lost and len(box.given) == 1
            await app.settle()
            assert reasons(app) == [("retry", "log_interrupted"), ("sent", "")]


class TestFloods:
    async def test_more_than_memory_holds_waits_in_the_store(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(backlog, "QUEUE_MAX", 10)
        monkeypatch.setattr(backlog, "REFILL_AT_ONCE", 10)
        people = [f"p{n}" for n in range(150)]
        box = Postbox()
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            await publish(app, journey())
            await enter(app, *people)
            await app.settle()
            assert sorted(d.outgoing.person for d in box.given) == sorted(people), "each once, nobody left out"
            assert set(statuses(app).values()) == {"sent"}

    async def test_a_log_that_refuses_for_a_while_costs_no_message(self, tmp_path: Path) -> None:
        box = Postbox()
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            await publish(app, journey())
            accept: Callable[[Sequence[Signal]], Awaitable[int]] = app.delivery._accept
            refusals = 2

            async def refuses(signals: Sequence[Signal]) -> int:
                nonlocal refusals
                if refusals:
                    refusals -= 1
                    raise Unavailable("queue_full", "later")
                return await accept(signals)

            app.delivery._accept = refuses
            await enter(app, "ann")
            await until(lambda: status_of(app) == "sent")
            assert box.subjects() == ["Hello Ann"], "it was not handed over before the log took its word"
            assert refusals == 0

    async def test_what_a_lane_has_in_hand_no_other_takes_whatever_a_mark_says(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A mark that comes late, about an attempt before this one, calls the message pending while a lane has it.

        A look that read it as pending comes back when it is sent, before anybody heard that it was decided so.
        """
        box = Postbox()
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            await publish(app, journey())
            accept: Callable[[Sequence[Signal]], Awaitable[int]] = app.delivery._accept
            asked, written = list[Signal](), asyncio.Event()

            async def waits(signals: Sequence[Signal]) -> int:
                asked.extend(signals)
                await written.wait()
                return await accept(signals)

            app.delivery._accept = waits
            await enter(app, "ann")
            await until(lambda: asked)
            looks, look, comes_back = list[int](), app.state.outbox, Event()

            def is_slow(*of: Any) -> Any:
                rows = look(*of)
                looks.append(len(rows))
                assert comes_back.wait(PATIENCE_SECONDS)
                return rows

            tell, untold = app.delivery.on_commit, list[Transaction]()
            monkeypatch.setattr(app.state, "outbox", is_slow)
            monkeypatch.setattr(app.delivery, "on_commit", untold.append)
            (key,) = statuses(app)
            late = MarkMessage(key=key, status="pending", attempt=0, due_at=NOON)
            tell(Transaction(position=0, records=(), outbox=(), marks=(late,), facts=(), epoch=0))
            await until(lambda: looks)
            assert looks == [1], "it was read as pending"
            written.set()
            await until(lambda: status_of(app) == "sent")
            comes_back.set()
            await until(lambda: len(looks) > 2)
            monkeypatch.undo()
            for transaction in untold:
                tell(transaction)
            await app.settle()
            assert box.subjects() == ["Hello Ann"]

    async def test_two_nodes_share_a_lane_and_keep_apart(self, tmp_path: Path) -> None:
        nodes = {
            "one": {**HELLO, "content": {"subject": "One {{name}}", "text": "x"}, "then": "two"},
            "two": {**HELLO, "content": {"subject": "Two {{name}}", "text": "x"}},
        }
        box = Postbox()
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            await publish(app, journey(nodes))
            await enter(app, "ann", "bob")
            await app.settle()
            assert sorted(box.subjects()) == ["One Ann", "One Bob", "Two Ann", "Two Bob"]

    async def test_a_cap_counts_the_message_before(self, tmp_path: Path) -> None:
        box = Postbox()
        nodes = {"one": {**HELLO, "then": "two"}, "two": HELLO}
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            capped = {"kind": "workspace", "caps": [{"limit": 1, "within": "1d"}]}
            await publish(app, build_document(capped))
            await publish(app, journey(nodes))
            await enter(app, "ann")
            await app.settle()
            assert len(box.given) == 1
            assert app.facts.query("SELECT reason FROM facts WHERE kind = 'refused'") == [("capped",)]


class Moody(Postbox):
    """Takes everything, and raises instead of answering."""

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        await super().send(batch)
        raise RuntimeError("broke its promise")


class Forgetful(Postbox):
    """Answers for the first of a batch alone."""

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        return (await super().send(batch))[:1]


async def archived(app: App) -> set[str]:
    """The people of whose messages there is a copy."""
    await until(lambda: app.delivery.idle())
    copies = app.sent_archive.find({key: [NOON] for key in statuses(app)})
    return {row.message.person for key, row in app.state.messages([*copies]).items() if key in copies}


async def test_what_left_or_may_have_left_is_archived_and_nothing_else(tmp_path: Path) -> None:
    box = Postbox(Accepted(), Unknown("cut off"), Deferred("c", "later"), Refused("c", "no"))
    async with opened(tmp_path, box, VirtualClock(NOON)) as app:
        await publish(app, journey())
        await enter(app, "sent", "unknown", "later", "no")
        await app.settle()
        assert await archived(app) == {"sent", "unknown"}


@pytest.mark.parametrize("box", [Moody, Forgetful])
async def test_a_provider_that_breaks_its_promise_may_have_sent_all_of_it(tmp_path: Path, box: type[Postbox]) -> None:
    async with opened(tmp_path, box(), VirtualClock(NOON)) as app:
        await publish(app, journey())
        await enter(app, "ann", "bob")
        await app.settle()
        assert await archived(app) == {"ann", "bob"}
        assert set(statuses(app).values()) == {"unknown"}


async def test_a_provider_that_falls_silent_holds_up_no_other_channel(tmp_path: Path) -> None:
    silent, other = Postbox(), Postbox()
    app = App(tmp_path, Settings(), VirtualClock(NOON), {"email": silent, "in_app": other})
    await app.start()
    try:
        note = {"kind": "message", "channel": "in_app", "content": {"body": "Hello"}}
        await publish(app, journey({"hello": {**HELLO, "then": "note"}, "note": note}))
        silent.gate.clear()
        people = [f"p{n}" for n in range(200)]
        await enter(app, *people)
        await until(lambda: len(other.given) == len(people))
        assert len(silent.given) < len(people), "its lanes are full"
        silent.gate.set()
        await app.settle()
        assert len(silent.given) == len(people)
    finally:
        silent.gate.set()
        await app.stop()
