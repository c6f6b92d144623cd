"""A template as one person gets it: previewed as it leaves, and sent to oneself without a trace."""

import email
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.settings import Settings
from tests.providers.servers import Mailroom, post_office
from tests.runtime.parts import wait_until
from tests.studio.house import House, Json, error_of, identify, living, track

NEWS: Json = {
    "kind": "template",
    "id": "news",
    "content": {
        "subject": 'Hello {{fallback first_name "you"}}',
        "preheader": "All that is new.",
        "locales": {"de": {"subject": 'Hallo {{fallback first_name "du"}}'}},
    },
    "mjml": "<mj-section><mj-column><mj-text css-class='ll-text'><h1>News for {{fallback account.name 'you'}}</h1>"
    '<a href="https://example.com/a?b=1&amp;c=2">All of it</a></mj-text></mj-column></mj-section>{{> footer}}',
}
WORKSPACE = {"kind": "workspace", "sender": "News <news@acme.test>", "postal_address": "1 Market Street"}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[House]:
    with living(tmp_path, settings=Settings(allow_private_webhooks=True)) as house:
        body = {"document": WORKSPACE, "publish": True, "reason": "to begin"}
        assert house.client.post("/api/documents", json=body).status_code == 200
        house.send(
            identify("ann", email="ann@example.com", first_name="Ann", locale="de-AT"),
            {"type": "group", "userId": "ann", "groupId": "acme", "traits": {"name": "Acme & Sons"}},
        )
        yield house


def shown(house: House, **more: object) -> Json:
    answer = house.client.post("/api/content/preview", json={"document": NEWS, **more})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def html_of(mail: bytes) -> tuple[str, str]:
    """Subject and HTML of a mail as a mail program reads them."""
    found = email.message_from_bytes(mail, policy=email.policy.default)
    part = found.get_body(("html",))
    assert part is not None
    return str(found["Subject"]), str(part.get_content()).replace("\r\n", "\n")


def test_a_real_person_is_read_with_account_and_language(shop: House) -> None:
    found = shown(shop, of="ann")
    assert (found["subject"], found["locale"]) == ("Hallo Ann", "de")
    assert "News for Acme &amp; Sons" in found["html"] and "All that is new." in found["html"]
    assert shown(shop, of="ann", locale="en")["subject"] == "Hello Ann"
    assert shown(shop, person={"first_name": "Bo", "language": "de"})["subject"] == "Hallo Bo"
    assert [one for one in found["checks"] if not one["holds"]] == []
    missing = shop.client.post("/api/content/preview", json={"document": NEWS, "of": "nobody"})
    assert error_of(missing) == (404, "person_unknown")


def test_what_is_previewed_is_what_leaves(shop: House) -> None:
    """The bytes of a journey's mail are those of the preview, but for the address at which somebody leaves."""
    own = {"kind": "message", "channel": "email", "content": NEWS["content"], "mjml": NEWS["mjml"], "track": False}
    journey = {
        "kind": "journey",
        "id": "news",
        "owner": "growth",
        "entry": {"on": ["came"]},
        "goal": {"event": "bought"},
        "start": "mail",
        "nodes": {"mail": own},
    }
    shop.publish(journey)
    with post_office() as office:
        added(shop, office)
        shop.send(track("ann", "came"))
        wait_until(lambda: len(office.mails) == 1)
        subject, html = html_of(office.mails[0][1])
        expected = shown(shop, of="ann")
        assert subject == expected["subject"]
        left = re.sub(r'href="[^"]*/l/[^"]*"', 'href="#unsubscribe"', html)
        assert left.strip() == expected["html"].strip()


def added(house: House, office: Mailroom) -> None:
    url = f"smtp://127.0.0.1:{office.port}?starttls=never"
    body = {"name": "post", "channel": "email", "url": url}
    assert house.client.post("/api/providers", json=body).status_code == 204


def test_a_test_says_who_took_it_and_is_in_no_figure(shop: House) -> None:
    asked = {"document": NEWS, "of": "ann", "to": "me@example.com"}
    kept = shop.client.post("/api/content/test-send", json=asked).json()
    assert kept["result"] == "sandbox" and "nothing left" in kept["reason"]
    with post_office() as office:
        added(shop, office)
        taken = shop.client.post("/api/content/test-send", json=asked).json()
        assert (taken["result"], taken["provider"]) == ("accepted", "post")
        assert office.mails[0][0] == "me@example.com" and office.senders == ["news@acme.test"]
        subject, html = html_of(office.mails[0][1])
        assert subject == "[Test] Hallo Ann" and html.strip() == shown(shop, of="ann")["html"].strip()
        refused = shop.client.post("/api/content/test-send", json={**asked, "to": "dead@example.com"}).json()
        assert (refused["result"], refused["code"]) == ("refused", "smtp_550")
    shop.settle()
    assert shop.get("/api/messages")["messages"] == []
    assert shop.get("/api/people/ann/timeline")["facts"] == [] or "message" not in str(
        shop.get("/api/people/ann/timeline")
    )


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"to": ""}, "test_address"),
        ({"to": "no address"}, "test_address"),
        ({"to": "a@example.com\nBcc: b@example.com"}, "test_address"),
        ({"document": {**NEWS, "channel": "push", "content": {"body": "x"}, "mjml": ""}}, "test_channel"),
        ({"document": {**NEWS, "content": {"subject": "{{nothing}}"}}}, "personalisation_missing"),
        ({"document": {"kind": "brand"}}, "document_kind"),
        ({"of": "nobody"}, "person_unknown"),
    ],
)
def test_what_cannot_be_sent_is_told(shop: House, more: Json, code: str) -> None:
    body = {"document": NEWS, "to": "me@example.com", **more}
    assert error_of(shop.client.post("/api/content/test-send", json=body))[1] == code


def test_a_mail_of_many_elements_and_styles_is_answered_and_not_judged(shop: House) -> None:
    dark = "@media (prefers-color-scheme: dark){" + "b b b b{color:#000}" * 3_000 + "}"
    words = f"<mj-section><mj-column><mj-text>{'<b>x</b>' * 9_000}</mj-text></mj-column></mj-section>"
    mail = f"<mjml><mj-head><mj-style>{dark}</mj-style></mj-head><mj-body>{words}</mj-body></mjml>"
    checks = shown(shop, document={**NEWS, "mjml": mail}, of="ann")["checks"]
    assert [(one["rule"], one["holds"]) for one in checks] == [("clipped", False), ("too_much", False)]


def test_the_elements_are_those_that_the_checks_know(shop: House) -> None:
    found = {one["name"]: one for one in shop.get("/api/content/elements")["elements"]}
    assert "href" in found["mj-button"]["attributes"] and found["mj-button"]["parents"] == ["mj-column", "mj-hero"]
    assert "mj-carousel" not in found
