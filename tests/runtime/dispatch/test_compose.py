"""Composing: the template's parts with links that come back to us, and one-click headers where e-mail wants them."""

import pytest

from loopline.delivery.links import Signer
from loopline.model.channels import ChannelName
from loopline.model.message import Outgoing, Refusal, Rendered
from loopline.model.nodes.message import Content
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.runtime.dispatch.compose import Composer

URL = "https://go.example.com"
SIGNER = Signer("a secret of the test's own, long enough", URL)
PAGE = Content(
    subject="Hello {{name}}",
    html='<p>Hello {{name}}</p><a href="https://shop.example/x?a=1">Shop</a><a href="{{unsubscribe_url}}">Leave</a>',
    text="Hello {{name}}",
)


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer(TemplateEngine(), SIGNER)


def outgoing(person: str, channel: ChannelName = "email", content: Content = PAGE, **context: object) -> Outgoing:
    return Outgoing(
        key=f"k-{person}",
        person=person,
        channel=channel,
        address=f"{person}@example.com",
        content=content,
        context=context,
        journey="hello",
        node="mail",
        enrollment="e1",
    )


def rendered(part: Rendered | Refusal) -> Rendered:
    assert isinstance(part, Rendered), part
    return part


def test_each_gets_its_own_in_order(composer: Composer) -> None:
    parts = composer.render(PAGE, [outgoing("ann", name="Ann"), outgoing("bob", name="Bob & Co")])
    assert [rendered(part).subject for part in parts] == ["Hello Ann", "Hello Bob & Co"]
    assert "Bob &amp; Co" in rendered(parts[1]).html, "HTML is escaped, a subject is not"


def test_links_are_tracked_and_nobody_s_link_is_another_s(composer: Composer) -> None:
    ann, bob = (rendered(p).html for p in composer.render(PAGE, [outgoing("ann", name="A"), outgoing("bob", name="B")]))
    assert "https://shop.example" not in ann
    assert f'href="{URL}/' in ann
    assert ann.replace("A<", "B<") != bob


def test_an_email_can_be_left_with_one_click(composer: Composer) -> None:
    (part,) = composer.render(PAGE, [outgoing("ann", name="Ann")])
    headers = rendered(part).headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    assert link.startswith(f"{URL}/")
    assert link in rendered(part).html, "what the template calls unsubscribe_url is the same link, and is not tracked"


def test_other_channels_have_no_such_headers(composer: Composer) -> None:
    (part,) = composer.render(Content(body="Hi {{name}}"), [outgoing("ann", "sms", Content(body="Hi"), name="Ann")])
    assert rendered(part).body == "Hi Ann"
    assert rendered(part).headers == {}


def test_one_without_a_name_is_refused_between_two_that_have_one(composer: Composer) -> None:
    batch = [outgoing("ann", name="Ann"), outgoing("bob"), outgoing("cem", name="Cem")]
    ann, bob, cem = composer.render(PAGE, batch)
    assert rendered(ann).subject == "Hello Ann"
    assert isinstance(bob, Refusal)
    assert "name" in bob.names
    assert rendered(cem).subject == "Hello Cem"
