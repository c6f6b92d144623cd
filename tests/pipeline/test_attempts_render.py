"""Rendering: the template's parts with links that come back to us, and one-click headers where e-mail wants them."""

from collections.abc import Sequence
from functools import cache
from typing import cast

import msgspec
import pytest

from loopline.delivery.links import Signer
from loopline.delivery.returned.addresses import ReturnAddresses
from loopline.delivery.short_token import ShortLink
from loopline.model.channels import ChannelName
from loopline.model.effect import SendMessage
from loopline.model.errors import Unavailable
from loopline.model.message import Rendered, Sending
from loopline.model.nodes.message import Content
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered, Signal
from loopline.pipeline.attempts import render_batch
from loopline.providers.templating.template_engine import TemplateEngine
from tests.decisions.played import START

URL = "https://go.example.com"
SIGNER = Signer("a secret of the test's own, long enough", URL)
PAGE = Content(
    subject="Hello {{name}}",
    html='<p>Hello {{name}}</p><a href="https://shop.example/x?a=1">Shop</a><a href="{{unsubscribe_url}}">Leave</a>',
    text="Hello {{name}}",
)


@cache
def engine() -> TemplateEngine:
    return TemplateEngine()


def row(person: str, channel: ChannelName = "email", **context: object) -> OutboxRow:
    message = SendMessage(
        key=f"k-{person}",
        person=person,
        channel=channel,
        topic="",
        journey="hello",
        version=1,
        node="mail",
        enrollment="e1",
        address=f"{person}@example.com",
        context=msgspec.json.encode(context),
        due_at=START,
        created_at=START,
    )
    return OutboxRow(message=message, status="pending", due_at=START, attempt=0)


def render(
    *rows: OutboxRow, channel: ChannelName = "email", content: Content = PAGE
) -> tuple[list[Rendered], list[Signal]]:
    sending = Sending(channel=channel, content=content)
    rendered, refused = render_batch(rows, sending, engine(), SIGNER, START)
    assert all(dispatch.outgoing.key == of.message.key for of, dispatch in rendered)
    return [dispatch.rendered for _, dispatch in rendered], refused


def test_each_gets_its_own_in_order() -> None:
    (ann, bob), refused = render(row("ann", name="Ann"), row("bob", name="Bob & Co"))
    assert (ann.subject, bob.subject, refused) == ("Hello Ann", "Hello Bob & Co", [])
    assert "Bob &amp; Co" in bob.html, "HTML is escaped, a subject is not"


def test_links_are_tracked_and_nobody_s_link_is_another_s() -> None:
    (ann, bob), _ = render(row("ann", name="A"), row("bob", name="B"))
    assert "https://shop.example" not in ann.html
    assert f'href="{URL}/' in ann.html
    assert ann.html.replace("A<", "B<") != bob.html


def test_an_email_can_be_left_with_one_click() -> None:
    (part,), _ = render(row("ann", name="Ann"))
    assert part.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = part.headers["List-Unsubscribe"].strip("<>")
    assert link.startswith(f"{URL}/")
    assert link in part.html, "what the template calls unsubscribe_url is the same link, and is not tracked"


def test_other_channels_have_no_such_headers() -> None:
    (part,), _ = render(row("ann", "sms", name="Ann"), channel="sms", content=Content(body="Hi {{name}}"))
    assert (part.body, part.headers) == ("Hi Ann", {})


def test_one_without_a_name_is_refused_between_two_that_have_one() -> None:
    rendered, (refused,) = render(row("ann", name="Ann"), row("bob"), row("cem", name="Cem"))
    assert [part.subject for part in rendered] == ["Hello Ann", "Hello Cem"]
    answer = cast(AttemptAnswered, refused)
    assert (answer.message, answer.result, answer.code) == ("k-bob", "refused", "personalisation_missing")
    assert "name" in answer.reason, "it says which field is missing"


def test_nothing_is_rendered_of_nothing() -> None:
    assert render() == ([], [])


def test_a_transactional_mail_has_no_way_out_and_another_has_one_by_mail_too() -> None:
    key = "afe1518921c8e34385af121f27f32656:mail:1"
    signer = Signer("a secret of the test's own, long enough", URL, returns=ReturnAddresses("s", "b.test"))
    mail = row("ann")
    sent = [msgspec.structs.replace(mail.message, key=key, transactional=is_done) for is_done in (True, False)]
    rows = [msgspec.structs.replace(mail, message=message) for message in sent]
    content = Content(subject="s", text="Hello")
    rendered, refused = render_batch(rows, Sending(channel="email", content=content), engine(), signer, START)
    receipt, offer = (dispatch.rendered.headers for _, dispatch in rendered)
    assert refused == []
    assert receipt == {}
    assert offer["List-Unsubscribe"].endswith(f", <mailto:{signer.mail_to('unsubscribe', key)}?subject=unsubscribe>")
    assert offer["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_short_links_lead_to_is_kept_before_anything_leaves_and_the_same_again() -> None:
    kept: list[dict[str, bytes]] = []

    def keep(links: Sequence[ShortLink], now: int) -> None:
        assert now == START
        kept.append({link.token: link.claim for link in links})

    sending = Sending(channel="sms", content=Content(body="{{name}}: https://shop.example/{{name}}"))
    rows = [row(name, "sms", name=name) for name in ("ann", "bob", "cy")]
    first, _ = render_batch(rows, sending, engine(), Signer("s", URL, "https://a.io", keep), START)
    again, _ = render_batch(rows, sending, engine(), Signer("s", URL, "https://a.io", keep), START)
    bodies = [dispatch.rendered.body for _, dispatch in first]
    assert bodies == [dispatch.rendered.body for _, dispatch in again] and kept[0] == kept[1]
    assert [body.rpartition("/")[2] for body in bodies] == list(kept[0]), "one transaction for all of them"

    def fail(links: Sequence[ShortLink], now: int) -> None:
        raise Unavailable("store_failed", "no room")

    with pytest.raises(Unavailable):
        render_batch(rows, sending, engine(), Signer("s", URL, "", fail), START)


@pytest.mark.parametrize("said", [False, "off", " No ", "FALSE"])
def test_a_person_who_is_not_to_be_tracked_gets_links_as_they_are_and_no_pixel(said: object) -> None:
    (ann, bob), refused = render(row("ann", name="Ann", tracking=said), row("bob", name="Bob"))
    assert 'href="https://shop.example/x?a=1"' in ann.html and "<img" not in ann.html and not refused
    assert 'href="https://shop.example' not in bob.html and "<img" in bob.html
    assert ann.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", "and may leave all the same"


@pytest.mark.parametrize("said", [True, "on", None, 0, {}, "nothing of it"])
def test_whatever_else_the_trait_says_is_no_refusal(said: object) -> None:
    (ann,), _ = render(row("ann", name="Ann", tracking=said))
    assert 'href="https://shop.example' not in ann.html
