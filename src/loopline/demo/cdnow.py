"""The CDNOW purchase log: what the file says, and each purchase as the messages that a shop would send."""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib.resources import files
from itertools import groupby
from typing import Final

import msgspec
from msgspec import Struct

from loopline.model.duration import DAY, HOUR

FILE: Final = "data/CDNOW_master.txt.gz"
EPOCH: Final = date(1970, 1, 1).toordinal()
NOON_MS: Final = 12 * HOUR
INTRODUCED_MS: Final = 60_000
"""A customer registers this long before the first order."""


class Purchase(Struct, frozen=True):
    """A line of the file; `number` counts lines from 1, `day` counts from the Unix epoch."""

    number: int
    customer: str
    day: int
    discs: int
    cents: int

    @property
    def at(self) -> int:
        """When it happened (ms): the file knows the day only, so it is noon, UTC, for everybody."""
        return self.day * DAY + NOON_MS


class Totals(Struct, frozen=True):
    """What a set of purchases comes to."""

    orders: int
    customers: int
    cents: int


def purchases(every: int = 1) -> list[Purchase]:
    """The purchases of each `every`th customer, by day and then as they stand in the file."""
    packed = (files(__package__) / FILE).read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()[1:]
    found = [_purchase(number, line) for number, line in enumerate(lines, 1)]
    kept = [one for one in found if int(one.customer) % every == 0]
    return sorted(kept, key=lambda one: (one.day, one.number))


def _purchase(number: int, line: str) -> Purchase:
    customer, day, discs, dollars = line.split()
    whole, _, part = dollars.partition(".")
    on = date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal() - EPOCH
    return Purchase(number, customer, on, int(discs), int(whole) * 100 + int(part.ljust(2, "0")))


def totals(bought: Sequence[Purchase]) -> Totals:
    """Orders, customers and revenue."""
    return Totals(len(bought), len({one.customer for one in bought}), sum(one.cents for one in bought))


def days(bought: Iterable[Purchase]) -> Iterator[tuple[int, list[bytes]]]:
    """Each day's noon (ms) with the messages of that day: who is new, with address and consent, and then the orders."""
    known: set[str] = set()
    for _, group in groupby(bought, key=lambda one: one.day):
        orders = list(group)
        new = dict.fromkeys(one.customer for one in orders if one.customer not in known)
        known.update(new)
        at = orders[0].at
        yield at, [_introduce(customer, at) for customer in new] + [_order(one) for one in orders]


def person_of(customer: str) -> str:
    """The person's id of a customer of the file."""
    return f"cdnow-{customer}"


def _introduce(customer: str, at: int) -> bytes:
    person = person_of(customer)
    return msgspec.json.encode(
        {
            "type": "identify",
            "messageId": f"{person}-registered",
            "userId": person,
            "timestamp": stamp(at - INTRODUCED_MS),
            "traits": {"email": f"{person}@shop.example"},
            "context": {"consent": {"categoryPreferences": {"email": True}}},
        }
    )


def _order(one: Purchase) -> bytes:
    return msgspec.json.encode(
        {
            "type": "track",
            "messageId": f"cdnow-line-{one.number}",
            "userId": person_of(one.customer),
            "event": "order_placed",
            "timestamp": stamp(one.at),
            "properties": {"amount": one.cents / 100, "quantity": one.discs},
        }
    )


def stamp(at: int) -> str:
    """A time (ms) as ISO 8601 in UTC."""
    day, rest = divmod(at, DAY)
    seconds, ms = divmod(rest, 1_000)
    on = date.fromordinal(EPOCH + day).isoformat()
    return f"{on}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}Z"
