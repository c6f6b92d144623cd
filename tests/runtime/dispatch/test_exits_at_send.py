"""An exit that became true between two attempts, on real stores: the second is refused, and "why" names the rule."""

from pathlib import Path
from typing import Any

import pytest

from loopline.model.message import Deferred
from loopline.reports.why import explain_messages
from loopline.runtime.clock import VirtualClock
from tests.runtime.parts import HELLO, NOON, Postbox, event, journey, move, opened, publish, stated, until

pytestmark = pytest.mark.anyio
TIER = {"when": 'tier == "gold"', "reason": "top_tier"}


@pytest.mark.parametrize("tier", ["gold", "silver"])
@pytest.mark.parametrize("rest", [{}, {"rest": {"kind": "wait", "for": "9d"}}], ids=["ended", "open"])
async def test_a_second_attempt_asks_the_exits_again(tmp_path: Path, tier: str, rest: dict[str, Any]) -> None:
    clock, box = VirtualClock(NOON), Postbox(Deferred("busy", "later"))
    hello = {**HELLO, "then": "rest"} if rest else HELLO
    async with opened(tmp_path, box, clock) as app:
        await publish(app, journey({"hello": hello, **rest}, exits=[TIER]))
        await app.accept([stated("ann", NOON, email="ann@example.com", name="Ann"), event("ann", "signed_up", NOON)])
        await until(lambda: len(box.given) == 1)
        await app.settle()
        await app.accept([stated("ann", NOON + 1, tier=tier)])
        await app.settle()
        move(app, clock, NOON + 3_600_000)
        await until(lambda: not app.state.outbox(("pending", "sending"), 2**62, 1))
        await app.settle()
        app.exporter.catch_up()
        attempts = app.facts.query("SELECT name, reason FROM facts WHERE kind = 'attempt' ORDER BY position, seq")
        why = explain_messages(app.facts, "ann", "hello").answer
    if tier == "silver":
        assert (attempts[-1][0], len(box.given)) == ("sent", 2)
        return
    assert len(box.given) == 1, "the provider never got it again"
    assert attempts[-1] == (("refused", "exited") if rest else ("refused", "exit_top_tier"))
    assert ("exit rule of the journey holds (top tier)" in why) or rest
