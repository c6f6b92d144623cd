"""What is kept of a message that was sent: what it read, without links that act and without secrets."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.delivery.links import Signer
from loopline.delivery.redact import HIDDEN, redactor, without_secrets
from loopline.delivery.short_token import ShortLink
from loopline.delivery.tracking import add_tracking
from loopline.delivery.unsubscribe import unsubscribe_url
from loopline.model.message import Rendered
from tests.delivery.messages import outgoing

PUBLIC = "https://mail.example.test"
SIGNER = Signer("a secret of forty characters, more or less", PUBLIC)
CLEAN = redactor(PUBLIC)


def left(rendered: Rendered) -> tuple[Rendered, str]:
    """A mail as it leaves, and its way out."""
    unsubscribe = unsubscribe_url(outgoing(), SIGNER)
    return add_tracking(outgoing(), rendered, SIGNER, unsubscribe), unsubscribe


def test_the_copy_reads_as_the_mail_and_holds_no_link_that_acts() -> None:
    unsubscribe = unsubscribe_url(outgoing(), SIGNER)
    html = f'<html><body><a href="https://shop.test/?a=1&amp;b=2">Go</a><a href="{unsubscribe}">Leave</a></body></html>'
    sent, _ = left(Rendered(subject="Hello", html=html, text=f"Go\n{unsubscribe}\n"))
    copy = CLEAN(sent)
    assert "/l/" in sent.html and "<img" in sent.html
    assert copy.html == html.replace(unsubscribe, "#unsubscribe")
    assert copy.text == "Go\n#unsubscribe\n" and copy.subject == "Hello"
    assert copy.headers["List-Unsubscribe"] == "<#unsubscribe>"
    assert PUBLIC not in str(copy)


@given(st.lists(st.from_regex(r"https://[a-z]{1,8}\.test/[a-z0-9?&=%+\"'<>\u00e9]{0,40}", fullmatch=True), max_size=4))
def test_every_tracked_link_is_the_address_that_it_leads_to(urls: list[str]) -> None:
    from html import escape

    html = "".join(f'<p><a href="{escape(url)}">x</a></p>' for url in urls)
    assert CLEAN(left(Rendered(html=html))[0]).html == html


@pytest.mark.parametrize("token", ["x", ".eJx.y", "AAAA.BBBB", ".AAAA.BBBB", "W10.x", "a.b.c.d"])
def test_what_only_looks_like_our_link_leads_nowhere(token: str) -> None:
    assert CLEAN(Rendered(html=f'<a href="{PUBLIC}/l/click/{token}">x</a>')).html == '<a href="#">x</a>'


def test_secrets_of_a_webhook_are_hidden() -> None:
    given = Rendered(
        payload='{"plan": "pro", "api_key": "s3cr\\"et", "Auth-Token":"t", "seats": 3, "count": "token"}',
        url="https://joe:pw@hooks.test/in?id=7&token=abc&api_key=def#frag",
        headers={"Authorization": "Bearer abc", "X-Api-Key": "k", "X-Source": "loopline", "Cookie": "c"},
    )
    copy = without_secrets(given)
    assert copy.headers == {"Authorization": HIDDEN, "X-Api-Key": HIDDEN, "X-Source": "loopline", "Cookie": HIDDEN}
    assert (
        copy.payload
        == f'{{"plan": "pro", "api_key": "{HIDDEN}", "Auth-Token":"{HIDDEN}", "seats": 3, "count": "token"}}'
    )
    assert copy.url == f"https://{HIDDEN}@hooks.test/in?id=7&token={HIDDEN}&api_key={HIDDEN}#frag"
    plain = Rendered(subject="My token", html="<p>Authorization: yes</p>")
    assert without_secrets(plain) == plain


@pytest.mark.parametrize("number", ["7", "482913", "-3", "0.25", "-1.5e+10", "2E-7"])
def test_a_number_under_the_name_of_a_secret_is_hidden_too(number: str) -> None:
    kept = without_secrets(Rendered(payload=f'{{"token" : {number}, "n": {number}, "door": {{"password":{number}}}}}'))
    assert kept.payload == f'{{"token" : "{HIDDEN}", "n": {number}, "door": {{"password":"{HIDDEN}"}}}}'


@pytest.mark.parametrize("part", ["html", "text", "payload", "url"])
def test_hostile_text_is_read_in_no_time(part: str) -> None:
    for piece in ("?key", '"token', '"token":1', f'<img src="{PUBLIC}/l/open/', f"{PUBLIC}/l/click/", "//a@", "\\"):
        began = perf_counter()
        CLEAN(replace(Rendered(), **{part: piece * (300_000 // len(piece))}))
        assert perf_counter() - began < 5


def test_short_links_lead_straight_to_their_targets() -> None:
    signer, links = Signer("a secret", PUBLIC, "https://go.ex.io"), list[ShortLink]()
    message = Rendered(body="See https://shop.test/a and https://shop.test/b", url="https://shop.test/c")
    sent = add_tracking(outgoing(channel="push"), message, signer, "", links=links)
    kept = {link.token: link.claim for link in links}
    assert sent.open_url.startswith(f"{PUBLIC}/l/open/") and sent.body.count("https://go.ex.io/s/") == 2
    assert redactor(PUBLIC, "https://go.ex.io", kept.get)(sent) == message
    kept.pop(links[0].token)
    assert redactor(PUBLIC, "https://go.ex.io", kept.get)(sent).body == "See # and https://shop.test/b"
