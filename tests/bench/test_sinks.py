"""The sinks note what came by each of their two doors."""

import smtplib
from urllib.parse import urlsplit

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
