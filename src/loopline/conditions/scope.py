"""What a condition looks at: one person, at one moment, perhaps with an event."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

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


_NOTHING: Mapping[str, Any] = {}


class Scope:
    """All that one evaluation may see; conditions only read it.

    Traits and properties are JSON values, hence Any. `history` holds ascending times in ms; an event that is missing
    there has never happened; `forgotten` counts what it has no room for. `answers` holds what endpoints answered, by
    the node that called. `account_id` is the account's own id, "" without an account; `account.id` is that where no
    trait of this name was stated. `now` is in ms. `zone`, which has to be one that exists, is where a date without a
    zone is meant.
    """

    __slots__ = (
        "account",
        "account_id",
        "answers",
        "consent",
        "entry",
        "event",
        "event_name",
        "forgotten",
        "history",
        "lists",
        "now",
        "receipts",
        "segments",
        "traits",
        "zone",
    )

    def __init__(
        self,
        *,
        traits: Mapping[str, Any] = _NOTHING,
        account: Mapping[str, Any] | None = None,
        account_id: str = "",
        event: Mapping[str, Any] | None = None,
        event_name: str | None = None,
        entry: Mapping[str, Any] | None = None,
        history: Mapping[str, Sequence[int]] = _NOTHING,
        forgotten: Mapping[str, Forgotten] = _NOTHING,
        receipts: Mapping[str, Collection[str]] = _NOTHING,
        answers: Mapping[str, Any] = _NOTHING,
        lists: Collection[str] = frozenset(),
        consent: Callable[[str, str | None], Truth] = _no_consent,
        segments: Mapping[str, Judge] = _NOTHING,
        now: int = 0,
        zone: str = UTC,
    ) -> None:
        self.traits = traits
        self.account = account
        self.account_id = account_id
        self.event = event
        self.event_name = event_name
        self.entry = entry
        self.history = history
        self.forgotten = forgotten
        self.receipts = receipts
        self.answers = answers
        self.lists = lists
        self.consent = consent
        self.segments = segments
        self.now = now
        self.zone = zone

    def at(self, now: int) -> "Scope":
        """The same scope at another moment (ms)."""
        return Scope(
            traits=self.traits,
            account=self.account,
            account_id=self.account_id,
            event=self.event,
            event_name=self.event_name,
            entry=self.entry,
            history=self.history,
            forgotten=self.forgotten,
            receipts=self.receipts,
            answers=self.answers,
            lists=self.lists,
            consent=self.consent,
            segments=self.segments,
            now=now,
            zone=self.zone,
        )
