"""Python's own mail parser reads back what we wrote, byte for byte, whatever a trait holds."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loopline.delivery.email.mime import compose, mailbox
from loopline.model.errors import Invalid
from loopline.model.message import Rendered
from tests.delivery.messages import dispatch

SENDER = "Lööp & Co <hello@loop.test>"
LONG = "a@" + "b" * 260
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def written(rendered: Rendered, key: str = "k1", **changes: object) -> bytes:
    return compose(dispatch(key, rendered, **changes), sender=SENDER, domain="loop.test")


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    assert not part.defects
    content = part.get_content()
    assert isinstance(content, str)
    return content


def lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")


@given(TEXTS, TEXTS)
@example("x" * 5_000, "word " * 1_000)
@example(".\n..\n.leading\r\nend.", "a\rb\nc\r\nd \ne\t\n")
@example("caf\u00e9 " * 300, "\u65e5\u672c\u8a9e\U0001f600" * 200)
@example("=?utf-8?q?not_encoded?=", "=\n==\nFrom me\n")
@example("\x00\x07\x1b", "--=_k\n")
def test_both_parts_come_back(text: str, html: str) -> None:
    raw = written(Rendered(subject="s", text="t" + text, html="h" + html))
    message = read(raw)
    assert lines_of(body(message, "plain")) == lines_of("t" + text)
    assert lines_of(body(message, "html")) == lines_of("h" + html)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@given(TEXTS)
@example("Bcc: x@y.test\r\nX: y")
@example("Gr\u00fc\u00dfe \U0001f600 " * 20)
@example("long words " * 30)
@example("=?utf-8?q?tricky?= x")
@example("x" * 2_000)
def test_the_subject_comes_back_and_begins_no_header_of_its_own(subject: str) -> None:
    message = read(written(Rendered(subject=subject, text="x")))
    assert "".join(str(message["Subject"]).split()) == "".join("".join(map(visible, subject)).split())
    assert message["Bcc"] is None
    assert message["X"] is None


def visible(letter: str) -> str:
    return " " if letter < " " or letter in "\x7f\x85\u2028\u2029" else letter


def test_the_headers_of_a_mail() -> None:
    headers = {
        "List-Unsubscribe": f"<https://go.test/{'u' * 300}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    message = read(written(Rendered(subject="s", text="x", reply_to="help@loop.test", headers=headers), key="abc123"))
    assert message["From"] == SENDER
    assert message["To"] == "ann@example.test"
    assert message["Reply-To"] == "help@loop.test"
    assert message["Message-ID"] == "<abc123@loop.test>"
    assert message["Date"] == "Sat, 22 Nov 2025 08:26:40 +0000"
    later = compose(dispatch("k", Rendered(text="x")), sender=SENDER, domain="loop.test", sent_at=1_763_900_000_000)
    assert read(later)["Date"] == "Sun, 23 Nov 2025 12:13:20 +0000", "the date of the sending"
    assert message["List-Unsubscribe"] == headers["List-Unsubscribe"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_that_can_be_left_says_of_which_stream_it_is() -> None:
    way_out = {"List-Unsubscribe": "<https://go.test/x>"}
    message = read(
        written(Rendered(text="x", headers=way_out), topic="Spring offers!", journey="up.sell", node="Grüße")
    )
    assert message["List-Id"] == "<Spring-offers.loop.test>"
    node, journey, topic, sender = message["Feedback-ID"].split(":")
    assert (node, journey, topic) == ("Gr-e", "up-sell", "Spring-offers")
    assert 5 <= len(sender) <= 15
    bare = read(written(Rendered(text="x", headers=way_out), topic="", journey="welcome", node="日本"))
    assert (bare["List-Id"], bare["Feedback-ID"]) == ("<welcome.loop.test>", f"all:welcome:all:{sender}")
    own = read(written(Rendered(text="x", headers={**way_out, "list-id": "<ours.test>"})))
    assert own.get_all("List-Id") == ["<ours.test>"]
    assert read(written(Rendered(text="x")))["List-Id"] is None, "a transactional mail is of no list"


def test_attempts_of_one_message_carry_one_message_id() -> None:
    first, second = (read(written(Rendered(text="x"), key="a key/with ä", attempt=n))["Message-ID"] for n in (1, 2))
    assert first == second
    assert str(first).isascii()


def test_a_mail_without_text_gets_its_text_from_the_html() -> None:
    message = read(written(Rendered(html="<p>Hello <b>Ann</b></p>")))
    assert body(message, "plain").strip() == "Hello Ann"


def test_a_mail_without_html_has_one_part() -> None:
    assert read(written(Rendered(text="only text"))).get_content_type() == "text/plain"


@pytest.mark.parametrize("name", ["Bcc", "from", "Content-Type", "X Y", "X:Y", "X\r\nBcc", "", "Ünder"])
def test_headers_that_an_author_may_not_set(name: str) -> None:
    with pytest.raises(Invalid, match="header_invalid"):
        written(Rendered(text="x", headers={name: "v"}))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "a@",
        "@b.test",
        "a b@c.test",
        "a@b.test\r\nRCPT TO:<x@y>",
        "<a@b.test>",
        "a@b@c",
        "a..b@c.test",
        "é@b.test",
        "a@" + "b" * 260,
    ],
)
def test_addresses_that_cannot_be_sent_to(address: str) -> None:
    with pytest.raises(Invalid, match="address_invalid"):
        mailbox(address)


def test_addresses_that_can() -> None:
    assert mailbox(" ann+tag@mail.example.test ") == "ann+tag@mail.example.test"
    assert mailbox("ann@bücher.test") == "ann@xn--bcher-kva.test"


def test_a_word_longer_than_a_line_is_encoded_and_folded() -> None:
    long = "x" * 2_000
    headers = {"X-Long": long, "List-Unsubscribe": f"<https://go.test/{'u' * 2_000}>"}
    raw = written(Rendered(subject=long, text="x", headers=headers))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = read(raw)
    assert message["Subject"] == message["X-Long"] == long
    assert "".join(message["List-Unsubscribe"].split()) == headers["List-Unsubscribe"]


NAMES = [
    "Acme, Inc.",
    'The "best" \\ shop',
    "Shop @ home",
    "Магазин необычных подарков и приятных мелочей для дома " * 4,
    "=?utf-8?q?tricky?= x",
    "x" * 900,
    "word " * 100,
    "(Acme) <b>",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("field", ["sender", "reply_to"])
def test_a_name_of_any_kind_comes_back(name: str, field: str) -> None:
    given = f"{name} <hello@acme.test>"
    raw = written(Rendered(text="x", sender=given) if field == "sender" else Rendered(text="x", reply_to=given))
    head = raw.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^?]+\?[^?]+\?[^?]*\?=", head))
    # Python's own reader of mailboxes leaves the blanks between encoded words in (RFC 2047 takes them out)
    found, address = parseaddr(message_from_bytes(raw)["From" if field == "sender" else "Reply-To"].replace("\r\n", ""))
    assert address == "hello@acme.test"
    assert str(make_header(decode_header(found))) == name.strip()


def test_replies_may_go_to_several() -> None:
    message = read(written(Rendered(text="x", reply_to="Support, Acme <help@acme.test>, b@b\u00fccher.test")))
    assert [(one.display_name, one.addr_spec) for one in message["Reply-To"].addresses] == [
        ("Support, Acme", "help@acme.test"),
        ("", "b@xn--bcher-kva.test"),
    ]


def test_who_it_is_from_is_not_the_persons_fault() -> None:
    with pytest.raises(Invalid, match="sender_invalid"):
        written(Rendered(text="x", sender="nobody"))
    with pytest.raises(Invalid, match="reply_to_invalid"):
        written(Rendered(text="x", reply_to="nobody"))
