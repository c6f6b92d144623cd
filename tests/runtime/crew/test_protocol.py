"""Whatever the parent and a worker tell each other arrives as it was, however the link cuts it."""

import pytest

from loopline.runtime.crew.protocol import (
    InboxChanged,
    Reported,
    Sampled,
    Stop,
    TakeOver,
    ToParent,
    ToWorker,
    Wake,
    Woken,
    crew_frame,
    decode_order,
    decode_word,
)
from loopline.runtime.intake.protocol import Frames
from loopline.runtime.shards.report import ShardReport
from loopline.runtime.shards.tally import ProviderTrouble, ShardCounts

REPORT = ShardReport(shard=1, state="running", pid=7, ready=True, tellings=3, telling_seconds=0.25, fault="x")


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_orders_and_words_arrive_as_they_were(size: int) -> None:
    orders: list[ToWorker] = [Wake(), TakeOver(), Wake(), Stop()]
    words: list[ToParent] = [
        Reported(REPORT),
        Woken(2),
        Reported(REPORT, ShardCounts(3, 2, {"event": 5}), ProviderTrouble((("email", "smtp"),))),
        Sampled("ann", "came", 7),
        InboxChanged(("ann", "bea")),
    ]
    sent = b"".join(map(crew_frame, orders)), b"".join(map(crew_frame, words))
    for packets, whole, decode in ((orders, sent[0], decode_order), (words, sent[1], decode_word)):
        frames, found = Frames(), []
        for begin in range(0, len(whole), size):
            found += [decode(packed) for packed in frames.take(whole[begin : begin + size])]
        assert found == packets
