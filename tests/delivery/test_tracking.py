"""A mail leaves with tracked links, a pixel and a way out; other channels leave as they are."""

import pytest

from loopline.delivery.links import Signer
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
    assert context == {"first_name": "Ann", "unsubscribe_url": "https://out.test"}
