"""Mails that are meant to hurt who reads them: megabytes, nests, broken codes; each is read, within bounds."""

import pytest

from loopline.delivery.returned.addresses import ReturnAddress, ReturnAddresses
from loopline.delivery.returned.parts import PARTS_MAX, READ_BYTES_MAX, WORDS_MAX, own_parts, parsed_mail, words_in
from loopline.delivery.returned.reader import read_returned

OURS = ReturnAddresses("s", "b.test")
TO = ReturnAddress("bounce", "afe1518921c8e34385af121f27f32656:mail:1")
HEAD = b"From: MAILER-DAEMON@x.test\nSubject: Undelivered Mail\n"


def nested(depth: int) -> bytes:
    pieces = [HEAD]
    for at in range(depth):
        pieces.append(f'Content-Type: multipart/mixed; boundary="b{at}"\n\n--b{at}\n'.encode())
    return b"".join(pieces) + b"Content-Type: text/plain\n\n550 5.1.1 user unknown\n"


def enclosed(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\n\n" * depth + b"550 5.1.1 user unknown\n"


def wide(parts: int) -> bytes:
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\nContent-Type: text/plain\n\nx\n" * parts


HOSTILE = {
    "nested 1,000 deep": nested(1_000),
    "nested 40 deep": nested(40),
    "enclosed 1,000 deep": enclosed(1_000),
    "enclosed 38 deep": enclosed(38),
    "100,000 parts": wide(100_000),
    "megabytes of text": HEAD + b"\n" + b"550 5.1.1 user unknown\n" * 400_000,
    "one line of megabytes": HEAD + b"\n" + b"user is not " * 800_000,
    "a header of megabytes": HEAD + b"X: " + b"a" * 5_000_000 + b"\n\nx",
    "100,000 headers": HEAD + b"X: a\n" * 100_000 + b"\nx",
    "a boundary of megabytes": HEAD + b'Content-Type: multipart/report; boundary="' + b"b" * 3_000_000 + b'"\n\n--b\n',
    "blanks": HEAD + b"\n" + b" \n" * 2_000_000,
    "colons": HEAD + b"\n" + b"Action: failed\n" * 300_000,
    "no character set": HEAD + b"Content-Type: text/plain; charset=x-none\n\n550 5.1.1 user unknown\n",
    "a broken character set": HEAD + b'Content-Type: text/plain; charset="\xff\x00"\n\n\xff\xfe\n',
    "broken base64": HEAD + b"Content-Transfer-Encoding: base64\n\n!!!!A=\n",
    "unknown transfer encoding": HEAD + b"Content-Transfer-Encoding: x-uue\n\nbegin 644 x\n",
    "a broken encoded subject": b"From: a@b.test\nSubject: =?utf-8?b?////?= =?x-none?q?=FF?=\n\n\n",
    "NUL": HEAD + b"\n\x00\x00550 5.1.1\x00",
    "bare CR": HEAD.replace(b"\n", b"\r") + b"\r550 5.1.1 user unknown",
    "html without end": HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 300_000,
    "html comment without end": HEAD + b"Content-Type: text/html\n\n" + b"<!--" * 300_000,
    "status of megabytes": HEAD
    + b"Content-Type: message/delivery-status\n\n"
    + b"Action: failed\nStatus: 5.1.1\n\n" * 99_999,
    "nothing": b"",
    "line breaks": b"\r\n\r\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_read_within_bounds(name: str) -> None:
    raw = HOSTILE[name]
    for way in ("bounce", "reply", "unsubscribe"):
        told = read_returned(raw, ReturnAddress(way, TO.key), OURS)
        assert {one.message for one in told.receipts} <= {TO.key}
        assert len(told.receipts) <= 1
    read_returned(raw, None, OURS)
    message = parsed_mail(raw)
    assert len(words_in(message)) <= WORDS_MAX
    assert len(list(own_parts(message))) <= PARTS_MAX
    assert len(message.as_bytes()) <= 4 * READ_BYTES_MAX
