"""A step with MJML of its own: checked as a template is, compiled at the publish, and told what stands in its way."""

import pytest

from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.delivery.content.compose import pin_journey
from loopline.delivery.content.desk import ContentMaker
from loopline.model.content.documents import Brand
from loopline.model.content.library import ContentLibrary
from loopline.model.journey import Entry, GoalRule, Journey
from loopline.model.nodes.message import Content, Message
from loopline.runtime.upkeep.pinning import sends

BRAND = Brand(name="Acme", address="1 Market Street")
LIBRARY = ContentLibrary().with_document(BRAND, 1)
BODY = "<mj-section><mj-column><mj-text><h1>Hi</h1></mj-text></mj-column></mj-section>{{> footer}}"
SAID = Content(subject="Hi", preheader="All that is new.")
CONTEXT = CheckContext(library=LIBRARY, contents=ContentMaker(lambda content: ()))


def journey(node: Message) -> Journey:
    return Journey(
        id="news",
        owner="growth",
        entry=Entry(on=("came",)),
        goal=GoalRule(event="bought", within="14d"),
        start="mail",
        nodes={"mail": node},
    )


def faults(node: Message) -> set[tuple[str, str]]:
    found = check_document(journey(node), CONTEXT)
    return {(one.code, one.at) for one in found if one.at.startswith("nodes.mail")}


def test_a_good_body_has_nothing_to_mend_and_is_pinned_with_the_brand() -> None:
    node = Message(channel="email", content=SAID, mjml=BODY)
    assert faults(node) == set()
    pinned = pin_journey(journey(node), LIBRARY)
    assert "1 Market Street" in pinned.pins["mail"].content.html and pinned.pins["mail"].brand == 1
    assert sends(pinned, BRAND, LIBRARY), "a new version of the brand is pinned too"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"mjml": BODY + "<mj-textt />"}, ("mjml_tag", "nodes.mail.mjml")),
        ({"mjml": BODY.replace("{{> footer}}", "")}, ("unsubscribe_missing", "nodes.mail.mjml")),
        ({"mjml": BODY + "{{> nothing}}"}, ("block_unknown", "nodes.mail.mjml")),
        ({"content": Content(subject="Hi", html="<p>x</p>")}, ("body_twice", "nodes.mail.mjml")),
        ({"template": "news"}, ("body_twice", "nodes.mail.mjml")),
        ({"channel": "sms", "content": Content(body="x")}, ("mjml_channel", "nodes.mail.mjml")),
        ({"content": Content(subject="Hi")}, ("preheader_missing", "nodes.mail.content.preheader")),
        ({"content": Content(preheader="New.")}, ("content_missing", "nodes.mail.content.subject")),
    ],
)
def test_what_is_wrong_is_told_at_its_place(more: dict[str, object], fault: tuple[str, str]) -> None:
    given = {"channel": "email", "content": SAID, "mjml": BODY, **more}
    assert fault in faults(Message(**given))  # type: ignore[arg-type]  # of many types
