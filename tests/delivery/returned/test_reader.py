"""What a mail to an address of ours tells, and of whom: of the message that the signed address names, and no other."""

from pathlib import Path

import pytest

from loopline.delivery.returned.addresses import ReturnAddress, ReturnAddresses, Way
from loopline.delivery.returned.reader import read_returned

OURS = ReturnAddresses("a secret", "bounces.shop.test")
ANN, BOB = "afe1518921c8e34385af121f27f32656:mail:1", "bfe1518921c8e34385af121f27f32656:mail:1"
CORPUS = Path(__file__).parent / "corpus"


def told(raw: bytes | str, way: Way | None = "bounce") -> tuple[list[tuple[str, str, bool]], str]:
    data = raw.encode() if isinstance(raw, str) else raw
    found = read_returned(data, ReturnAddress(way, ANN) if way else None, OURS)
    return [(one.kind, one.message, one.hard_bounce) for one in found.receipts], found.nothing


def feedback(kind: str, inside: str) -> str:
    return f"""\
From: feedback@mail.test
Subject: complaint
Content-Type: multipart/report; report-type=feedback-report; boundary="=_f"

--=_f
Content-Type: text/plain

This is a complaint.

--=_f
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Loop/1.0
Version: 1
Original-Rcpt-To: redacted@mail.test

--=_f
Content-Type: message/rfc822

{inside}
--=_f--
"""


def mail(key: str) -> str:
    return (
        f"Return-Path: <{OURS.address('bounce', key)}>\nFrom: shop@shop.test\nSubject: Your cart\n"
        f"List-Unsubscribe: <https://go.test/l/unsubscribe/x>, <mailto:{OURS.address('unsubscribe', key)}>\n\nHello\n"
    )


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.eml")), ids=lambda path: path.stem)
def test_a_bounce_marks_the_message_of_its_address_alone(path: Path) -> None:
    raw = path.read_bytes() + mail(BOB).encode()  # whatever it encloses
    receipts, _ = told(raw)
    assert {message for _, message, _ in receipts} <= {ANN}
    found = read_returned(raw, ReturnAddress("bounce", ANN), OURS)
    assert [one.address for one in found.receipts] in ([], [""]), "the address that it names is not believed"


def test_bounces_replies_and_unsubscribes() -> None:
    dead = (CORPUS / "postfix-no-user.hard.eml").read_bytes()
    letter = "From: Ann <ann@box.test>\nSubject: Re: Your cart\nMessage-ID: <1@box.test>\n\nYes, please.\n"
    away = letter.replace("Re: Your cart", "Out of office") + "Away."
    assert told(dead) == ([("bounced", ANN, True)], "")
    assert told(letter) == ([], "no_bounce")
    assert told(letter, "reply") == ([("replied", ANN, False)], "")
    assert told(letter, "unsubscribe") == ([("unsubscribed", ANN, False)], "")
    for way in ("reply", "unsubscribe"):
        assert told(away, way) == ([], "auto_reply")
        assert told(dead, way)[0] == []
        assert told("Auto-Submitted: auto-replied\n" + letter, way) == ([], "auto_reply")
        assert told("Auto-Submitted: no\n" + letter, way)[0] != []


@pytest.mark.parametrize(
    ("kind", "tells"),
    [("abuse", True), ("fraud", True), ("virus", True), ("other", True), ("not-spam", False), ("auth-failure", False)],
)
def test_complaints_by_feedback_reports(kind: str, tells: bool) -> None:
    receipts, nothing = told(feedback(kind, mail(ANN)), None)
    assert receipts == ([("complained", ANN, False)] if tells else [])
    assert bool(nothing) is not tells
    assert told(feedback(kind, mail(BOB)))[0] == receipts, "at a signed address the address alone says of whom"


def test_a_complaint_that_encloses_no_mail_of_ours_is_nobodys() -> None:
    stranger = ReturnAddresses("another secret", "bounces.shop.test").address("bounce", BOB)
    assert told(feedback("abuse", f"Return-Path: <{stranger}>\n\nx"), None) == ([("complained", "", False)], "")


def test_a_complaint_as_a_mail_that_is_passed_on() -> None:
    forwarded = (
        "From: staff@mail.test\nSubject: complaint about message from 192.0.2.7\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: message/rfc822\n\n' + mail(ANN) + "\n--x--\n"
    )
    assert told(forwarded, None) == ([("complained", ANN, False)], "")
    assert told((CORPUS / "exim-quota.soft.eml").read_bytes(), None)[0] == []
    assert told("From: a@b.test\nSubject: Out of office\n\n" + mail(ANN), None)[0] == []


def test_the_same_mail_has_the_same_ids() -> None:
    dead = (CORPUS / "postfix-no-user.hard.eml").read_bytes()
    again = (CORPUS / "qmail-no-mailbox.hard.eml").read_bytes()
    full = (CORPUS / "postfix-mailbox-full.soft.eml").read_bytes()
    ids = [read_returned(raw, ReturnAddress("bounce", ANN), OURS).receipts[0].id for raw in (dead, dead, again, full)]
    assert len(set(ids)) == 2 and ids[0] == ids[1] == ids[2]
    letters = [f"From: a@b.test\nMessage-ID: <{n}@b.test>\n\nyes\n".encode() for n in (1, 1, 2)]
    ids = [read_returned(raw, ReturnAddress("reply", ANN), OURS).receipts[0].id for raw in letters]
    assert ids[0] == ids[1] != ids[2]
