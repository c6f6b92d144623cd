"""The walk in ARCHITECTURE.md is walked: one signal through a whole server, to a mail server and back as a receipt.

Every function of the table is called, in its order, and no file that leads from one to the next is left out.
"""

import asyncio
import email
import re
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

import httpx2
import pytest
from msgspec import Struct

from docs.codes import PACKAGE, ROOT
from loopline.app import App
from loopline.cli.serve import running
from loopline.runtime.clock import SystemClock
from loopline.settings import Settings
from tests.providers.servers import Mailroom, mailroom
from tests.runtime.parts import journey, publish, stated, statuses, until

FILES_MAX = 20
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
WHERE = re.compile(r"`([\w/]+\.py)` ((?:`[\w.]+`(?:, )?)+)")
WIRED = re.compile(r"`([\w/]+\.py)`: `(.+)`")
STEPS = ("accept", "commit", "decide", "commit", "gate", "render", "attempt", "receipt")
ENTRIES = {("api/dialects/segment.py", "send"), ("studio/links/routes.py", "opened")}
"""The functions that answer a request. Before them stand Starlette and middleware that lets the request through."""

ROOTS = {("runtime/supervise.py", name) for name in ("SupervisedThread._serve", "SupervisedTask._serve", "watched")}
"""Do the steps of what runs in the background, one after the other, as a web framework calls the routes."""

MAIL = {"kind": "message", "channel": "email", "content": {"subject": "Hi {{name}}", "html": "<p>Hi {{name}}</p>"}}
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}

Place = tuple[str, str]
"""A file and a function of it: "runtime/engine/loop.py", "Loop.run_once"."""


class Call(Struct, frozen=True):
    """A call, and the places that led to it, from the function outward."""

    place: Place
    led: tuple[Place, ...]


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    after = TEXT.split(f"\n{heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE)
    assert table, f"there is a table under {heading}"
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[0].splitlines()[2:]]


def places_in(cell: str) -> list[Place]:
    """The places that a cell names."""
    return [(file, name) for file, names in WHERE.findall(cell) for name in re.findall(r"`([\w.]+)`", names)]


WALK = [place for row in rows("## The walk") for place in places_in(row[1])]
ROAD = {file for file, _ in WALK}


def place_of(code: CodeType) -> Place | None:
    """Where a piece of code stands; a function inside another is called by its own name. None: it is not ours."""
    if not code.co_filename.startswith(f"{PACKAGE}/"):
        return None
    return code.co_filename.removeprefix(f"{PACKAGE}/"), code.co_qualname.rpartition("<locals>.")[2]


def led_to(frame: FrameType) -> Iterator[Place]:
    """The places of ours that led to a frame, up to the function that answers the request, or the thread's root."""
    back: FrameType | None = frame
    while back is not None:
        place = place_of(back.f_code)
        if place is not None and place not in ROOTS:
            yield place
            if place in ENTRIES:
                return
        back = back.f_back


@contextmanager
def watched(calls: list[Call]) -> Iterator[None]:
    """Note each call of a function of the walk, in this thread and in those that begin from now on."""
    wanted = frozenset(WALK)

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and (place := place_of(frame.f_code)) in wanted:
            assert place is not None
            calls.append(Call(place, tuple(led_to(frame))))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


async def one_signal(folder: Path, calls: list[Call]) -> None:
    """Ann signs up, gets a mail and opens it; `calls` has what was called from the request on."""
    async with mailroom() as room:
        url = f"smtp://127.0.0.1:{room.port}"
        app = App(folder, Settings.model_validate({"smtp_url": url, "sender": "us@example.com", "intake": "thread"}))
        async with running(app, "127.0.0.1", 0) as here:
            await publish(app, journey({"hello": MAIL}))
            await app.accept([stated("ann", SystemClock().now(), email="ann@example.com", name="Ann")])
            await app.settle()
            calls.clear()
            async with httpx2.AsyncClient(base_url=here) as client:
                key = b64encode(f"{app.keys.create('write')}:".encode()).decode()
                signal = {"userId": "ann", "event": "signed_up", "messageId": "m1"}
                taken = await client.post("/v1/track", json=signal, headers={"Authorization": f"Basic {key}"})
                assert taken.status_code == 200, taken.text
                await until(lambda: "sent" in statuses(app).values())
                seen = await client.get(pixel(room), headers=BROWSER)
                assert (seen.status_code, seen.headers["content-type"]) == (200, "image/gif")
                await app.settle()
            facts = app.facts.query("SELECT count(*) FROM facts WHERE kind = 'receipt' AND name = 'opened'")
            assert facts == [(1,)], "the receipt was decided"


