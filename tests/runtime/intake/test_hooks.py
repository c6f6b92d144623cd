"""A call is read by its provider and told whom it is about, with a real state and real facts."""

from pathlib import Path

import pytest

from loopline.app import App
from loopline.model.errors import Missing
from loopline.model.hook import HookRefusal
from loopline.model.journey import Workspace
from loopline.model.person import Person
from loopline.runtime.clock import VirtualClock
from loopline.settings import Settings
from tests.providers.pigeon import Loft, Pigeon, call
from tests.runtime.parts import NOON, publish, stated

pytestmark = pytest.mark.anyio


async def with_pigeon(folder: Path) -> App:
    app = App(folder, Settings(), VirtualClock(NOON), {"sms": Pigeon("coo", Loft())})
    await app.start()
    return app


async def consents(app: App, *people: str) -> list[dict[str, bool] | None]:
    await app.settle()
    found = app.people.get(people)
    return [found.get(person, Person(key=person, traits={})).consent for person in people]


async def test_everybody_with_the_address_is_meant_and_nobody_else(tmp_path: Path) -> None:
    app = await with_pigeon(tmp_path)
    try:
        same = [stated(person, NOON, phone="+49170") for person in ("ann", "bob")]
        await app.accept([*same, stated("cem", NOON, phone="+491701"), stated("dan", NOON, phone=49170)])
        request = call("coo", {"event": "answer", "from": "+49170", "text": "STOP"})
        await app.level()
        assert await app.hooks.take("pigeon", request) is None
        assert await consents(app, "ann", "bob", "cem", "dan") == [{"sms": False}, {"sms": False}, None, None]
    finally:
        await app.stop()


async def test_the_trait_is_the_one_that_the_workspace_names(tmp_path: Path) -> None:
    app = await with_pigeon(tmp_path)
    try:
        await publish(app, Workspace(addresses={"sms": "mobile"}))
        await app.accept([stated("ann", NOON, phone="+49170"), stated("bob", NOON, **{"mobile": "+49170"})])
        await app.level()
        await app.hooks.take("pigeon", call("coo", {"event": "answer", "from": "+49170", "text": "stop"}))
        assert await consents(app, "ann", "bob") == [None, {"sms": False}]
    finally:
        await app.stop()


async def test_who_is_not_set_up_is_not_asked(tmp_path: Path) -> None:
    app = await with_pigeon(tmp_path)
    try:
        with pytest.raises(Missing, match="hook_unknown"):
            await app.hooks.take("sandbox", call("coo"))
        assert isinstance(await app.hooks.take("pigeon", call("caw")), HookRefusal)
        end = app.log.end()
        assert await app.hooks.take("pigeon", call("coo")) is None
        assert app.log.end() == end, "nothing was told, so nothing is written"
    finally:
        await app.stop()
