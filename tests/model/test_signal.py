"""Signals of before are read: a field that is added stands last and has a default."""

import msgspec

from loopline.model.signal import ReceiptReceived, Signal


def test_a_receipt_from_before_addresses_is_read() -> None:
    before = ["receipt", "ann", "r1", 5, 6, "opened", "k1", "email", "offers", "j", 1, "n", "e", False, "", ""]
    read = msgspec.msgpack.decode(msgspec.msgpack.encode(before), type=Signal)
    assert read == ReceiptReceived(
        key="ann",
        id="r1",
        at=5,
        received_at=6,
        kind="opened",
        message="k1",
        channel="email",
        topic="offers",
        journey="j",
        version=1,
        node="n",
        enrollment="e",
    )
