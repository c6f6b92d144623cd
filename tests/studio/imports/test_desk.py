"""Imports that cannot be read on: each is told, and none holds up those behind it."""

import asyncio
import hashlib
from pathlib import Path

import httpx2

from loopline.studio.imports.schemas import ImportView, NewImport
from tests.studio.house import House, error_of


async def begun(house: House, name: str) -> ImportView:
    """An import of one row, which is to be read."""
    desk, content = house.app.studio.imports, f"id,plan\n{name},pro\n".encode()
    asked = NewImport(name=f"{name}.csv", sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    view = await desk.open(asked, "me")
    await desk.add_part(view.id, 0, content)
    return await desk.start(view.id)


def test_a_file_that_cannot_be_read_on_ends_its_import_and_holds_up_no_other(house: House) -> None:
    desk, folder = house.app.studio.imports, Path(house.app.folder) / "imports"

    async def live() -> list[ImportView]:
        names, views = ("gone", "deadly", "ann"), list[ImportView]()
        for name in names:
            view = await begun(house, name)
            content = folder / view.id / "content"
            if name != "ann":
                content.unlink()  # before anybody has read it: nothing was waited for in between
            if name == "deadly":
                content.mkdir()  # what reads it ends by that, each time
            views.append(view)
        async with asyncio.timeout(30):
            while any(desk.one(view.id).state == "running" for view in views):
                await asyncio.sleep(0.05)
            gone = await begun(house, "gone")  # the same file is the same import
            while desk.one(gone.id).state == "running":
                await asyncio.sleep(0.05)
        assert desk.one(gone.id).state == "done" and gone.id == views[0].id
        return [*(desk.one(view.id) for view in views)]

    first, deadly, ann = house.do(live())
    assert (first.accepted, ann.state, ann.accepted) == (1, "done", 1)
    assert deadly.state == "failed" and "[import_reader_down]" in deadly.fault


def test_an_import_that_is_started_again_before_its_cancel_was_seen_goes_on(house: House) -> None:
    async def live() -> ImportView:
        desk = house.app.studio.imports
        view = await begun(house, "cancelled")
        await desk.cancel(view.id)
        view = await desk.start(view.id)
        async with asyncio.timeout(30):
            while (view := desk.one(view.id)).state == "running":
                await asyncio.sleep(0.05)
        return view

    assert house.do(live()).state == "done"


def test_a_disk_that_refuses_is_told_and_the_same_part_is_taken_later(house: House) -> None:
    content = b"id,plan\nzoe,pro\n"
    asked = {"name": "zoe.csv", "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    view = house.client.post("/api/imports", json=asked).json()
    path = Path(house.app.folder) / "imports" / view["id"] / "content"
    path.mkdir()  # nothing can be written there

    def put() -> httpx2.Response:
        return house.client.put(f"/api/imports/{view['id']}/content?offset=0", content=content)

    assert error_of(put()) == (503, "import_disk")
    path.rmdir()
    assert put().json()["state"] == "ready"
