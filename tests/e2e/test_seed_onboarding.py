"""The onboarding with a hint in the product against an e-mail, from an empty canvas through the forms to its people."""

import pytest
from playwright.sync_api import Browser

from tests.cli.served import Server, wait_for
from tests.e2e import author
from tests.e2e import rule_writer as rules
from tests.e2e.acts import Acts
from tests.e2e.browser import window
from tests.e2e.same import Json
from tests.e2e.studio import Api, identify, own, track

pytestmark = pytest.mark.browser

MOST_ACTS = 50
TEMPLATE = author.shipped("onboarding")
STEPS = TEMPLATE["nodes"]
JOURNEY = "onboarding_to_first_value"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
STUCK = [f"stuck{number}" for number in range(16)]
"""Enough people for both arms: all fall into one in one of 32,768 installations."""


def test_the_onboarding_is_built_from_nothing_and_people_move_through_it(
    house: Server, api: Api, browser: Browser
) -> None:
    """Given an empty installation, in-app against e-mail is drawn, published and lived; it equals the template."""
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        hand = Acts(page)
        author.begin(hand, TEMPLATE["name"])
        hand.page.keyboard.insert_text("signed_up")
        hand.enter()
        hand.pick("May somebody enter again?", "Once only")
        hand.put("Held out (%)", "10")
        author.purpose(hand, TEMPLATE)
        first_value(hand)
        stuck(hand)
        hints(hand)
        drawn = author.published(hand, api, JOURNEY, TEMPLATE)
        print(f"the onboarding took {hand.count} acts")
        assert hand.count <= MOST_ACTS, hand.done
    lived(api, drawn)


def first_value(hand: Acts) -> None:
    """The welcome, the first project, and on a weekday's morning the invitation."""
    hand.click(hand.canvas.card("Entry"), "entry")
    hand.key("m")
    hand.in_new_step()
    author.message(hand, STEPS["welcome"], "E-mail")
    hand.step("w")
    author.wait_for_something(hand, STEPS["first_project"], "Until an event")
    hand.put("Event", "project_created")
    hand.put("At most", "2")
    hand.step("w")
    author.wait_for_something(hand, STEPS["next_morning"], "Until a time")
    hand.put("Until (local time)", "09:00")
    for day in WEEKDAYS:
        hand.at(day)
        hand.page.keyboard.press("Space")
    hand.step("m")
    author.message(hand, STEPS["invite"], "E-mail")
    hand.step("w")
    hand.write(STEPS["last_days"]["name"])
    hand.put("How long", "5")
    hand.step("q")
    hand.put("Reason", "not_invited")


def stuck(hand: Acts) -> None:
    """Whoever made no project gets what fits, and a second chance."""
    hand.step_at(STEPS["first_project"]["name"], "time ran out", "Split")
    hand.write(STEPS["what_for"]["name"])
    author.branch(hand, 1, "large company")
    rules.compare(hand, "company_size", "at least", "200")
    author.branch(hand, 2, "developer")
    rules.compare(hand, "role", "is", "developer")
    hand.step("m")
    author.message(hand, STEPS["offer_call"], "E-mail")
    hand.step("w")
    author.wait_for_something(hand, STEPS["second_chance"], "Until a condition")
    hand.press("Add a rule")
    rules.happened(hand, "project_created", 1)
    hand.put("At most", "5")
    hand.step_at(STEPS["second_chance"]["name"], "time ran out", "Exit")
    hand.put("Reason", "no_project")
    hand.step_at(STEPS["what_for"]["name"], "developer", "Message")
    author.message(hand, STEPS["example_code"], "E-mail")


def hints(hand: Acts) -> None:
    """In the product, or by e-mail: half and half, and then all go on together."""
    hand.step_at(STEPS["what_for"]["name"], "otherwise", "Experiment")
    hand.write(STEPS["nudge_test"]["name"])
    for number, (arm, now) in enumerate((("in_app", "in_app"), ("email", "email")), start=1):
        hand.put(f"Name of arm {number}", arm)
        hand.put(f"Weight of {now}", "50")
    hand.step("m")
    author.message(hand, STEPS["nudge_in_app"], "In-app")
    hand.step_at(STEPS["nudge_test"]["name"], "email", "Message")
    author.message(hand, STEPS["nudge_email"], "E-mail")
    hand.see_all()
    for step in ("example_code", "nudge_in_app", "nudge_email"):
        hand.lead(STEPS[step]["name"], STEPS["second_chance"]["name"])
    hand.join(STEPS["second_chance"]["name"], "it happened", STEPS["next_morning"]["name"])


def lived(api: Api, drawn: Json) -> None:
    """With waits of seconds, each kind of person gets the help that fits, and the test is drawn to both arms."""
    api.publish(author.in_seconds(drawn, 5), "waits of seconds")
    people: dict[str, Json] = {
        "quick": {},
        "large": {"company_size": 500, "role": "developer"},
        "dev": {"company_size": 3, "role": "developer"},
        **{one: {} for one in STUCK},
    }
    for person, traits in people.items():
        api.send(identify(person, **traits, email=f"{person}@example.test"), track(person, "signed_up"))
    api.send(track("quick", "project_created"))
    wait_for(lambda: "invite" in steps(api, "quick"))
    wait_for(lambda: all(len(steps(api, one)) == 2 for one in people if one != "quick"))
    assert steps(api, "large") == {"welcome", "offer_call"}
    assert steps(api, "dev") == {"welcome", "example_code"}
    drawn_to = {one: steps(api, one) - {"welcome"} for one in STUCK}
    assert {step for took in drawn_to.values() for step in took} == {"nudge_in_app", "nudge_email"}
    assert all(len(took) == 1 for took in drawn_to.values()), "nobody gets both"
    wait_for(lambda: "no_project" in str(api.ask("GET", "/api/people/stuck0/timeline")))
    wait_for(lambda: "not_invited" in str(api.ask("GET", "/api/people/quick/timeline")))
    assert steps(api, "quick") == {"welcome", "invite"}


def steps(api: Api, person: str) -> set[str]:
    """Which of the template's messages somebody got, by the names of their steps."""
    named = {node["name"]: step for step, node in STEPS.items() if node["kind"] == "message"}
    return {named[one["node_name"]] for one in api.ask("GET", f"/api/messages?person={person}")["messages"]}
