"""Every store and provider call of each background task raises, once and for ever: told, healed, nothing is lost."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from loopline.app import App
from loopline.model.errors import Unavailable
from loopline.model.signal import Signal
from loopline.runtime import supervise
from loopline.runtime.dispatch import archive
from loopline.runtime.upkeep import facts_export, sweeper
from loopline.settings import Settings
from tests.runtime.parts import Postbox, event, journey, opened, publish, stated, statuses, until

pytestmark = pytest.mark.anyio
HEALTH_SECONDS = 20.0
AT_PROVIDER = 3
"""Messages that a provider is given while it raises: each of them once."""

Mode = Literal["not", "once", "ever"]

CALLS = (
    "state.load",
    "state.commit",
    "state.begin",
    "state.claim_due",
    "state.next_wake_at",
    "state.outbox",
    "state.chunk_sizes",
    "state.chunks",
    "state.forget_chunks",
    "state.scan",
    "log.append",
    "log.read",
    "log.end",
    "facts.append_many",
    "studio_store.sent.add",
    "engine.render",
    "provider.send",
)
"""What the tasks of an app at work call. `seen` holds that none is missing."""

MAY_FAIL_ALONE = {"log.append"}
"""The one who asks is told by the refusal of the request."""


class Trouble:
    """Makes a call of a background task raise; knows which ones were made."""

    def __init__(self, app: App, provider: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen: set[str] = set()
        self.plan: tuple[str, Mode] = ("", "not")
        self.struck = 0
        parts: dict[str, Any] = {
            "state": app.state,
            "log": app.log,
            "facts": app.facts,
            "studio_store.sent": app.studio_store.sent,
            "engine": app.engine,
            "provider": provider,
        }
        for part, thing in parts.items():
            for name in calls_of(thing):
                monkeypatch.setattr(thing, name, self._wrapped(f"{part}.{name}", getattr(thing, name)))

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            if in_background():
                self.seen.add(name)
                planned, mode = self.plan
                if planned == name and (mode == "ever" or (mode == "once" and not self.struck)):
                    self.struck += 1
                    raise Unavailable("planted", f"{name} was made to fail.")
            return call(*given, **named)

        return wrapped


def calls_of(thing: object) -> Iterator[str]:
    """The public methods of a store or a provider."""
    for name in dir(type(thing)):
        if (
            not name.startswith("_")
            and callable(getattr(type(thing), name))
            and name not in ("close", "take_ownership")
        ):
            yield name


def in_background() -> bool:
    """Whether a supervised task, or a thread that works for one, calls."""
    if threading.current_thread().name.startswith(("loopline-", "asyncio_")):
        return True
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return False
    return task is not None and task.get_name().startswith("loopline-")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(facts_export, "GATHER_SECONDS", 0.02)
    monkeypatch.setattr(archive, "BATCH_SECONDS", 0.05)
    monkeypatch.setattr(supervise, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(supervise, "PAUSE_SECONDS_MAX", 0.2)


async def sign_up(app: App, person: str) -> None:
    """Send until it is taken, as a client library does."""
    now = app.clock.now()
    signals: list[Signal] = [
        stated(person, now, email=f"{person}@example.com", name=person),
        event(person, "signed_up", now),
    ]
    for _ in range(100):
        try:
            await app.accept(signals)
            return
        except Unavailable:
            await asyncio.sleep(0.02)
    raise AssertionError("it was never taken")


async def sign_up_all(app: App, people: list[str]) -> None:
    """One after the other, so that each is a batch of its own."""
    for person in people:
        await sign_up(app, person)
        await asyncio.sleep(0.05)


async def level_again(app: App) -> None:
    """Until nothing waits, nothing fails and every fact is exported."""
    await until(lambda: app.health()["status"] == "ok", HEALTH_SECONDS)
    await asyncio.wait_for(app.settle(), 60)
    await until(lambda: not app.vitals.report().facts_lag_chunks)


def counts(app: App) -> tuple[object, object]:
    """Events and sent messages as the facts have them."""
    ((events,),) = app.facts.query("SELECT count(*) FROM events")
    ((sent,),) = app.facts.query("SELECT count(*) FROM facts WHERE kind = 'attempt' AND name IN ('sent', 'unknown')")
    return events, sent


async def test_each_call_that_fails_once_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Postbox()
    async with opened(tmp_path, box) as app:
        await publish(app, journey())
        trouble = Trouble(app, box, monkeypatch)
        for number, call in enumerate(CALLS):
            trouble.struck, trouble.plan = 0, (call, "once")
            await sign_up(app, f"p{number}")
            await until(lambda: trouble.struck, HEALTH_SECONDS)
            await level_again(app)
            box_has = [dispatch.outgoing.person for dispatch in box.given]
            lost = 1 if call == "provider.send" else 0  # it raised before it took the message, which is held
            assert len(box_has) == len(set(box_has)) == number + 1 - lost, f"after {call}: {box_has}"
            assert counts(app) == (number + 1, number + 1), call
        assert set(statuses(app).values()) == {"sent", "unknown"}
        missing = {name for name in trouble.seen if name not in CALLS} - BESIDE
        assert not missing, f"background tasks call these as well: plant them too: {sorted(missing)}"
        assert trouble.seen >= set(CALLS)


BESIDE = {
    "facts.query",
    "facts.exported",
    "facts.append",
    "state.last_chunk",
    "state.messages",
    "state.oldest_due",
    "state.position",
    "state.documents",
    "studio_store.sent.trim",
    "studio_store.sent.find",
    "engine.check",
}
"""Called in the background only by what this test itself does (reads), at a start, or after a pass that failed."""


async def test_each_call_that_fails_for_ever_is_told_by_health_until_it_heals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Postbox()
    async with opened(tmp_path, box) as app:
        await publish(app, journey())
        trouble = Trouble(app, box, monkeypatch)
        signed_up = 0
        for call in CALLS:
            trouble.struck, trouble.plan = 0, (call, "ever")
            people = [f"p{signed_up + n}" for n in range(AT_PROVIDER if call == "provider.send" else 1)]
            asking = asyncio.ensure_future(sign_up_all(app, people))
            await until(lambda: trouble.struck > 1 and app.health()["status"] == "failing", HEALTH_SECONDS)
            report = app.vitals.report()
            failing = [task.name for task in report.tasks if task.state == "failing"]
            assert failing or call in MAY_FAIL_ALONE, f"{call}: {report}"
            assert f"{call} was made to fail" in report.fault, report.fault
            assert all(f'"{name}"' in report.fault for name in failing), "the task is named"
            if call == "provider.send":
                await until(lambda: list(statuses(app).values()).count("unknown") == AT_PROVIDER)
            trouble.plan = ("", "not")
            await asyncio.wait_for(asking, 60)
            await level_again(app)
            signed_up += len(people)
            assert counts(app)[0] == signed_up, call
            assert all(task.state != "dead" for task in app.vitals.report().tasks)
        given = [dispatch.outgoing.person for dispatch in box.given]
        assert len(given) == len(set(given)), "nothing is doubled"
        by_status = list(statuses(app).values())
        assert (by_status.count("sent"), by_status.count("unknown")) == (len(CALLS) - 1, AT_PROVIDER)


def code_of(task: "asyncio.Task[Any]") -> str:
    """The file whose coroutine a task runs."""
    return str(getattr(getattr(task.get_coro(), "cr_code", None), "co_filename", "")).rpartition("/src/")[2]


async def test_whatever_runs_is_reported(tmp_path: Path) -> None:
    """A task or thread that is not supervised, or is not shown, fails here."""
    before = {thread.ident for thread in threading.enumerate()}
    async with opened(tmp_path, Postbox()) as app:
        reported = {f"loopline-{task.name}" for task in app.background.tasks()}
        threads = {thread.name for thread in threading.enumerate() if thread.ident not in before} - {"templates"}
        threads = {name for name in threads if not name.startswith("asyncio_")}
        tasks = {task.get_name() for task in asyncio.all_tasks() if "loopline" in code_of(task)}
        assert threads and tasks
        assert (threads | tasks) - reported == set()
        alive = {f"loopline-{task.name}" for task in app.background.tasks() if task.state in ("running", "failing")}
        assert alive - threads - tasks == {"loopline-answers"}, "a watch without a task of its own"


async def test_a_start_that_fails_is_tried_again_and_not_ready_meanwhile(tmp_path: Path) -> None:
    class Closed(Postbox):
        fails = True

        async def open(self) -> None:
            if self.fails:
                raise Unavailable("planted", "No network yet.")

    box = Closed()
    app = App(tmp_path, Settings(), channels={"email": box})
    app.begin()
    await until(lambda: app.health()["status"] == "failing")
    report = app.vitals.report()
    assert '"start"' in report.fault and "No network yet" in report.fault
    assert not report.ready and app.not_ready()
    box.fails = False
    await until(lambda: app.health()["status"] == "ok" and app.health()["ready"])
    await publish(app, journey())
    await sign_up(app, "ann")
    await until(lambda: box.given)
    await app.stop()


async def test_health_says_when_a_store_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, Postbox()) as app:

        def refuse(now: int) -> int | None:
            raise Unavailable("store_failed", "The disk is gone.")

        monkeypatch.setattr(app.state, "oldest_due", refuse)
        health = app.health()
        assert health["status"] == "failing" and "The disk is gone" in str(health["fault"])
