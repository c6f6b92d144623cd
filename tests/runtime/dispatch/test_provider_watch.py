"""Health tells of a provider that is silent while messages wait for it, and of nothing else."""

import asyncio
import contextlib
import socket
from pathlib import Path

import pytest

from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown
from loopline.providers.email.smtp import Smtp, relay_of
from loopline.providers.url import ProviderUrl
from loopline.runtime.dispatch import provider_watch
from loopline.runtime.dispatch.provider_watch import SILENT_SECONDS, ProviderWatch
from tests.providers.email.relay import PipeliningRelay
from tests.runtime.parts import event, journey, opened, publish, stated, until

AWAY = Deferred("smtp_unreachable", "Nobody listens there.", away=True)
BUSY = Deferred("smtp_451", "Come back later.")
LATER = SILENT_SECONDS + 1


class Clock:
    """The monotonic clock, moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def monotonic(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(provider_watch, "time", made)
    return made


def tried(watch: ProviderWatch, *outcomes: Outcome) -> None:
    watch.answered(outcomes, watch.handed())


def test_two_tries_that_find_nobody_are_a_silence_and_any_answer_ends_it(clock: Clock) -> None:
    for answer in (Accepted(), BUSY, Refused("smtp_550", "No such person.")):
        watch = ProviderWatch()
        tried(watch, AWAY, AWAY)
        clock.at += LATER
        assert watch.silent_seconds() == 0, "one try is bad luck"
        tried(watch, AWAY)
        assert watch.silent_seconds() == LATER
        assert "email" in watch.words("email")
        assert "Nobody listens there." in watch.words("email")
        tried(watch, AWAY, answer)
        assert watch.silent_seconds() == 0


def test_a_provider_that_takes_a_batch_and_says_nothing_is_silent_while_it_has_it(clock: Clock) -> None:
    watch = ProviderWatch()
    watch.handed()
    clock.at += LATER
    assert watch.silent_seconds() == LATER
    watch.answered([Unknown("It fell silent.")], 0.0)
    assert watch.silent_seconds() == 0, "once"
    tried(watch, Unknown("It fell silent."))
    assert watch.silent_seconds() == LATER


def test_what_another_lane_has_in_hand_counts_from_the_last_answer(clock: Clock) -> None:
    watch = ProviderWatch()
    watch.handed()
    clock.at += LATER
    tried(watch, Accepted())
    clock.at += 1
    assert watch.silent_seconds() == 1


def nobody_listens() -> int:
    """A port of this machine that refuses connections."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.anyio
async def test_health_names_a_mail_server_that_is_away_until_it_has_taken_what_waited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_watch, "SILENT_SECONDS", 0.05)
    port = nobody_listens()
    smtp = Smtp(relay_of(ProviderUrl(f"smtp://127.0.0.1:{port}?starttls=never", "")), sender="Us <us@example.com>")
    async with opened(tmp_path, smtp) as app:
        await publish(app, journey())
        now = app.clock.now()
        await app.accept([stated("ann", now, email="ann@example.com", name="Ann"), event("ann", "signed_up", now)])
        await until(lambda: app.health()["status"] == "failing")
        assert "The provider of email has answered nothing" in str(app.health()["fault"])
        assert app.vitals.report().silent_seconds["email"] > 0.05
        (waiting,) = app.state.outbox(("pending", "sending"), 2**62, 10)
        assert waiting.attempt <= 1, "an outage costs no attempt"
        relay = PipeliningRelay()
        async with await asyncio.start_server(relay.serve, "127.0.0.1", port):
            await until(lambda: len(relay.mails) == 1)
            await until(lambda: app.health()["status"] == "ok" and app.state.outbox(("sent",), 2**62, 10))
            assert app.vitals.report().silent_seconds["email"] == 0.0
            (sent,) = app.state.outbox(("sent",), 2**62, 10)
            assert (sent.attempt, sent.provider) == (1, "smtp")


def test_one_that_falls_silent_among_the_messages_of_a_batch_is_silent_since_then(clock: Clock) -> None:
    watch = ProviderWatch()
    first, second = watch.handed(), watch.handed()
    clock.at += LATER  # so long the last one of each batch waited for an answer
    watch.answered([Accepted(), Unknown("Timed out.")], first)
    assert watch.silent_seconds() == LATER
    watch.answered([Accepted(), AWAY], second)
    watch.handed()
    assert watch.silent_seconds() == LATER
    tried(watch, AWAY, Accepted())
    assert watch.words("email").endswith("its URL (LOOPLINE_EMAIL, or `loopline provider`).")
