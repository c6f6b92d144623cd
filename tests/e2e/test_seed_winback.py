"""The winback of the second seed, from an empty canvas through the forms to people who take all its branches."""

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

MOST_ACTS = 45
TEMPLATE = author.shipped("winback")
STEPS = TEMPLATE["nodes"]
JOURNEY = "winback_after_a_cancellation"
PEOPLE: dict[str, tuple[Json, str, str]] = {
    "dear": ({"predicted_value": 200}, "price", "incentive"),
    "again": ({"predicted_value": 200, "last_incentive_at": "2020-01-01T00:00:00Z"}, "price", "incentive"),
    "lately": ({"predicted_value": 200, "last_incentive_at": "2999-01-01T00:00:00Z"}, "price", "smaller_plan"),
    "small": ({"predicted_value": 20}, "price", "smaller_plan"),
    "silent": ({}, "", "smaller_plan"),
    "bored": ({}, "not_enough_for_me", "what_is_new"),
    "busy": ({}, "no_time", "pause_plan"),
    "else": ({}, "moved_away", "thank_you"),
}
"""What is known of each, why they cancelled, and which answer they get."""


def test_the_winback_is_built_from_nothing_and_people_move_through_it(
    house: Server, api: Api, browser: Browser
) -> None:
    """Given an empty installation, the journey with its guard is drawn, published and lived; it equals the template."""
    with window(browser, house.note.url) as (page, _):
        own(page, house)
        hand = Acts(page)
        author.begin(hand, TEMPLATE["name"])
        entry(hand)
        author.purpose(hand, TEMPLATE)
        reason(hand)
        guard(hand)
        answers(hand)
        drawn = author.published(hand, api, JOURNEY, TEMPLATE)
        print(f"the winback took {hand.count} acts")
        assert hand.count <= MOST_ACTS, hand.done
    lived(api, drawn)


def entry(hand: Acts) -> None:
    """One event, a list of people who are left alone, and a quarter of peace."""
    hand.page.keyboard.insert_text("subscription_cancelled")
    hand.enter()
    hand.press("Add a rule")
    rules.not_on_list(hand, "do_not_win_back")
    hand.pick("May somebody enter again?", "Again, after a time")
    hand.put("After", "90")
    hand.put("Held out (%)", "10")


def reason(hand: Acts) -> None:
    """The question, the time for an answer, and a road for each answer."""
    hand.click(hand.canvas.card("Entry"), "entry")
    hand.key("m")
    hand.in_new_step()
    author.message(hand, STEPS["ask_why"], "E-mail")
    hand.step("w")
    author.wait_for_something(hand, STEPS["answer"], "Until an event")
    hand.put("Event", "cancel_reason_given")
    hand.put("At most", "5")
    hand.step("s")
    hand.write(STEPS["which_reason"]["name"])
    for number, (name, given) in enumerate(
        [("price", "price"), ("content", "not_enough_for_me"), ("pause", "no_time")], start=1
    ):
        author.branch(hand, number, name)
        rules.compare(hand, "cancel_reason", "is", given)


def guard(hand: Acts) -> None:
    """An incentive for whom it pays, once a year."""
    hand.step_at("Which reason?", "price", "Split")
    hand.write(STEPS["worth_it"]["name"])
    author.branch(hand, 1, "pays")
    rules.compare(hand, "predicted_value", "at least", "120")
    hand.enter()
    rules.age(hand, "last_incentive_at", 365, or_unknown=True)
    hand.step("u")
    hand.write(STEPS["mark_incentive"]["name"])
    hand.press("Set a field")
    hand.put("Field 1", "last_incentive_at", "Shift+Tab")
    hand.put("Value of last_incentive_at", "=now()")
    hand.put("Join lists", "incentive_offered")
    hand.enter()
    hand.step("m")
    author.message(hand, STEPS["incentive"], "E-mail")
    hand.step("w")
    hand.write(STEPS["room"]["name"])
    hand.put("How long", "30")
    hand.step("q")
    hand.put("Reason", "not_won_back")


def answers(hand: Acts) -> None:
    """The other answers, and all of them to the same wait; silence is asked whether an incentive pays."""
    hand.step_at("Does an incentive pay?", "otherwise", "Message")
    author.message(hand, STEPS["smaller_plan"], "E-mail")
    for edge, step in (("content", "what_is_new"), ("pause", "pause_plan"), ("otherwise", "thank_you")):
        hand.step_at("Which reason?", edge, "Message")
        author.message(hand, STEPS[step], "E-mail")
    hand.see_all()
    for step in ("smaller_plan", "what_is_new", "pause_plan", "thank_you"):
        hand.lead(STEPS[step]["name"], STEPS["room"]["name"])
    hand.join(STEPS["answer"]["name"], "time ran out", STEPS["worth_it"]["name"])


def lived(api: Api, drawn: Json) -> None:
    """With waits of seconds, each answer is given to whom it fits, and nobody on the list is asked."""
    api.publish(author.in_seconds(drawn, 6), "waits of seconds")
    api.send(identify("left_alone"))
    wait_for(lambda: api.ask("GET", "/api/people?q=left_alone")["people"])
    api.ask("PUT", "/api/people/left_alone/lists/do_not_win_back", {"member": True})
    api.send(track("left_alone", "subscription_cancelled"))
    for person, (traits, _, _) in PEOPLE.items():
        api.send(identify(person, **traits, email=f"{person}@example.test"), track(person, "subscription_cancelled"))
    wait_for(lambda: all(subjects(api, one) for one in PEOPLE))
    for person, (_, given, _) in PEOPLE.items():
        if given:
            api.send(identify(person, cancel_reason=given), track(person, "cancel_reason_given"))
    wait_for(lambda: all(len(subjects(api, one)) == 2 for one in PEOPLE))
    asked = STEPS["ask_why"]["content"]["subject"]
    wished = {one: {asked, STEPS[step]["content"]["subject"]} for one, (_, _, step) in PEOPLE.items()}
    assert {one: subjects(api, one) for one in PEOPLE} == wished
    assert subjects(api, "left_alone") == set()
    offered = api.ask("GET", "/api/lists/incentive_offered/people")["members"]
    assert sorted(one["person"] for one in offered) == ["again", "dear"]
    api.send(track("dear", "subscription_started", revenue=20))
    wait_for(lambda: "won_back" in str(api.ask("GET", "/api/people/dear/timeline")))
    wait_for(lambda: "not_won_back" in str(api.ask("GET", "/api/people/small/timeline")))


def subjects(api: Api, person: str) -> set[str]:
    """What was written to somebody."""
    found = api.ask("GET", f"/api/messages?person={person}")["messages"]
    return {one["subject"] for one in found}
