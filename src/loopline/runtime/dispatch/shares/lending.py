"""Ledgers that several processes turn in one store."""

from collections.abc import Callable
from secrets import token_hex
from typing import Final, Protocol, TypeVar

from msgspec import msgpack

from loopline.model.channels import ChannelName
from loopline.runtime.dispatch.shares.day_ledger import DayAnswer, DayAsk, DayLedger, asked_of_day
from loopline.runtime.dispatch.shares.leased_rate import LeasedRate
from loopline.runtime.dispatch.shares.leased_warmth import LeasedWarmth
from loopline.runtime.dispatch.shares.rate_ledger import (
    RateAnswer,
    RateAsk,
    RateBound,
    RateLedger,
    asked_of_rate,
    bound_of,
)
from loopline.runtime.supervise import OnError

HOLDER_BYTES: Final = 8
Answer = TypeVar("Answer")
_encode: Final = msgpack.Encoder().encode
_rates: Final = msgpack.Decoder(RateLedger).decode
_days: Final = msgpack.Decoder(DayLedger).decode


class Turns(Protocol):
    """Where ledgers are kept."""

    def turn(self, name: str, turn: Callable[[bytes, int], tuple[bytes, Answer]]) -> Answer:
        """One turn of the ledger with this name, alone, at its time (ms); what is kept of it is empty at first."""
        ...

    def look(self, name: str) -> bytes:
        """What is kept of it."""
        ...


class SharedBounds:
    """What keeps to the bounds of providers that several processes send by."""

    def __init__(self, turns: Turns, processes: int, on_error: OnError) -> None:
        self._turns, self.processes, self._on_error = turns, processes, on_error

    def rate(self, channel: ChannelName, provider: str, a_second: float) -> LeasedRate | None:
        """The rate of a provider; None where it has no bound."""
        lend = rate_lender(self._turns, channel, provider, a_second) if a_second else None
        return LeasedRate(token_hex(HOLDER_BYTES), lend, self._on_error) if lend else None

    def warmth(self, channel: ChannelName, provider: str) -> LeasedWarmth:
        """What a provider has had today."""
        name = f"day:{channel}:{provider}"
        lend = day_lender(self._turns, name)
        return LeasedWarmth(
            provider, token_hex(HOLDER_BYTES), lend, lambda: _day(self._turns.look(name)), self._on_error
        )


def rate_lender(turns: Turns, channel: str, provider: str, a_second: float) -> Callable[[RateAsk], RateAnswer]:
    """What lends of the rate of a provider, which is above 0."""
    name, bound = f"rate:{channel}:{provider}", bound_of(a_second)
    return lambda ask: turns.turn(name, lambda kept, now: _turned(kept, bound, ask, now))


def day_lender(turns: Turns, name: str) -> Callable[[DayAsk], DayAnswer]:
    """What lends of a day."""

    def turned(kept: bytes, ask: DayAsk, now: int) -> tuple[bytes, DayAnswer]:
        ledger, answer = asked_of_day(_day(kept), ask, now)
        return _encode(ledger), answer

    return lambda ask: turns.turn(name, lambda kept, now: turned(kept, ask, now))


def _turned(kept: bytes, bound: RateBound, ask: RateAsk, now: int) -> tuple[bytes, RateAnswer]:
    ledger, answer = asked_of_rate(_rates(kept) if kept else RateLedger(), bound, ask, now)
    return _encode(ledger), answer


def _day(kept: bytes) -> DayLedger:
    return _days(kept) if kept else DayLedger()
