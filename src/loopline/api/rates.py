"""How much browsers' keys may send: a token bucket a key, and one a key and source; memory is bounded."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from math import ceil
from threading import Lock
from typing import Final

from msgspec import Struct
from starlette.requests import Request

BUCKETS_MAX: Final = 20_000
BURST_SECONDS: Final = 20
"""A bucket holds what its rate lets in within this time."""
BYTES_A_TOKEN: Final = 1_024
IPV6_BITS: Final = 64
"""One subscriber's share of IPv6: whoever has one address has all of these."""


class Bucket(Struct):
    """What is left, and when that was (seconds of a monotonic clock)."""

    left: float
    at: float


class Rates:
    """Counts what was let in. A request costs one token, and one more for each KB of its body."""

    def __init__(self, seconds: Callable[[], float], key_rate: int, source_rate: int) -> None:
        self._seconds, self._key_rate, self._source_rate = seconds, key_rate, source_rate
        self._buckets: OrderedDict[tuple[str, str], Bucket] = OrderedDict()
        self._lock = Lock()

    def wait_seconds(self, key: str, source: str, size: int) -> int:
        """0: let it in, it has been counted. Else the whole seconds after which it would be, and nothing was counted.

        `source` is "" where it is not known; then only the key's own bucket counts.
        """
        now = self._seconds()
        asked = [(key, "", self._key_rate)]
        if source:
            asked.append((key, source, self._source_rate))
        with self._lock:
            buckets = [(self._bucket((name, where), rate, now), rate) for name, where, rate in asked]
            costs = [min(1 + size / BYTES_A_TOKEN, rate * BURST_SECONDS) for _, rate in buckets]
            waits = [(cost - bucket.left) / rate for cost, (bucket, rate) in zip(costs, buckets, strict=True)]
            if max(waits) > 0:
                return ceil(max(waits))
            for cost, (bucket, _) in zip(costs, buckets, strict=True):
                bucket.left -= cost
        return 0

    def _bucket(self, name: tuple[str, str], rate: int, now: float) -> Bucket:
        """Filled up to now. The one that was not used for the longest time goes, which is as good as full by then."""
        full = float(rate * BURST_SECONDS)
        bucket = self._buckets.setdefault(name, Bucket(full, now))
        self._buckets.move_to_end(name)
        bucket.left = min(full, bucket.left + (now - bucket.at) * rate)
        bucket.at = now
        while len(self._buckets) > BUCKETS_MAX:
            self._buckets.popitem(last=False)
        return bucket


def source_of_request(request: Request) -> str:
    """`source_of` whoever sent it: the caller, or whom a trusted proxy names."""
    return source_of(request.client.host if request.client else "")


def source_of(client: str) -> str:
    """Where a request comes from, as far as counting goes: an IPv4 address, or the subscriber's share of IPv6.

    "" for loopback and for what is no address: there stands a proxy of this machine, which speaks for many.
    """
    try:
        given = ip_address(client)
    except ValueError:
        return ""
    address = (given.ipv4_mapped or given) if given.version == 6 else given
    if address.is_loopback:
        return ""
    if address.version == 4:
        return str(address)
    return str(ip_network((address, IPV6_BITS), strict=False).network_address)
