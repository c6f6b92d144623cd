"""A big canvas moves without a jerk, and a long list is there at once."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.served import Server
from tests.e2e.browser import busy, window
from tests.e2e.journeys import mail, tall
from tests.e2e.studio import Api, Canvas, middle, own

pytestmark = [pytest.mark.browser, pytest.mark.alone]

STEPS, JOURNEYS, TRIES = 300, 500, 3
FRAME_MS, ANSWER_SECONDS = 50.0, 0.2
SCREEN_MS = 1000 / 60
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


def wander(page: Page, x: float, y: float) -> float:
    """The longest frame, in ms, while the pointer goes to and fro."""
    page.evaluate(BEGIN)
    for step in range(60):
        page.mouse.move(x + (step % 20) * 6, y + (step % 15) * 4)
    frames: list[float] = page.evaluate(END)
    assert len(frames) > 10, f"only {len(frames)} frames: nothing was measured"
    return max(frames)


def drag(page: Page, canvas: Canvas, name: str) -> float:
    """The longest frame, in ms, while a card is dragged to and fro."""
    x, y = middle(canvas.card(name).get_by_test_id("name"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8)
    page.wait_for_timeout(300)  # the first move puts all cards where the layout drew them
    worst = wander(page, x + 8, y + 8)
    page.mouse.up()
    return worst


def test_three_hundred_steps_are_dragged_smoothly(house: Server, api: Api, browser: Browser) -> None:
    """No frame over 50 ms while a card is dragged, the best of three.

    What an empty page suffers at the same moment is the machine's doing, so that much is forgiven.
    """
    api.ask("PUT", "/api/journeys/tall/draft", {"document": tall(STEPS), "revision": 0})
    tries: list[tuple[float, float]] = []
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        empty = page.context.new_page()
        canvas = Canvas(page).open("tall")
        page.wait_for_timeout(1500)
        before = middle(canvas.card("N1"))
        while len(tries) < TRIES and not any(smooth(*one) for one in tries):
            empty.bring_to_front()
            machine = wander(empty, 100, 100)
            page.bring_to_front()
            tries.append((drag(page, canvas, "N1"), machine))
        assert middle(canvas.card("N1")) != before, "the card stayed where it was: nothing was dragged"
    told = f"longest frames (ours, an empty page's) in ms: {tries}; {busy():.1f} processes a core"
    print(told)
    assert any(smooth(*one) for one in tries), told


def smooth(ours: float, machine: float) -> bool:
    """Whether the longest frame, less what the machine itself was late, is at most 50 ms."""
    return ours - max(0.0, machine - SCREEN_MS) <= FRAME_MS


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
        own(page, house)
        page.goto("/journeys")
        expect(page.get_by_text(f"All {JOURNEYS}")).to_be_visible()
        page.get_by_label("Search journeys").fill("Journey 499")
        expect(page.get_by_role("link", name="Journey 499")).to_be_visible()
        expect(page.get_by_role("row")).to_have_count(2)
    print(f"answers in s: {took}; {busy():.1f} processes a core")
    assert min(took) < ANSWER_SECONDS, f"answers took {took} s with {busy():.1f} processes a core"
