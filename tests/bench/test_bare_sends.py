"""The bare sends reach the sinks: each body once, by as many connections as are asked for."""

from loopline.bench.bare_sends import bare_mails, bare_posts, same_bodies
from loopline.bench.sinks import running_sinks


def test_mails_and_posts_of_the_libraries_alone_arrive_once_each() -> None:
    with running_sinks() as sinks:
        bare_mails(sinks.smtp_url, same_bodies(b"Subject: SEQ0X\r\n\r\nhello\r\n", range(30)), 4)
        assert sorted(one.number for one in sinks.arrivals()) == list(range(30))
        assert sinks.last().endswith(b"hello")
        sinks.reset()
        bare_posts(sinks.http_url + "/hook", same_bodies(b'{"tok":"SEQ0X"}', range(30)), 4)
        assert sorted(one.number for one in sinks.arrivals()) == list(range(30))


def test_a_body_bears_its_own_number() -> None:
    assert same_bodies(b"a SEQ77X b SEQ77X", [5, 6]) == [b"a SEQ5X b SEQ5X", b"a SEQ6X b SEQ6X"]
