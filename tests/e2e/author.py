"""What every story of an author does: an empty canvas, steps that say what a template's steps say, the publish."""

from importlib.resources import files

from playwright.sync_api import expect

from loopline.decisions.documents.read import read_document, to_plain
from tests.e2e.acts import Acts
from tests.e2e.same import Json, plain
from tests.e2e.studio import Api

BOXES = {
    "E-mail": {"subject": "Subject", "html": "Body (HTML)", "text": "Plain text"},
    "Push": {"title": "Title", "body": "Text", "url": "Opens"},
    "SMS": {"body": "Text"},
    "In-app": {"title": "Title", "body": "Text", "url": "Button leads to"},
}


def shipped(name: str) -> Json:
    """A template as it ships."""
    text = (files("loopline.studio.gallery") / f"{name}.yaml").read_text(encoding="utf-8")
    return to_plain(read_document(text))


def begin(hand: Acts, name: str) -> None:
    """An empty canvas with a name; the cursor stands in what starts the journey."""
    page = hand.page
    page.goto("/journeys")
    hand.click(page.get_by_role("link", name="New journey"), "new journey")
    hand.click(page.get_by_role("button", name="Empty canvas"), "empty canvas")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_focused()
    hand.write(name)
    hand.enter()
    expect(hand.canvas.card("Entry")).to_be_visible()
    expect(hand.canvas.panel.get_by_label("People enter on")).to_be_focused()


def purpose(hand: Acts, template: Json) -> None:
    """Why there is such a journey, its goal, and the events that end it."""
    hand.ground()
    hand.click(hand.canvas.panel.get_by_label("Owner"), "owner")
    hand.write(template["owner"])
    hand.put("Hypothesis", template["hypothesis"])
    hand.put("Event that counts as a conversion", template["goal"]["event"])
    hand.put("Within, from the entry", template["goal"].get("within", "14d").removesuffix("d"))
    if "value" in template["goal"]:
        hand.put("Its money value", template["goal"]["value"])
    hand.press("Exit rules")
    for rule in template["exits"]:
        hand.press("Add an exit rule")
        hand.put("Reason", rule["reason"], "Shift+Tab")
        hand.put("Event", rule["on"], "Shift+Tab")
    hand.press("Limits")
    hand.put("Priority", str(template["priority"]))
    hand.put("Description", template["description"])


def branch(hand: Acts, number: int, name: str) -> None:
    """The name of a branch, and its first rule is begun."""
    if number > 1:
        hand.press("Add a branch")
    hand.put(f"Name of branch {number}", name, "Tab" if number == 1 else "Shift+Tab")
    hand.press("Add a rule")


def message(hand: Acts, step: Json, channel: str) -> None:
    """The step in which the cursor stands says what this one says."""
    hand.write(step["name"])
    hand.radio(channel)
    for part, label in BOXES[channel].items():
        if part in step["content"]:
            hand.put(label, step["content"][part])


def wait_for_something(hand: Acts, step: Json, way: str) -> None:
    """The wait in which the cursor stands waits in this way; its other boxes come next."""
    hand.write(step["name"])
    hand.pick("Wait", way)


def published(hand: Acts, api: Api, journey: str, template: Json) -> Json:
    """The journey goes live, without a fault, and it is the template but for names and places."""
    hand.canvas.saved()
    faults = api.ask("POST", "/api/check", {"document": api.draft(journey)})["faults"]
    assert [one for one in faults if one["severity"] == "error"] == []
    page = hand.page
    hand.click(page.get_by_role("button", name="Publish"), "publish")
    hand.click(page.get_by_role("dialog").get_by_role("button", name="Publish"), "publish, confirmed")
    expect(page.get_by_text("Version 1 is live.")).to_be_visible()
    drawn: Json = api.ask("GET", f"/api/journeys/{journey}")["live"]["document"]
    mine, wished = plain(drawn), plain(template)
    assert [step for step in wished["nodes"] if mine["nodes"].get(step) != wished["nodes"][step]] == []
    assert mine == wished
    return drawn


def in_seconds(drawn: Json, seconds: int) -> Json:
    """The journey with nobody held out and with waits that end in seconds, whatever they wait for."""

    def shorter(node: Json) -> Json:
        if node["kind"] != "wait":
            return node
        if "until" in node:
            return {**node, "timeout": f"{seconds}s"}
        return {"kind": "wait", "name": node["name"], "for": f"{seconds}s", "then": node["then"]}

    return {
        **drawn,
        "holdout": {"percent": 0},
        "nodes": {step: shorter(node) for step, node in drawn["nodes"].items()},
    }
