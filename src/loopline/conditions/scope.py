"""What a condition looks at: one person, at one moment, perhaps with an event."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.localtime import UTC
from loopline.model.person import Forgotten

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


class Scope(Struct, frozen=True, kw_only=True, eq=False, gc=False):
    """All that one evaluation may see; conditions only read it.

    Traits and properties are JSON values, hence Any. `history` holds ascending times in ms; an event that is missing
    there has never happened; `forgotten` counts what it has no room for. `answers` holds what endpoints answered, by
    the node that called. `account_id` is the account's own id, "" without an account; `account.id` is that where no
    trait of this name was stated. `now` is in ms. `zone`, which has to be one that exists, is where a date without a
    zone is meant.
    """

    traits: Mapping[str, Any] = {}
    account: Mapping[str, Any] | None = None
    account_id: str = ""
    event: Mapping[str, Any] | None = None
    event_name: str | None = None
    entry: Mapping[str, Any] | None = None
    history: Mapping[str, Sequence[int]] = {}
    forgotten: Mapping[str, Forgotten] = {}
    receipts: Mapping[str, Collection[str]] = {}
    answers: Mapping[str, Any] = {}
    lists: Collection[str] = frozenset()
    consent: Callable[[str, str | None], Truth] = _no_consent
    segments: Mapping[str, Judge] = {}
    now: int = 0
    zone: str = UTC

    def at(self, now: int) -> "Scope":
        """The same scope at another moment (ms)."""
        return replace(self, now=now)
