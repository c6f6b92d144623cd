"""Our pool alone sends the same messages: each once, with its words and its way out."""

from email import message_from_bytes, policy

import pytest

from loopline.bench.bare_sends import same_bodies
from loopline.bench.pool_sends import as_messages, pool_mails
from loopline.bench.sinks import running_sinks
from loopline.delivery.email.mime import compose
from loopline.model.errors import Unavailable
from loopline.model.message import Rendered
from tests.delivery.messages import dispatch

WAY_OUT = {"List-Unsubscribe": "<https://loop.test/l/x>"}
SAMPLE = compose(
    dispatch("k", Rendered(subject="At 80 % (SEQ0X)", html="<p>SEQ0X</p>", text="It is SEQ0X", headers=WAY_OUT)),
    sender="bench@example.test",
    domain="example.test",
)


def test_a_message_is_what_the_mail_was_written_of() -> None:
    (one,) = as_messages(same_bodies(b"\r\n" + SAMPLE, [7]))  # as the sink keeps it
    assert (one.rendered.subject, one.rendered.html) == ("At 80 % (SEQ7X)", "<p>SEQ7X</p>")
    assert one.rendered.text == "It is SEQ7X" and one.rendered.headers == WAY_OUT
    assert as_messages([]) == []


def test_each_mail_arrives_once_by_as_many_connections() -> None:
    with running_sinks() as sinks:
        pool_mails(sinks.smtp_url, same_bodies(SAMPLE, range(300)), 4)
        assert sorted(one.number for one in sinks.arrivals()) == list(range(300))
        mail = message_from_bytes(sinks.last().lstrip(), policy=policy.default)
    assert mail["List-Unsubscribe"] == WAY_OUT["List-Unsubscribe"] and mail.get_body(("html",)) is not None


def test_a_mail_that_is_not_taken_stops_the_benchmark() -> None:
    with pytest.raises(Unavailable, match="did not send a mail"):
        pool_mails("smtp://127.0.0.1:1?starttls=never", same_bodies(SAMPLE, [1]), 1)
