"""Compares two values that many people share, and does it once for all of them."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Values = Mapping[str, Any]


class SharedDifference(Generic[T]):
    """Answers what `compare` does, and keeps the last answer: the members of an account are told one after the other.

    Compares by identity whether the same is asked again, so what it is given must never be changed in place.
    """

    def __init__(self, compare: Callable[[Values, Values], T]) -> None:
        self._compare = compare
        self._last: tuple[Values, Values, T] | None = None

    def __call__(self, old: Values, new: Values) -> T:
        """What `compare` says of these two."""
        last = self._last
        if last is None or last[0] is not old or last[1] is not new:
            self._last = last = (old, new, self._compare(old, new))
        return last[2]
