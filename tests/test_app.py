"""The app: everything in its folder, level after a restart, and the same decisions whichever way it ended."""

import asyncio
from pathlib import Path

import pytest

from loopline.app import App
from loopline.model.duration import DAY
from loopline.model.errors import Invalid, Unavailable
from loopline.model.records import Transaction
from loopline.model.signal import Signal
from loopline.providers.email.smtp import Smtp
from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings
from tests.runtime.parts import HELLO, NOON, Postbox, event, journey, opened, publish, stated, statuses

pytestmark = pytest.mark.anyio


def sign_up(*people: str) -> list[Signal]:
    known: list[Signal] = [stated(person, NOON, email=f"{person}@example.com", name=person) for person in people]
    return known + [event(person, "signed_up", NOON) for person in people]


async def test_all_that_it_keeps_is_in_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    async with opened(folder, Postbox()) as app:
        await publish(app, journey())
        await app.accept(sign_up("ann"))
        await app.settle()
    names = {path.name for path in folder.iterdir()}
    assert {"log.db", "state.db", "facts.duckdb", "studio.db", "secrets"} <= names
    assert not [name for name in names if name.endswith(("-wal", "-shm", ".wal", ".ndjson"))], "closed, so whole"
    assert [path.name for path in tmp_path.iterdir()] == ["deep"]


async def test_what_was_accepted_before_a_crash_is_decided_at_the_next_start(tmp_path: Path) -> None:
    """The loop never ran: the log alone has it."""
    clock = VirtualClock(NOON)
    async with opened(tmp_path, Postbox(), clock) as app:
        await publish(app, journey())
    app = App(tmp_path, Settings(), clock, {"email": Postbox()})
    app.intake.start()
    await app.accept(sign_up("ann", "bob"))
    assert app.vitals.lag()[0] == 4
    await asyncio.to_thread(app.close)
    box = Postbox()
    async with opened(tmp_path, box, clock) as app:
        await app.settle()
        assert app.vitals.lag() == (0, 0.0)
        assert sorted(box.subjects()) == ["Hello ann", "Hello bob"]


async def test_a_restart_sends_nothing_again(tmp_path: Path) -> None:
    box = Postbox()
    for _ in range(3):
        async with opened(tmp_path, box, VirtualClock(NOON)) as app:
            await publish(app, journey())
            await app.accept(sign_up("ann"))  # the same message ids each time
            await app.settle()
    assert box.subjects() == ["Hello ann"]


async def test_signals_sent_twice_count_once(tmp_path: Path) -> None:
    box = Postbox()
    async with opened(tmp_path, box, VirtualClock(NOON)) as app:
        await publish(app, journey())
        for _ in range(2):
            await app.accept(sign_up("ann"))
        await app.settle()
        assert box.subjects() == ["Hello ann"]
        assert app.facts.query("SELECT count(*) FROM events") == [(1,)]


async def test_a_second_owner_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    """Facts belong to one process; within one process the state's epoch decides who may still commit."""
    async with opened(tmp_path, Postbox(), VirtualClock(NOON)) as app:
        app.state.take_ownership()  # as a second owner would
        await app.accept(sign_up("ann"))
        for _ in range(500):
            if app.health()["status"] == "failing":
                break
            await asyncio.sleep(0.02)
        assert "epoch_lost" in str(app.health()["fault"])
        assert app.state.load(["ann"]) == {}


async def test_without_a_mail_server_the_sandbox_keeps_what_would_have_left(tmp_path: Path) -> None:
    async with opened(tmp_path, clock=VirtualClock(NOON)) as app:
        note = {"kind": "message", "channel": "in_app", "content": {"body": "Hello {{name}}"}}
        await publish(app, journey({"hello": {**HELLO, "then": "note"}, "note": note}))
        await app.accept(sign_up("ann"))
        await app.settle()
        kept = [app.studio_store.sandbox.get(key) for key in statuses(app)]
        assert [one.channel for one in kept if one] == ["email"]
        (row,) = app.studio_store.inbox.latest(["ann"], NOON, 9, 99)
        assert b"Hello ann" in row.content, "in-app messages have an inbox of their own"
        assert set(statuses(app).values()) == {"sent"}


