"""A big canvas moves without a jerk, and a long list is there at once."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.commands.served import Server
from tests.e2e.browser import busy, window
from tests.e2e.journeys import mail, tall
from tests.e2e.studio import Api, Canvas, own

pytestmark = [pytest.mark.browser, pytest.mark.alone]

STEPS, JOURNEYS, TRIES = 300, 500, 3
FRAME_MS, ANSWER_SECONDS = 50.0, 0.2
BEGIN = """() => {
  window.frames_ = []; window.watching_ = true; let last = performance.now();
  const tick = (now) => {
    window.frames_.push(now - last);
    last = now;
    if (window.watching_) requestAnimationFrame(tick);
  };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(tick); });
}"""
END = "() => { window.watching_ = false; return window.frames_; }"


def drag(page: Page, canvas: Canvas, name: str) -> list[float]:
    """The frames, in ms, while a card is dragged to and fro."""
    box = canvas.card(name).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 14
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8)
    page.wait_for_timeout(300)  # the first move puts all cards where the layout drew them
    page.evaluate(BEGIN)
    for step in range(60):
        page.mouse.move(x + 8 + (step % 20) * 6, y + 8 + (step % 15) * 4)
    frames: list[float] = page.evaluate(END)
    page.mouse.up()
    return frames


def test_three_hundred_steps_are_dragged_smoothly(house: Server, api: Api, browser: Browser) -> None:
    """No frame over 50 ms while a card is dragged. The best of three: a neighbour's hiccup is not ours."""
    api.ask("PUT", "/api/journeys/tall/draft", {"document": tall(STEPS), "revision": 0})
    worst: list[float] = []
    with window(browser, house.note.url) as (page, _):
        own(page)
        canvas = Canvas(page).open("tall")
        page.wait_for_timeout(1500)
        before = canvas.card("N1").bounding_box()
        for _attempt in range(TRIES):
            frames = drag(page, canvas, "N1")
            assert len(frames) > 20, f"only {len(frames)} frames: nothing was measured"
            worst.append(max(frames))
            if worst[-1] <= FRAME_MS:
                break
            page.wait_for_timeout(1000)
        assert canvas.card("N1").bounding_box() != before, "the card stayed where it was: nothing was dragged"
    print(f"worst frame of each try, in ms: {worst}; {busy():.1f} processes a core")
    assert min(worst) <= FRAME_MS, f"worst frames {worst} ms with {busy():.1f} processes a core"


def test_five_hundred_journeys_are_listed_at_once(house: Server, api: Api, browser: Browser) -> None:
    """The server's answer takes less than 200 ms, the best of three; the list can be searched as one types."""
    for n in range(JOURNEYS):
        document = {
            "kind": "journey",
            "id": f"j{n}",
            "name": f"Journey {n}",
            "entry": {"on": [f"event_{n}"]},
            "start": "hello",
            "nodes": {"hello": mail("Hello")},
            "holdout": {"percent": 10},
        }
        api.publish(document)
    took: list[float] = []
    for _attempt in range(TRIES):
        begun = time.perf_counter()
        assert len(api.ask("GET", "/api/journeys")["journeys"]) == JOURNEYS
        took.append(time.perf_counter() - begun)
    with window(browser, house.note.url) as (page, _):
        own(page)
        page.goto("/journeys")
        expect(page.get_by_text(f"All {JOURNEYS}")).to_be_visible()
        page.get_by_label("Search journeys").fill("Journey 499")
        expect(page.get_by_role("link", name="Journey 499")).to_be_visible()
        expect(page.get_by_role("row")).to_have_count(2)
    print(f"answers in s: {took}; {busy():.1f} processes a core")
    assert min(took) < ANSWER_SECONDS, f"answers took {took} s with {busy():.1f} processes a core"
