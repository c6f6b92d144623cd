"""The upsell of the first seed, from an empty canvas to people who move through it, in at most sixty acts."""

import re
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import trustme
from playwright.sync_api import Browser, expect

from tests.cli.channels_out import ANN, BOB, Mailbox, Twilio, environment, mailbox
from tests.cli.served import Server, server, wait_for
from tests.e2e import author
from tests.e2e import rule_writer as rules
from tests.e2e.acts import Acts
from tests.e2e.browser import window
from tests.e2e.same import Json
from tests.e2e.studio import Api, identify, own, talking, track
from tests.providers.push.aside import aside
from tests.providers.push.firebase import Firebase
from tests.providers.servers import running

pytestmark = pytest.mark.browser

MOST_ACTS = 60
PLANS, BILLING = "https://app.example.com/plans", "https://app.example.com/billing"
CARLA, DORA = "+15005550103", "+15005550104"
SHORT = "4s"


TEMPLATE = author.shipped("upsell")
STEPS = TEMPLATE["nodes"]


class World:
    """A server with real ways out, and what came through them."""

    def __init__(self, made: Server, firebase: Firebase, twilio: Twilio, box: Mailbox) -> None:
        self.made, self.firebase, self.twilio, self.box = made, firebase, twilio, box

    def pushes(self, person: str) -> list[Json]:
        """The pushes to a person's one device."""
        return [one for one in self.firebase.taken if one["token"] == f"{person}:APA91b"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Push by Firebase's resource, mail by SMTP over TLS, texts by Twilio's resource."""
    roots, authority = tmp_path / "roots.pem", trustme.CA()
    authority.cert_pem.write_to_path(str(roots))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    folder = tmp_path / "data"
    folder.mkdir()
    with (
        aside(running(Firebase(lambda: time.time_ns() // 1_000_000))) as firebase,
        aside(running(Twilio(), context)) as twilio,
        aside(mailbox(context)) as box,
        server(folder, environment(firebase, twilio, box, str(roots))) as made,
    ):
        yield World(made, firebase, twilio, box)


def test_the_upsell_is_built_from_nothing_and_people_move_through_it(world: World, browser: Browser) -> None:
    """Given an empty installation, the journey is drawn, published and lived; it equals the shipped template."""
    with window(browser, world.made.note.url) as (page, _), talking(world.made) as api:
        own(page, world.made)
        hand = Acts(page)
        author.begin(hand, TEMPLATE["name"])
        entry(hand)
        purpose(hand)
        offers(hand)
        path_a(hand)
        hand.step_at("Which offer?", "otherwise", "Exit")
        hand.put("Reason", "no_matching_offer")
        others(hand)
        texts(hand)
        hand.canvas.saved()
        drawn = author.published(hand, api, "upsell_at_the_limit", TEMPLATE)
        assert hand.count <= MOST_ACTS, hand.done
        print(f"the upsell took {hand.count} acts")
        lived(world, api, drawn)


def entry(hand: Acts) -> None:
    """Two events, one plan that is left alone, and fourteen days of peace."""
    for event in TEMPLATE["entry"]["on"]:
        hand.page.keyboard.insert_text(event)
        hand.enter()
    hand.press("Add a rule")
    rules.compare(hand, "current_plan", "is not", "enterprise")
    hand.enter()
    rules.age(hand, "last_upgrade_prompt_seen", 14, or_unknown=True)
    hand.put("Held out (%)", "10")


def purpose(hand: Acts) -> None:
    """Why there is such a journey, its goal, and who leaves it."""
    hand.ground()
    hand.click(hand.canvas.panel.get_by_label("Owner"), "owner")
    hand.write(TEMPLATE["owner"])
    hand.put("Hypothesis", TEMPLATE["hypothesis"])
    hand.put("Event that counts as a conversion", "plan_upgraded")
    hand.put("Its money value", "revenue")
    hand.press("Exit rules")
    hand.press("Add an exit rule")
    hand.pick("Kind of exit", "When a field", "Shift+Tab")
    hand.put("Field", "current_plan")
    hand.put("Reason", "plan_changed")
    hand.press("Limits")
    hand.put("Priority", "70")
    hand.put("Description", TEMPLATE["description"])


def offers(hand: Acts) -> None:
    """Three offers by what is known of the person."""
    hand.click(hand.canvas.card("Entry"), "entry")
    hand.key("s")
    hand.in_new_step()
    hand.write(STEPS["which_offer"]["name"])
    author.branch(hand, 1, "A")
    rules.compare(hand, "current_plan", "is", "free")
    hand.enter()
    rules.compare(hand, "paywalled_feature_attempts", "at least", "3")
    author.branch(hand, 2, "B")
    rules.compare(hand, "current_plan", "is", "starter")
    hand.enter()
    rules.compare(hand, "storage_used_pct", "at least", "80")
    author.branch(hand, 3, "C")
    rules.compare(hand, "current_plan", "is", "starter")
    hand.enter()
    rules.compare_fields(hand, "seats_used", "at least", "seats_limit")


def path_a(hand: Acts) -> None:
    """It is remembered that we asked; a push, an e-mail to whom it did not move, and an SMS to whom we may text."""
    hand.step("u")
    hand.write(STEPS["mark_a"]["name"])
    hand.press("Set a field")
    hand.put("Field 1", "last_upgrade_prompt_seen", "Shift+Tab")
    hand.put("Value of last_upgrade_prompt_seen", "=now()")
    hand.step("m")
    author.message(hand, STEPS["push_a"], "Push")
    hand.step("w")
    hand.write("Until day 1")
    hand.put("How long", "1")
    hand.step("s")
    hand.write("Push opened or clicked?")
    author.branch(hand, 1, "engaged")
    rules.receipt(hand, "Push A, day 0", "opened or clicked")
    hand.step_at("Push opened or clicked?", "otherwise", "Message")
    author.message(hand, STEPS["email_a"], "E-mail")
    hand.step("w")
    hand.write("Until day 5")
    hand.put("How long", "4")
    hand.step("s")
    hand.write("Clicked, or may we text?")
    author.branch(hand, 1, "clicked")
    rules.receipt(hand, "Push A, day 0", "clicked")
    hand.press("Add a rule")
    rules.receipt(hand, "E-mail A, day 1", "clicked")
    hand.pick("How the rules are joined", "Any of", "Shift+Tab")
    author.branch(hand, 2, "opted in")
    rules.agreed(hand, "SMS")
    hand.step("q")
    hand.put("Reason", "clicked")
    hand.step_at("Clicked, or may we text?", "opted in", "Message")
    author.message(hand, STEPS["sms_a"], "SMS")
    hand.step("q")
    hand.put("Reason", "sequence_done")
    hand.step_at("Clicked, or may we text?", "otherwise", "Exit")
    hand.put("Reason", "no_sms_consent")
    hand.key("Control+Enter")
    hand.key("0")
    hand.join("Push opened or clicked?", "engaged", "Until day 5")


def others(hand: Acts) -> None:
    """The same path for B and for C."""
    hand.see_all()
    hand.click(hand.canvas.card(STEPS["mark_a"]["name"]).get_by_test_id("name"), "mark A")
    hand.key("Shift+D")
    dialog = hand.page.get_by_role("dialog", name="Copy this path")
    expect(dialog.get_by_role("checkbox", name="B", exact=True)).to_be_checked()
    expect(dialog.get_by_role("checkbox", name="C", exact=True)).to_be_checked()
    hand.click(dialog.get_by_role("button", name="Copy the path"), "copy the path")
    expect(hand.canvas.card("Push C, day 0")).to_have_count(1)


def texts(hand: Acts) -> None:
    """What B and C say, in the one table of all texts."""
    page = hand.page
    hand.click(page.get_by_role("button", name="More"), "more")
    hand.click(page.get_by_role("menuitem", name="All texts"), "all texts")
    dialog = page.get_by_role("dialog", name="All texts")
    expect(dialog.get_by_role("textbox").first).to_be_focused()
    labels = {"title": "Title", "subject": "Subject", "html": "Body (HTML)", "body": "Text", "text": "Plain text"}
    for offer in "bc":
        for step in (f"push_{offer}", f"email_{offer}", f"sms_{offer}"):
            for part, label in labels.items():
                if part in STEPS[step]["content"]:
                    hand.put(f"{STEPS[step]['name']}: {label}", STEPS[step]["content"][part])
    hand.key("Escape")


def lived(world: World, api: Api, drawn: Json) -> None:
    """With days of seconds and nobody held out: each branch is taken by somebody, and each channel speaks."""
    fast: Json = {**drawn, "holdout": {"percent": 0}}
    fast["nodes"] = {
        step: {**node, "for": SHORT} if node["kind"] == "wait" else node for step, node in drawn["nodes"].items()
    }
    api.publish(fast, "days of seconds")
    starter = {"current_plan": "starter"}
    people: dict[str, tuple[Json, str]] = {
        "ann": ({"current_plan": "free", "paywalled_feature_attempts": 4}, ANN),
        "bob": ({**starter, "storage_used_pct": 90}, BOB),
        "carla": ({**starter, "seats_used": 9, "seats_limit": 9}, CARLA),
        "dora": ({**starter, "seats_used": 2, "seats_limit": 9, "storage_used_pct": 10}, DORA),
        "emil": ({"current_plan": "enterprise"}, ""),
        "fay": ({"current_plan": "free", "paywalled_feature_attempts": 3}, ""),
    }
    for person, (traits, phone) in people.items():
        known = {**traits, "email": f"{person}@example.test", "push_token": f"{person}:APA91b", "phone": phone}
        agreed = {"consent": {"categoryPreferences": {"sms": person != "fay"}}}
        api.send({**identify(person, **known), "context": agreed})
        api.send(track(person, "usage_threshold_hit" if person == "bob" else "feature_limit_reached"))
    wait_for(lambda: all(world.pushes(one) for one in ("ann", "bob", "carla", "fay")))
    with httpx2.Client(trust_env=False, verify=False) as app:
        assert app.post(world.pushes("ann")[0]["data"]["loopline_open"]).status_code == 204
    wait_for(lambda: len(world.twilio.texts) == 3)
    wait_for(lambda: reasons(api) >= {"sequence_done", "no_matching_offer", "no_sms_consent"})
    titles = {one: world.pushes(one)[0]["notification"]["title"] for one in ("ann", "bob", "carla")}
    assert titles == {"ann": said("push_a"), "bob": said("push_b"), "carla": said("push_c")}
    assert sorted(to for to, _ in world.box.mails) == [f"{one}@example.test" for one in ("bob", "carla", "fay")]
    assert {form["To"] for form in world.twilio.texts} == {ANN, BOB, CARLA}, "who opened the push is texted, unmailed"
    assert not world.pushes("dora") and not world.pushes("emil")


def said(step: str) -> str:
    """The title of a push of the template."""
    title: str = STEPS[step]["content"]["title"]
    return title


def reasons(api: Api) -> set[str]:
    """Why people have left, as their pages tell it."""
    told = [api.ask("GET", f"/api/people/{one}/timeline") for one in ("ann", "bob", "dora", "fay")]
    return set(re.findall(r"sequence_done|no_matching_offer|no_sms_consent|clicked", str(told)))
