"""The rate of a provider: within any second never more messages reach it than its bound says."""

from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

from loopline.runtime.dispatch.shares.rate_ledger import bound_of


@dataclass(slots=True)
class TakenShare:
    """So many messages that may be handed over, in this term of the one who lends."""

    count: int = 0
    term: int = 0


class Rate(Protocol):
    """Times are seconds of a monotonic clock. Belongs to the event loop."""

    def most(self, wanted: int, now: float) -> int:
        """How many of so many may go now."""
        ...

    def took(self, count: int) -> TakenShare:
        """So many go; they count until `ended`, and then for a second."""
        ...

    def ended(self, taken: TakenShare, now: float) -> None:
        """These are not on their way any more, whether they arrived or not."""
        ...

    def seconds_left(self, now: float) -> float:
        """Until it is worth while to look again; 0.0 where one may go now."""
        ...

    async def may_go(self, taken: TakenShare) -> None:
        """Returns once these may be handed over: at once, but after this process stood still for long."""
        ...

    async def close(self) -> None:
        """Nothing goes any more."""
        ...


class RateLimit:
    """The rate of a provider that this process alone sends to; 0 lets all pass."""

    def __init__(self, a_second: float) -> None:
        self._bound: Final = bound_of(a_second) if a_second else None
        self._window: Final = self._bound.window_ms / 1_000 if self._bound else 0.0
        self._in_air = self._just_used = 0
        self._used = deque[tuple[int, float]]()

    def most(self, wanted: int, now: float) -> int:
        """How many of so many may go now."""
        if self._bound is None:
            return wanted
        self._forget(now)
        return max(0, min(wanted, self._bound.limit - self._in_air - self._just_used))

    def took(self, count: int) -> TakenShare:
        """So many go."""
        self._in_air += count
        return TakenShare(count)

    def ended(self, taken: TakenShare, now: float) -> None:
        """These are not on their way any more."""
        self._in_air -= taken.count
        if self._bound is not None and taken.count:
            self._just_used += taken.count
            self._used.append((taken.count, now + self._window))

    def seconds_left(self, now: float) -> float:
        """Until the next one may go; as good as nothing where that is when some arrive that are on their way."""
        if self.most(1, now):
            return 0.0
        return max(0.001, self._used[0][1] - now) if self._used and not self._in_air else 0.001

    async def may_go(self, taken: TakenShare) -> None:
        """Nobody else has taken them meanwhile."""

    async def close(self) -> None:
        """Nothing is kept anywhere."""

    def _forget(self, now: float) -> None:
        while self._used and self._used[0][1] <= now:
            self._just_used -= self._used.popleft()[0]
