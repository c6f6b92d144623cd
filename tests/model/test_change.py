"""The name under which a signal about a message counts."""

import pytest

from loopline.model.change import message_event
from loopline.model.message import AttemptResult
from loopline.model.signal import AttemptAnswered, ReceiptReceived


@pytest.mark.parametrize(("result", "name"), [("sent", "message_sent"), ("failed", ""), ("unknown", "")])
def test_an_answer_counts_when_a_provider_took_the_message(result: AttemptResult, name: str) -> None:
    answered = AttemptAnswered(
        key="ann", id="1", at=1, received_at=1, message="m", attempt=1, result=result, channel="sms", topic=""
    )
    assert message_event(answered) == name


def test_a_receipt_counts_by_its_kind_unless_it_only_repeats_an_answer() -> None:
    receipt = ReceiptReceived(key="ann", id="1", at=1, received_at=1, kind="clicked", message="m", channel="sms")
    assert message_event(receipt) == "message_clicked"
    sent = ReceiptReceived(key="ann", id="1", at=1, received_at=1, kind="sent", message="m", channel="sms")
    assert message_event(sent) == ""
