"""The sinks note what came by each of their two doors."""

import smtplib
import socket
from urllib.parse import urlsplit

import pytest

from loopline.bench.post import Connection, post_all
from loopline.bench.sinks import running_sinks


def test_mails_and_posts_are_noted_by_their_token() -> None:
    with running_sinks() as sinks:
        relay = urlsplit(sinks.smtp_url)
        with smtplib.SMTP("127.0.0.1", relay.port or 0, timeout=10) as client:
            for number in (1, 2, 2):
                client.sendmail("a@example.test", ["b@example.test"], f"Subject: SEQ{number}X\r\n\r\n.\r\nhello\r\n")
        bodies = [b'{"tok":"SEQ%dX"}' % number for number in range(10, 20)]
        post_all(sinks.http_url, "/hook", {}, bodies, seconds_max=20)
        connection = Connection(sinks.http_url)
        connection.post("/hook", b"nothing")
        connection.close()
        numbers = [one.number for one in sinks.arrivals()]
        assert numbers[:3] == [1, 2, 2]
        assert sorted(numbers[3:]) == [-1, *range(10, 20)]
        assert sinks.count() == 13
        sinks.reset()
        assert sinks.arrivals() == []


@pytest.mark.parametrize("by_byte", [False, True])
def test_mails_are_told_apart_however_they_come(by_byte: bool) -> None:
    """Several commands and mails in one write, an empty mail, a dot inside one, and one that comes byte by byte."""
    mail = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n%b.\r\n"
    said = b"EHLO x\r\n" + b"".join(
        mail % body for body in (b"SEQ1X\r\n", b"", b"..\r\n.x SEQ2X\r\n", b"SEQ3X" + b"y" * 50_000 + b"\r\n")
    )
    with running_sinks() as sinks:
        relay = urlsplit(sinks.smtp_url)
        with socket.create_connection((str(relay.hostname), relay.port or 0), timeout=20) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in [said[at : at + 1] for at in range(1_000)] + [said[1_000:]] if by_byte else [said]:
                line.sendall(piece)
            line.sendall(b"QUIT\r\n")
            heard = b"".join(iter(lambda: line.recv(65_536), b""))
        assert [one.number for one in sinks.arrivals()] == [1, -1, 2, 3]
    assert heard.count(b"250 taken") == heard.count(b"354 ") == 4
    assert heard.startswith(b"220 ") and heard.endswith(b"221 goodbye\r\n")
