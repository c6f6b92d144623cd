"""What a worker tells the server for its live streams: a sample of what happens, and whose inboxes changed."""

from collections.abc import Callable
from typing import Final

from loopline.model.records import Transaction
from loopline.ports import Clock
from loopline.runtime.crew.protocol import InboxChanged, Sampled

SAMPLE_MS: Final = 200
PEOPLE_AT_ONCE: Final = 500


class LiveWords:
    """`tell` is called from any thread."""

    def __init__(self, tell: Callable[[Sampled | InboxChanged], None], clock: Clock) -> None:
        self._tell, self._clock = tell, clock
        self._sampled_at = 0

    def on_commit(self, transaction: Transaction) -> None:
        """A step was committed; called in the loop's thread, so it looks at a few facts at most."""
        now = self._clock.now()
        if not transaction.facts or 0 <= now - self._sampled_at < SAMPLE_MS:
            return
        seen = next((fact for fact in reversed(transaction.facts) if fact.kind == "event"), None)
        if seen is not None:
            self._sampled_at = now
            self._tell(Sampled(seen.person, seen.name, seen.at))

    def on_inbox(self, people: frozenset[str]) -> None:
        """Messages have come into their inboxes."""
        names = sorted(people)
        for first in range(0, len(names), PEOPLE_AT_ONCE):
            self._tell(InboxChanged(tuple(names[first : first + PEOPLE_AT_ONCE])))
