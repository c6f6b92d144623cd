"""Results in the browser: arms and groups judged together, a changed holdout told, and all of it on a phone."""

import csv
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.cli.served import Server, wait_for
from tests.e2e.browser import PHONE, window
from tests.e2e.checks import accused, sideways
from tests.e2e.studio import Api, identify, own, track

WINDOW_SECONDS = 3


def journey(percent: int) -> dict[str, Any]:
    mail = {"kind": "message", "channel": "email", "content": {"subject": "Hello", "text": "Hello"}}
    arms = [{"name": "plain", "weight": 1, "then": "a"}, {"name": "friendly", "weight": 1, "then": "b"}]
    return {
        "kind": "journey",
        "id": "words",
        "name": "Which words",
        "entry": {"on": ["signed_up"]},
        "holdout": {"percent": percent},
        "goal": {"event": "bought", "within": f"{WINDOW_SECONDS}s"},
        "start": "words",
        "nodes": {"words": {"kind": "experiment", "name": "Subject", "arms": arms}, "a": mail, "b": mail},
    }


def wave(api: Api, tag: str, people: int, every: int) -> None:
    """People sign up, on two plans; every so many of them buys, whatever they were sent."""
    names = [f"{tag}{n}" for n in range(people)]
    api.send(
        *(identify(one, email=f"{one}@example.com", plan="free" if at % 2 else "pro") for at, one in enumerate(names))
    )
    api.send(*(track(one, "signed_up") for one in names))
    api.send(*(track(one, "bought") for one in names[::every]))


def closed(api: Api, people: int) -> bool:
    took = api.ask("GET", "/api/journeys/words/report")
    lift = took["lift"]
    return bool(lift) and lift["treated"]["units"] + lift["held_out"]["units"] == people


def test_results_by_arm_and_by_group_are_read_at_a_desk_and_on_a_phone(
    house: Server, api: Api, dressed: Browser, tmp_path: Path
) -> None:
    """Given a holdout that was changed between two waves, the report says so, compares arms and groups, and warns."""
    api.publish(journey(20))
    wave(api, "q", 200, 10)
    api.publish(journey(50))
    wave(api, "b", 200, 2)
    time.sleep(WINDOW_SECONDS)
    wait_for(lambda: closed(api, 400))
    with window(dressed, house.note.url) as (page, _):
        own(page, house)
        page.goto("/results/words")
        verdict = page.get_by_label("Verdict")
        expect(verdict).to_contain_text("The holdout was changed (20 % and 50 %)")
        expect(page.get_by_label("Arms of “Subject”, against the holdout", exact=True).first).to_contain_text("plain")

        page.get_by_label("Break down by").first.click()
        page.get_by_role("option", name="plan", exact=True).first.click()
        groups = page.get_by_label("By plan", exact=True).first
        expect(groups).to_contain_text("2 comparisons are made at once")
        expect(groups.get_by_role("listitem")).to_have_count(2)
        groups.get_by_text("Table").click()
        expect(groups.get_by_role("row")).to_have_count(3)
        with page.expect_download() as waiting:
            groups.get_by_role("button", name="CSV").click()
        place = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(place)
        with place.open(encoding="utf-8", newline="") as lines:
            rows = {line["name"]: line for line in csv.DictReader(lines)}
        assert place.name == "words-by-trait-plan.csv"
        units = [int(row["treated_units"]) + int(row["held_units"]) for row in rows.values()]
        assert set(rows) == {"free", "pro"} and sum(units) == 400
        assert not accused(page)

        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        for switch in page.get_by_text("Table", exact=True).all():
            switch.click()
        page.wait_for_timeout(300)
        assert sideways(page) <= 0
        tables = page.get_by_role("region", name="Table", exact=True)
        assert tables.count() >= 5
        wider = [one.evaluate("e => e.scrollWidth - e.clientWidth") for one in tables.all()]
        assert max(wider) <= 0, "every table fits the phone: nothing scrolls sideways"
        assert not accused(page)
