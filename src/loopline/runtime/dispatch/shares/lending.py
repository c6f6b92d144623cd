"""Ledgers that several processes turn in one store."""

from collections.abc import Callable
from secrets import token_hex
from typing import Final, Protocol, TypeVar

from msgspec import msgpack

from loopline.model.channels import ChannelName
from loopline.runtime.dispatch.shares.leased_rate import LeasedRate
from loopline.runtime.dispatch.shares.rate_ledger import Bound, RateAnswer, RateAsk, RateLedger, asked, bound_of
from loopline.runtime.supervise import OnError

Answer = TypeVar("Answer")
_encode: Final = msgpack.Encoder().encode
_decode: Final = msgpack.Decoder(RateLedger).decode


class Turns(Protocol):
    """Where ledgers are kept."""

    def turn(self, name: str, turn: Callable[[bytes, int], tuple[bytes, Answer]]) -> Answer:
        """One turn of the ledger with this name, alone, at its time (ms); what is kept of it is empty at first."""
        ...


def shared_rates(
    turns: Turns, processes: int, on_error: OnError
) -> Callable[[ChannelName, str, float], LeasedRate | None]:
    """What keeps to the bound of a provider that so many processes send by; None where this one is alone, or where
    there is no bound."""

    def rate(channel: ChannelName, provider: str, a_second: float) -> LeasedRate | None:
        if processes < 2 or not a_second:
            return None
        return LeasedRate(token_hex(8), rate_lender(turns, channel, provider, a_second), on_error)

    return rate


def rate_lender(turns: Turns, channel: str, provider: str, a_second: float) -> Callable[[RateAsk], RateAnswer]:
    """What lends of the rate of a provider, which is above 0."""
    name, bound = f"rate:{channel}:{provider}", bound_of(a_second)

    def lend(ask: RateAsk) -> RateAnswer:
        return turns.turn(name, lambda kept, now: _turned(kept, bound, ask, now))

    return lend


def _turned(kept: bytes, bound: Bound, ask: RateAsk, now: int) -> tuple[bytes, RateAnswer]:
    ledger, answer = asked(_decode(kept) if kept else RateLedger(), bound, ask, now)
    return _encode(ledger), answer
