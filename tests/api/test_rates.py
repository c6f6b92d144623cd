"""Token buckets: what passes in a burst, what passes in the long run, and how much memory they take."""

import pytest

from loopline.api.rates import BUCKETS_MAX, BURST_SECONDS, Rates, source_of


class Watch:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def passed(rates: Rates, key: str, source: str, times: int, size: int = 0) -> int:
    return sum(rates.wait_seconds(key, source, size) == 0 for _ in range(times))


def test_a_burst_passes_then_the_rate() -> None:
    watch = Watch()
    rates = Rates(watch, key_rate=10, source_rate=2)
    assert passed(rates, "k", "1.2.3.4", 1_000) == 2 * BURST_SECONDS
    assert passed(rates, "k", "5.6.7.8", 1_000) == 2 * BURST_SECONDS, "another source has its own"
    assert passed(rates, "k", "", 1_000) == 10 * BURST_SECONDS - 4 * BURST_SECONDS, "the key's own bucket counts all"
    assert passed(rates, "other", "1.2.3.4", 1_000) == 2 * BURST_SECONDS
    watch.at += 3
    assert passed(rates, "k", "1.2.3.4", 1_000) == 6


def test_a_refusal_says_when_to_go_on_and_costs_nothing() -> None:
    watch = Watch()
    rates = Rates(watch, key_rate=1, source_rate=1)
    assert passed(rates, "k", "", 100) == BURST_SECONDS
    wait = rates.wait_seconds("k", "", 3 * 1024)
    assert wait == 4
    watch.at += wait
    assert rates.wait_seconds("k", "", 3 * 1024) == 0


def test_one_body_never_blocks_a_key_for_longer_than_a_burst() -> None:
    watch = Watch()
    rates = Rates(watch, key_rate=1, source_rate=1)
    assert rates.wait_seconds("k", "", 1 << 60) == 0
    assert rates.wait_seconds("k", "", 1 << 60) <= BURST_SECONDS


def test_memory_is_bounded_and_a_busy_key_is_not_forgotten() -> None:
    rates = Rates(Watch(), key_rate=1, source_rate=1)
    assert passed(rates, "busy", "", 1_000) == BURST_SECONDS
    for number in range(BUCKETS_MAX + 100):
        rates.wait_seconds("k", f"10.0.{number >> 8}.{number & 255}", 0)
        if number % 1_000 == 0:
            assert rates.wait_seconds("busy", "", 0) > 0
    assert len(rates._buckets) <= BUCKETS_MAX


@pytest.mark.parametrize(
    ("client", "source"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_a_source_is_an_address_or_a_subscribers_share(client: str, source: str) -> None:
    assert source_of(client) == source
