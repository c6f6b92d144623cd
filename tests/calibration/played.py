"""Plays worlds of several kinds, one of each in turn: a run that is stopped has as many of one as of another."""

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Final, TypeVar

from scipy.stats import beta

T = TypeVar("T")
MINUTE: Final = 60.0


def played(plays: Mapping[str, Callable[[int], T]], worlds: Mapping[str, int], minutes: float) -> dict[str, list[T]]:
    """What each kind gave, world by world from number 0 on, until it has its worlds or the time is over."""
    found: dict[str, list[T]] = {kind: [] for kind in plays}
    ends = monotonic() + minutes * MINUTE
    for kind, number in _turns(worlds):
        if monotonic() > ends:
            break
        found[kind].append(plays[kind](number))
    return found


def _turns(worlds: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for number in range(max(worlds.values(), default=0)):
        yield from ((kind, number) for kind, most in worlds.items() if number < most)


def share_words(count: int, worlds: int) -> str:
    """Such as "3/40 (1.6% to 20.4%)": the exact 95 % interval (Clopper & Pearson 1934)."""
    if not worlds:
        return "0/0"
    low = 0.0 if count == 0 else beta.ppf(0.025, count, worlds - count + 1)
    high = 1.0 if count == worlds else beta.ppf(0.975, count + 1, worlds - count)
    return f"{count}/{worlds} ({low:.1%} to {high:.1%})"
