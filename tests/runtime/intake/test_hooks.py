"""A call is read by its provider and told whom it is about, with a real state and real facts."""

from pathlib import Path
from typing import Any

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
    return [found.get(person, Person(key=person, traits={})).consent_now() or None for person in people]


async def test_everybody_with_the_address_is_meant_and_nobody_else(tmp_path: Path) -> None:
    app = await with_pigeon(tmp_path)
    try:
        same = [stated(person, NOON, phone="+4917012345") for person in ("ann", "bob")]
        others = [stated("cem", NOON, phone="+49170123451"), stated("dan", NOON, phone=17012345)]
        await app.accept([*same, *others, stated("eve", NOON, phone="call 17012345")])
        request = call("coo", {"event": "answer", "from": "+4917012345", "text": "STOP"})
        await app.level()
        assert await app.hooks.take("pigeon", request) is None
        heard = await consents(app, "ann", "bob", "cem", "dan", "eve")
        assert heard == [{"sms": False}, {"sms": False}, None, None, None]
    finally:
        await app.stop()


async def test_a_number_is_that_of_a_person_however_it_is_written(tmp_path: Path) -> None:
    """A STOP is heard of everybody to whom an SMS would go, and of nobody else: by one reading of numbers."""
    written: dict[str, dict[str, Any]] = {
        "ann": {"phone": "+49 (170) 123-456 78"},
        "bob": {"phone": "0170/12345678"},
        "cem": {"phone": 4917012345678},
        "dan": {"phone": "0170 12345678", "country": "at"},
        "eve": {"phone": "0049 170 12345678", "country": "at"},
        "fay": {"phone": "0170 12345678", "country": "Germany"},
    }
    app = await with_pigeon(tmp_path)
    try:
        await publish(app, Workspace(country="DE"))
        await app.accept([stated(person, NOON, **traits) for person, traits in written.items()])
        await app.level()
        await app.hooks.take("pigeon", call("coo", {"event": "answer", "from": "+4917012345678", "text": "stop"}))
        no = {"sms": False}
        assert await consents(app, *written) == [no, no, no, None, no, None]
    finally:
        await app.stop()


async def test_the_trait_is_the_one_that_the_workspace_names(tmp_path: Path) -> None:
    app = await with_pigeon(tmp_path)
    try:
        await publish(app, Workspace(addresses={"sms": "mobile"}))
        number = "+4917012345"
        await app.accept([stated("ann", NOON, phone=number), stated("bob", NOON, **{"mobile": number})])
        await app.level()
        await app.hooks.take("pigeon", call("coo", {"event": "answer", "from": number, "text": "stop"}))
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
