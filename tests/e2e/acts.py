"""The hand of an author: what it clicks, drags and presses on the canvas is counted; what it writes in a form is not.

An act is a click, a drag or a key that the canvas or a page answers. Inside a form, letters, Tab, arrows and Enter
count nothing. A box that is clicked costs the click.
"""

from typing import Literal

from playwright.sync_api import Locator, Page, expect

from tests.e2e.studio import Canvas

FURTHEST = 120
AS_A_HAND_MS = 120
FOCUSED = """() => {
  const it = document.activeElement;
  const named = it.getAttribute("aria-label") ?? it.labels?.[0]?.innerText ?? it.innerText ?? "";
  return named.replace(/\\s*\\*$/, "").trim();
}"""

REACHED = """it => {
  const box = it.getBoundingClientRect();
  return it.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""


class Acts:
    """An author at one page; `count` is how many acts it took so far."""

    def __init__(self, page: Page) -> None:
        self.page, self.canvas = page, Canvas(page)
        self.done: list[str] = []

    @property
    def count(self) -> int:
        """Acts so far."""
        return len(self.done)

    def click(self, thing: Locator, what: str = "") -> None:
        """A click."""
        self.done.append(f"click {what or thing}")
        thing.click()

    def ground(self) -> None:
        """A click on the empty canvas: nothing is selected, so the panel is the journey's."""
        self.done.append("click the canvas")
        self.page.locator(".react-flow__pane").click(position={"x": 24, "y": 24})

    def key(self, key: str) -> None:
        """A key that the canvas answers."""
        self.done.append(f"key {key}")
        self.page.keyboard.press(key)

    def join(self, card: str, edge: str, target: str) -> None:
        """A drag from the end of a branch to a step."""
        self.done.append(f"drag {edge} to {target}")
        self.canvas.connect(self.canvas.edge(card, edge), target)

    def lead(self, card: str, target: str) -> None:
        """A drag from the one way out of a step to another step."""
        self.done.append(f"drag {card} to {target}")
        self.canvas.connect(self.canvas.card(card).get_by_test_id("out"), target)

    def step(self, letter: str) -> None:
        """Done with this step, and the next one behind it."""
        self.key("Control+Enter")
        self.key(letter)
        self.in_new_step()

    def step_at(self, card: str, edge: str, kind: str) -> None:
        """A step on this very branch, by its plus."""
        row = self.canvas.card(card).get_by_test_id("edge").filter(has_text=edge)
        plus = row.get_by_role("button", name="Add the next step here")
        if not self.seen(plus):
            self.see_all()
            self.canvas.at_rest(plus)
        self.click(plus, f"plus of {edge}")
        self.click(self.page.get_by_role("menuitem", name=kind, exact=True), kind)
        self.in_new_step()

    def see_all(self) -> None:
        """Out of the form, and the whole journey into the window."""
        self.key("Control+Enter")
        self.key("0")

    def seen(self, thing: Locator) -> bool:
        """Whether it stands where a pointer reaches it, once the canvas is at rest."""
        self.canvas.at_rest(thing)
        return bool(thing.evaluate(REACHED))

    def in_new_step(self) -> None:
        """The cursor stands in the name of the step that was just added."""
        expect(self.canvas.panel.get_by_label("Name", exact=True)).to_be_focused()

    def at(self, label: str, way: Literal["Tab", "Shift+Tab"] = "Tab") -> None:
        """By Tab to a box or a button of this name."""
        for _ in range(FURTHEST):
            self.page.keyboard.press(way)
            if self.focused() == label:
                return
        raise AssertionError(f"Tab never came to {label}; it stands at {self.focused()}")

    def focused(self) -> str:
        """What the box is called in which the cursor stands."""
        found: str = self.page.evaluate(FOCUSED)
        return found

    def write(self, text: str) -> None:
        """Letters, over what the box held."""
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text) if text else self.page.keyboard.press("Delete")

    def put(self, label: str, text: str, way: Literal["Tab", "Shift+Tab"] = "Tab") -> None:
        """By Tab to a box, and something written into it."""
        self.at(label, way)
        self.write(text)

    def enter(self) -> None:
        """Enter, inside a form."""
        self.page.keyboard.press("Enter")

    def press(self, label: str, way: Literal["Tab", "Shift+Tab"] = "Tab") -> None:
        """By Tab to a button of the form, and Enter."""
        self.at(label, way)
        self.enter()

    def pick(self, label: str, option: str, way: Literal["Tab", "Shift+Tab"] = "Tab") -> None:
        """By Tab to a list, and an option of it by its first letters."""
        self.at(label, way)
        if self.page.evaluate("() => document.activeElement.value") == option:
            return
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(option)
        marked = self.page.locator("[data-combobox-selected]").filter(has_text=option).first
        expect(marked).to_be_visible()
        self.page.wait_for_timeout(AS_A_HAND_MS)  # the list marks its first line anew once it has opened
        self.enter()
        if self.page.evaluate("() => document.activeElement.ariaExpanded") == "true":
            self.page.keyboard.press("ArrowDown")
            self.enter()
        expect(self.page.locator(":focus")).to_have_attribute("aria-expanded", "false")

    def radio(self, option: str) -> None:
        """By Tab to a row of choices, and along it with the arrows."""
        for _ in range(FURTHEST):
            if self.page.evaluate("() => document.activeElement.type") == "radio":
                break
            self.page.keyboard.press("Tab")
        for _ in range(FURTHEST):
            if self.focused() == option:
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"there is no choice {option}")
