"""Health tells of a provider that is silent while messages wait for it, and of nothing else."""

import asyncio
import contextlib
import socket
from pathlib import Path

import pytest

from loopline.app import App
from loopline.delivery.retry import A_DAY
from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown
from loopline.providers.email.smtp import Smtp, relay_of
from loopline.providers.url import ProviderUrl
from loopline.runtime.clock import VirtualClock
from loopline.runtime.dispatch import provider_watch
from loopline.runtime.dispatch.provider_watch import SILENT_SECONDS, ProviderWatch
from tests.runtime.parts import DAY, NOON, event, journey, move, opened, publish, stated, until

AWAY = Deferred("smtp_unreachable", "Nobody listens there.", away=True)
BUSY = Deferred("smtp_451", "Come back later.")
LATER = SILENT_SECONDS + 1
ATTEMPTS = A_DAY.attempts


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


def tries(app: App) -> int:
    """How often the one message was tried, as the store has it."""
    rows = app.state.outbox(("pending", "failed"), 2**62, 10)
    return rows[0].attempt if rows else 0


def nobody_listens() -> int:
    """A port of this machine that refuses connections."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.anyio
async def test_health_names_a_mail_server_that_is_away_until_nothing_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_watch, "SILENT_SECONDS", 0.05)
    url = ProviderUrl(f"smtp://127.0.0.1:{nobody_listens()}?starttls=never", "")
    smtp = Smtp(relay_of(url), sender="Us <us@example.com>")
    clock = VirtualClock(NOON)
    async with opened(tmp_path, smtp, clock) as app:
        await publish(app, journey())
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        states, silent = [], []
        for day in range(8):  # six attempts, and then it is given up
            await until(lambda: tries(app) == min(day + 1, ATTEMPTS))  # noqa: B023  (asked at once)
            await asyncio.sleep(0.06)
            states.append((app.health()["status"], str(app.health()["fault"])))
            silent.append(app.vitals.report().silent_seconds)
            move(app, clock, NOON + (day + 1) * DAY)
    assert states[0][0] == "ok", "one try is bad luck"
    assert all("The provider of email has answered nothing" in fault for _, fault in states[1:4]), states
    assert {status for status, _ in states[1:4]} == {"failing"}
    assert all(one["email"] > 0.05 for one in silent[1:4]), silent
    assert states[-1] == ("ok", ""), "nothing waits for it any more"
    assert {one["email"] for one in (silent[0], silent[-1])} == {0.0}


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
    assert watch.words("email").endswith("LOOPLINE_EMAIL.")