async def test_in_app_messages_leave_after_their_days(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    async with opened(tmp_path, clock=clock) as app:
        note = {"kind": "message", "channel": "in_app", "content": {"body": "Hello {{name}}"}}
        await publish(app, journey({"hello": note}))
        await app.accept(sign_up("ann"))
        await app.settle()
        for days, left in ((89, 1), (91, 0)):
            clock.move_to(NOON + days * DAY)
            await asyncio.to_thread(app.upkeep.retention.round)
            assert len(app.studio_store.inbox.latest(["ann"], clock.now(), 9, 99)) == left


async def test_providers_follow_the_settings(tmp_path: Path) -> None:
    plain = App(tmp_path / "a", Settings())
    sandboxed = dict.fromkeys(("email", "sms", "whatsapp", "push"), "sandbox") | {"in_app": "inbox"}
    assert plain.health()["channels"] == {**sandboxed, "webhook": "webhook"}
    assert len({id(provider) for provider in plain.channels.values()}) == 3, "one sandbox for all of them"
    await asyncio.to_thread(plain.close)
    settings = Settings.model_validate({"smtp_url": "smtp://127.0.0.1:2525", "smtp_unknown": "resend"})
    mailing = App(tmp_path / "b", settings)
    provider = mailing.channels["email"]
    assert isinstance(provider, Smtp)
    assert provider.unknown_policy == "resend"
    assert mailing.health()["channels"] == {**sandboxed, "email": "smtp", "webhook": "webhook"}
    await asyncio.to_thread(mailing.close)


@pytest.mark.parametrize(
    ("setting", "url", "code"),
    [
        ("sms", "pigeon://me:hunter2@loft", "provider_unknown"),
        ("sms", "smtp://me:hunter2@mail.test", "provider_channel"),
        ("email", "smtp://me:hunter2@mail.test:port", "provider_url_invalid"),
    ],
)
async def test_a_provider_that_is_none_stops_the_start(tmp_path: Path, setting: str, url: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        App(tmp_path, Settings.model_validate({setting: url}))
    assert (caught.value.code, caught.value.at) == (code, setting)
    assert "hunter2" not in str(caught.value)
    assert not (tmp_path / "log.db").exists()


async def test_listeners_get_each_transaction_until_they_leave(tmp_path: Path) -> None:
    heard: list[Transaction] = []
    async with opened(tmp_path, Postbox(), VirtualClock(NOON)) as app:
        leave = app.listen(heard.append)
        await app.accept([event("ann", "seen", NOON)])
        await app.level()
        assert [fact.name for transaction in heard for fact in transaction.facts if fact.kind == "event"] == ["seen"]
        leave()
        await app.accept([event("ann", "seen", NOON, number=2)])
        await app.level()
        assert len(heard) == 1


async def test_after_the_stop_nothing_is_accepted(tmp_path: Path) -> None:
    async with opened(tmp_path, Postbox()) as app:
        pass
    with pytest.raises(Unavailable):
        await app.accept([event("ann", "seen", NOON)])


async def test_lag_tells_how_many_and_how_old(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    app = App(tmp_path, Settings(), clock, {})
    app.intake.start()
    await app.accept([event("ann", f"e{n}", NOON) for n in range(3)])
    clock.move_to(NOON + 5_000)
    assert app.vitals.lag() == (3, 5.0)
    assert app.health()["lag_signals"] == 3
    await asyncio.to_thread(app.close)


async def test_secrets_outlive_a_restart_so_that_old_links_work(tmp_path: Path) -> None:
    tokens = []
    for _ in range(2):
        app = App(tmp_path, Settings(), channels={})
        tokens.append((tmp_path / "secrets" / "links").read_text())
        await asyncio.to_thread(app.close)
    assert tokens[0] == tokens[1]
    assert len(tokens[0]) > 30
