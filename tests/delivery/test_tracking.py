"""A mail leaves with tracked links, a pixel and a way out; other channels leave as they are."""

import pytest

from loopline.delivery.links import Signer
from loopline.delivery.rendering.reader import NOW
from loopline.delivery.short_token import ShortLink
from loopline.delivery.tracking import add_tracking, template_context
from loopline.delivery.unsubscribe import unsubscribe_url
from loopline.model.message import Rendered
from tests.delivery.messages import outgoing

SIGNER = Signer("a secret", "https://go.example.test")
HTML = Rendered(html='<body><a href="https://shop.test">x</a></body>', preheader="Soon", headers={"X-A": "1"})


def test_a_mail_is_dressed() -> None:
    message = outgoing()
    unsubscribe = unsubscribe_url(message, SIGNER)
    worn = add_tracking(message, HTML, SIGNER, unsubscribe)
    assert worn.headers == {
        "X-A": "1",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert "/l/click/" in worn.html
    assert "/l/open/" in worn.html
    assert ">Soon</div>" in worn.html


@pytest.mark.parametrize("name", ["List-Unsubscribe", "list-unsubscribe", "LIST-UNSUBSCRIBE-POST"])
def test_the_authors_own_way_out_gives_way_to_ours_in_any_spelling(name: str) -> None:
    message = Rendered(text="x", headers={name: "<mailto:leave@acme.test>", "X-A": "1"})
    assert sorted(add_tracking(outgoing(), message, SIGNER, "https://out.test").headers) == [
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "X-A",
    ]
    own = add_tracking(outgoing(), message, SIGNER, "https://out.test", transactional=True)
    assert own.headers == message.headers


def test_the_way_out_in_the_text_of_a_mail_is_not_tracked() -> None:
    message = outgoing()
    unsubscribe = unsubscribe_url(message, SIGNER)
    worn = add_tracking(message, Rendered(html=f'<a href="{unsubscribe}">leave</a>'), SIGNER, unsubscribe)
    assert f'<a href="{unsubscribe}">' in worn.html


def test_a_transactional_mail_has_no_way_out() -> None:
    assert add_tracking(outgoing(), HTML, SIGNER, "https://out.test", transactional=True).headers == {"X-A": "1"}


def test_other_channels_stay_as_they_are() -> None:
    assert add_tracking(outgoing(channel="sms"), Rendered(body="hi"), SIGNER, "https://out.test") == Rendered(body="hi")


def test_no_trait_replaces_the_way_out() -> None:
    message = outgoing(context={"unsubscribe_url": "https://evil.test", "first_name": "Ann"})
    context = template_context(message, "https://out.test")
    assert context == {"first_name": "Ann", "unsubscribe_url": "https://out.test", NOW: message.created_at}
    assert "unsubscribe_url" not in template_context(outgoing(context={}), "")


def test_a_link_that_is_not_to_be_tracked_stays_as_it_is_and_loses_its_mark() -> None:
    html = (
        '<a data-loopline-track="off" href="https://a.test/x?y=1&amp;z">A</a>'
        "<A HREF=https://b.test DATA-LOOPLINE-TRACK=OFF>B</A><a href='https://c.test' data-loopline-track>C</a>"
    )
    message = Rendered(html=html, text="https://a.test/x?y=1&z https://c.test")
    worn = add_tracking(outgoing(), message, SIGNER, "https://out.test")
    assert '<a  href="https://a.test/x?y=1&amp;z">A</a><A HREF=https://b.test >B</A><a href="https://go' in worn.html
    assert "loopline-track" not in worn.html.lower() and "https://c.test" not in worn.html
    assert worn.text.startswith("https://a.test/x?y=1&z https://go.example.test/l/click/")


def test_a_message_that_is_not_to_be_tracked_leaves_as_it_was_written() -> None:
    html = '<p><a href="https://a.test" data-loopline-track="on">A</a></p>'
    message = Rendered(html=html, text="https://a.test", preheader="Soon")
    worn = add_tracking(outgoing(track=False), message, SIGNER, "https://out.test")
    hidden = '<div style="display:none;max-height:0;overflow:hidden">Soon</div>'
    assert (worn.html, worn.text) == (hidden + '<p><a href="https://a.test" >A</a></p>', "https://a.test")
    assert worn.headers["List-Unsubscribe"] == "<https://out.test>"
    notice = Rendered(body="See https://a.test", url="https://b.test")
    for channel in ("sms", "push", "in_app"):
        links: list[ShortLink] = []
        assert add_tracking(outgoing(channel=channel, track=False), notice, SIGNER, "", links=links) == notice
        assert links == []
