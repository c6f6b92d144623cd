"""The CDNOW file, and what it becomes on the wire."""

from typing import Any

import msgspec

from loopline.demo.cdnow import Totals, days, purchases, stamp, totals
from loopline.model.duration import DAY
from loopline.signals.dialects.segment import read


def test_the_file_holds_what_its_source_says() -> None:
    assert totals(purchases()) == Totals(orders=69_659, customers=23_570, cents=250_031_563)


def test_a_tenth_is_every_tenth_customer_with_all_orders() -> None:
    whole, part = purchases(), purchases(every=10)
    assert part == [one for one in whole if one.customer.endswith("0")]


def test_days_come_in_order_and_customers_before_their_first_order() -> None:
    known: set[str] = set()
    last = 0
    for at, messages in days(purchases(every=50)):
        assert at > last and at % DAY == DAY // 2
        last = at
        for message in messages:
            told: dict[str, Any] = msgspec.json.decode(message)
            if told["type"] == "identify":
                assert told["userId"] not in known
                known.add(told["userId"])
            else:
                assert told["userId"] in known


def test_every_message_is_taken_and_has_an_id_of_its_own() -> None:
    ids: set[str] = set()
    for at, messages in days(purchases(every=20)):
        batch = read(b'{"batch":[' + b",".join(messages) + b"]}", at)
        assert (batch.messages, batch.errors) == (len(messages), [])
        ids.update(signal.id for signal in batch.signals)
        assert all(signal.at <= at for signal in batch.signals)
    bought = totals(purchases(every=20))
    assert len(ids) == bought.orders + 2 * bought.customers  # the order, who it is, and the consent


def test_stamps_are_iso_in_utc() -> None:
    assert stamp(867_672_000_123) == "1997-06-30T12:00:00.123Z"