def pixel(room: Mailroom) -> str:
    """The path of the open pixel in the mail that came."""
    ((_, mail),) = room.mails
    for part in email.message_from_bytes(mail).walk():
        body = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(body, bytes):
            found = re.search(r"/l/open/[\w.~-]+", body.decode())
            assert found, "the mail has an open pixel"
            return found[0]
    raise AssertionError("the mail has HTML")


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    """One signal, really sent."""
    found: list[Call] = []
    with watched(found):
        asyncio.run(one_signal(tmp_path_factory.mktemp("walk"), found))
    return found


def in_order(walk: Sequence[Place], calls: Sequence[Call]) -> list[Call]:
    """For each place the first call of it after the one before. Fails at the place that is not called there."""
    found: list[Call] = []
    rest = iter(calls)
    for place in walk:
        call = next((call for call in rest if call.place == place), None)
        before = found[-1].place if found else None
        assert call is not None, f"{place} is never called after {before}"
        found.append(call)
    return found


def left_out(calls: Sequence[Call], road: set[str]) -> set[Place]:
    """What led from one place of the walk to the next and stands in no file of the road."""
    return {place for call in calls for place in call.led if place[0] not in road}


def test_a_stranger_opens_at_most_twenty_files() -> None:
    assert len(ROAD) <= FILES_MAX
    said = re.search(r"passes through (\d+) files", " ".join(TEXT.split()))
    assert said and int(said[1]) == len(ROAD), f"the walk has {len(ROAD)} files: {', '.join(sorted(ROAD))}"


def test_each_row_names_a_file_and_a_function() -> None:
    walk = rows("## The walk")
    assert all(len(places_in(row[1])) for row in walk)
    assert [int(row[0]) for row in walk] == list(range(1, len(walk) + 1))


def test_the_walk_is_what_really_happens(calls: list[Call]) -> None:
    in_order(WALK, calls)


def test_no_file_is_left_out_of_the_count(calls: list[Call]) -> None:
    """Of all calls of its functions on the way, not of the first ones alone."""
    assert left_out(calls, ROAD) == set()


def test_the_screen_has_eight_steps_of_the_walk() -> None:
    screen = rows("## The road in one screen")
    assert tuple(row[0] for row in screen) == STEPS
    rest = iter(WALK)
    for row in screen:
        for place in places_in(row[1]):
            assert place in rest, f"{place} is a place of the walk, in its order"


def test_each_blind_jump_names_the_line_that_wires_it() -> None:
    jumps = rows("### The blind jumps")
    assert len(jumps) > 10
    for row in jumps:
        found = WIRED.fullmatch(row[3])
        assert found, f"{row[3]} names a file and what stands in it"
        code = " ".join((PACKAGE / found[1]).read_text(encoding="utf-8").split())
        assert found[2].strip() in code, f"{found[1]} has no {found[2]}"
        number = int(row[0].split(",")[0])
        files = {file for file, _ in places_in(rows("## The walk")[number - 1][1])}
        for said in re.findall(r"`([\w.]+)", row[1]):
            assert any(said in (PACKAGE / file).read_text(encoding="utf-8") for file in files), f"{said} in {files}"


def test_a_wrong_order_a_missing_call_and_a_hidden_hop_are_seen() -> None:
    a, b, hop = ("a.py", "f"), ("b.py", "g"), ("hop.py", "pass_on")
    calls = [Call(a, (a,)), Call(b, (b, hop, a))]
    assert [call.place for call in in_order([a, b], calls)] == [a, b]
    with pytest.raises(AssertionError, match="never called after"):
        in_order([b, a], calls)
    with pytest.raises(AssertionError, match="never called after"):
        in_order([a, b, ("c.py", "h")], calls)
    assert left_out(calls, {"a.py", "b.py"}) == {hop}
