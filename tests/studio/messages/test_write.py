"""What was found out about messages counts once, also when it is said twice before anything is decided."""

import asyncio
from pathlib import Path

import pytest

from loopline.model.errors import Unavailable
from loopline.model.message import Unknown
from loopline.studio.messages import write
from loopline.studio.messages.schemas import ResolveManyBody
from tests.runtime.parts import NOON, Postbox, event, journey, opened, publish, stated, statuses, until

pytestmark = pytest.mark.anyio


async def test_more_than_one_call_may_hold_is_done_in_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "RESOLVED_MAX", 4)
    monkeypatch.setattr(write, "PAGE", 3)
    box = Postbox(*[Unknown("silence")] * 10)
    async with opened(tmp_path, box) as app:
        await publish(app, journey())
        people = [f"p{number}" for number in range(10)]
        await app.accept([stated(one, NOON, email=f"{one}@example.com", name=one) for one in people])
        await app.accept([event(one, "signed_up", NOON) for one in people])
        await until(lambda: list(statuses(app).values()) == ["unknown"] * 10)
        asked = ResolveManyBody("resend")
        found = [await app.studio.resolutions.resolve_all(asked) for _ in range(3)]
        assert [(one.resolved, one.left) for one in found] == [(4, True), (4, True), (2, False)]
        await until(lambda: list(statuses(app).values()) == ["sent"] * 10)
        assert len(box.given) == 20, "each was sent again once"


async def test_two_answers_before_the_first_is_decided_do_not_send_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop stands still: the first answer waits in the log, and the second one is refused."""
    monkeypatch.setattr(write, "DECIDED_SECONDS", 0.1)
    box = Postbox(Unknown("silence"))
    async with opened(tmp_path, box) as app:
        await publish(app, journey())
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        await until(lambda: list(statuses(app).values()) == ["unknown"])
        commit = app.state.commit

        def refuse(transaction: object) -> None:
            raise Unavailable("store_failed", "The disk is full.")

        monkeypatch.setattr(app.state, "commit", refuse)
        asked = ResolveManyBody("resend")
        assert (await app.studio.resolutions.resolve_all(asked)).resolved == 1
        with pytest.raises(Unavailable) as caught:
            await app.studio.resolutions.resolve_all(asked)
        assert caught.value.code == "resolve_busy"
        monkeypatch.setattr(app.state, "commit", commit)
        await until(lambda: list(statuses(app).values()) == ["sent"])
        await asyncio.wait_for(app.settle(), 20)
        assert len(box.given) == 2, "as it was lost, and once again"
