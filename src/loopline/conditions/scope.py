"""What a condition looks at: one person, at one moment, perhaps with an event."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.history.amounts import Amounts
from loopline.model.history.times import Forgotten, newest_times, times_in
from loopline.model.localtime import UTC

Truth = bool | None
"""True, false, or unknown, as in SQL."""


class Judge(Protocol):
    """Another condition, as a segment holds it."""

    def evaluate(self, scope: "Scope") -> Truth:
        """Its truth for the same scope."""

    def next_break(self, scope: "Scope") -> int | None:
        """The next moment (ms, after scope.now) at which one of its parts changes by time alone."""


def _no_consent(_channel: str, _topic: str | None) -> Truth:
    return None


def _nowhere(_journey: str) -> bool:
    return False


class Scope(Struct, frozen=True, kw_only=True, eq=False, gc=False):
    """All that one evaluation may see; conditions only read it.

    Traits and properties are JSON values, hence Any. `history` holds ascending times in ms, packed or not; an event
    that is missing there has never happened; `forgotten` counts what it has no room for: `times` and `beyond` ask both.
    `amounts` holds what is added up, likewise.
    `stands_in` says of a journey whether a passage of it is open. `answers` holds what endpoints answered, by the
    node that called. `account_id` is the account's own id, "" without an account; `account.id` is that where no
    trait of this name was stated; `answers_of_account` are those that it told to questions about its members, by their
    key. `entry_at` is when the entry event happened (ms), None outside of an enrollment.
    `now` is in ms. `zone`, which has to be one that exists, is where a date without a zone is meant.
    """

    traits: Mapping[str, Any] = {}
    account: Mapping[str, Any] | None = None
    account_id: str = ""
    answers_of_account: Mapping[str, bool] = {}
    event: Mapping[str, Any] | None = None
    event_name: str | None = None
    entry: Mapping[str, Any] | None = None
    entry_at: int | None = None
    history: Mapping[str, bytes | Sequence[int]] = {}
    forgotten: Mapping[str, Forgotten] = {}
    amounts: Mapping[str, Amounts] = {}
    receipts: Mapping[str, Collection[str]] = {}
    answers: Mapping[str, Any] = {}
    lists: Collection[str] = frozenset()
    consent: Callable[[str, str | None], Truth] = _no_consent
    stands_in: Callable[[str], bool] = _nowhere
    segments: Mapping[str, Judge] = {}
    now: int = 0
    zone: str = UTC

    def times(self, event: str) -> Sequence[int]:
        """The ascending times (ms) of an event, as far as they are known one by one."""
        return times_in(self._known(event)[0])

    def beyond(self, event: str) -> Forgotten | None:
        """The occurrences of an event that are not among `times`; None when there are none."""
        return self._known(event)[1]

    def seen(self, event: str) -> tuple[Sequence[int], Forgotten | None]:
        """Both of an event: its times, and what is beyond them."""
        times, gone = self._known(event)
        return times_in(times), gone

    def _known(self, event: str) -> tuple[bytes | Sequence[int], Forgotten | None]:
        times, gone = self.history.get(event, ()), self.forgotten.get(event)
        return newest_times(times, gone) if isinstance(times, bytes) else (times, gone)

    def at(self, now: int) -> "Scope":
        """The same scope at another moment (ms)."""
        return replace(self, now=now)
