"""UTM parameters go where a link has none of its own, and change no other byte of it."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.links import Signer
from loopline.delivery.short_token import ShortLink
from loopline.delivery.tracking import add_tracking
from loopline.delivery.utm import merged, tagged, utm_parameters
from loopline.model.mail.utm import Utm
from loopline.model.message import Rendered
from tests.delivery.messages import outgoing

SIGNER = Signer("a secret", "https://go.example.test")
TOLD = (("utm_source", "loopline"), ("utm_campaign", "up sell&more"))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://a.test", "https://a.test?utm_source=loopline&utm_campaign=up%20sell%26more"),
        ("https://a.test/x?", "https://a.test/x?utm_source=loopline&utm_campaign=up%20sell%26more"),
        ("https://a.test/?b=1&", "https://a.test/?b=1&utm_source=loopline&utm_campaign=up%20sell%26more"),
        ("https://a.test/?b=1#c?d", "https://a.test/?b=1&utm_source=loopline&utm_campaign=up%20sell%26more#c?d"),
        ("https://a.test/?UTM_Source=x", "https://a.test/?UTM_Source=x&utm_campaign=up%20sell%26more"),
        ("https://a.test/?utm%5Fsource=&utm_campaign=", "https://a.test/?utm%5Fsource=&utm_campaign="),
        (
            "https://a.test/#utm_source=1",
            "https://a.test/?utm_source=loopline&utm_campaign=up%20sell%26more#utm_source=1",
        ),
        ("https://a.test/" + "x" * 6_000, "https://a.test/" + "x" * 6_000),
    ],
)
def test_a_link_gets_what_it_has_not(link: str, expected: str) -> None:
    assert tagged(link, TOLD) == expected


PIECES = st.text(st.characters(exclude_characters="#", codec="utf-8"), max_size=30)


@given(PIECES, PIECES, st.text(max_size=20))
def test_it_is_there_once_however_often_it_is_added_and_the_rest_stays(query: str, fragment: str, value: str) -> None:
    link = f"https://a.test/p?{query}#{fragment}"
    once = tagged(link, [("utm_term", value)])
    assert tagged(once, [("utm_term", value)]) == once
    head, _, rest = once.partition("#")
    assert rest == fragment and head.startswith(f"https://a.test/p?{query}")
    if once != link:
        assert ("utm_term", value) in parse_qsl(urlsplit(head).query.rpartition("&")[2], keep_blank_values=True)


def test_values_name_where_the_message_comes_from_and_empty_ones_are_left_out() -> None:
    utm = Utm(source="crm", campaign="{{journey}}-v{{ version }}", content="{{node}}", term="{{topic}}")
    fields = {"journey": "upsell", "version": "3", "node": "mail", "topic": ""}
    assert utm_parameters(utm, fields) == (
        ("utm_source", "crm"),
        ("utm_campaign", "upsell-v3"),
        ("utm_content", "mail"),
    )


def test_a_message_says_its_own_and_the_workspace_the_rest() -> None:
    workspace = Utm(source="crm", medium="{{channel}}")
    assert merged(Utm(source="launch"), workspace) == Utm(source="launch", medium="{{channel}}")
    assert merged(Utm(source="launch", add=False), workspace) == Utm(add=False)


HTML = (
    '<a href="https://shop.test/a">a</a><a href="https://shop.test/b" data-loopline-track="off">b</a>'
    '<a data-loopline-utm="off" href="https://shop.test/c">c</a><a href="mailto:x@shop.test">m</a>'
    "<a href='https://out.test/l/unsubscribe/1'>u</a><a href='https://go.example.test/l/choose'>p</a>"
)
TEXT = "See https://shop.test/a or https://shop.test/c. Leave: https://out.test/l/unsubscribe/1"
ONE = (("utm_source", "crm"),)


def test_of_an_untracked_mail_only_the_links_that_lead_away_change() -> None:
    message = outgoing(track=False, utm=ONE)
    worn = add_tracking(message, Rendered(html=HTML, text=TEXT), SIGNER, "https://out.test/l/unsubscribe/1")
    assert worn.html == (
        '<a href="https://shop.test/a?utm_source=crm">a</a><a href="https://shop.test/b?utm_source=crm">b</a>'
        '<a href="https://shop.test/c">c</a><a href="mailto:x@shop.test">m</a>'
        "<a href='https://out.test/l/unsubscribe/1'>u</a><a href='https://go.example.test/l/choose'>p</a>"
    ).replace('">b', '" >b').replace('<a href="https://shop.test/c">', '<a  href="https://shop.test/c">')
    assert worn.text == (
        "See https://shop.test/a?utm_source=crm or https://shop.test/c. Leave: https://out.test/l/unsubscribe/1"
    )


def test_a_tracked_link_leads_to_the_address_with_its_parameters() -> None:
    worn = add_tracking(outgoing(utm=ONE), Rendered(html=HTML, text=TEXT), SIGNER, "https://out.test/l/unsubscribe/1")
    token = worn.html.partition("/l/click/")[2].partition('"')[0]
    assert SIGNER.verify("click", token).url == "https://shop.test/a?utm_source=crm"
    assert 'href="https://shop.test/b?utm_source=crm"' in worn.html
    assert worn.html.count("/l/click/") == 2, "a and c"
    assert "data-loopline" not in worn.html


def test_texts_and_the_link_of_a_push_carry_them_tracked_or_not() -> None:
    links: list[ShortLink] = []
    sms = add_tracking(
        outgoing(channel="sms", utm=ONE), Rendered(body="Go https://shop.test/a"), SIGNER, "", links=links
    )
    assert b"https://shop.test/a?utm_source=crm" in links[0].claim and "/s/" in sms.body
    plain = outgoing(channel="sms", utm=ONE, track=False)
    assert add_tracking(plain, Rendered(body="Go https://shop.test/a"), SIGNER, "").body == (
        "Go https://shop.test/a?utm_source=crm"
    )
    push = outgoing(channel="push", utm=ONE, track=False)
    worn = add_tracking(push, Rendered(body="x", url="https://shop.test/a"), SIGNER, "")
    assert worn.url == "https://shop.test/a?utm_source=crm"
    app = add_tracking(push, Rendered(body="x", url="acme://cart"), SIGNER, "")
    assert app.url == "acme://cart"
