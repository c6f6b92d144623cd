"""What reached the providers of a world, and what they told: kept beside the engine, for the invariants."""

from msgspec import Struct

from loopline.lab.simulator.carriers.news import News
from loopline.model.message import Outcome
from loopline.model.records import OutboxRow


class ProviderCall(Struct, frozen=True):
    """A provider got a message at `at` (ms); the rest is the outbox row as it was then, and the provider's outcome."""

    provider: str
    at: int
    attempt: int
    due_at: int
    reason: str
    outcome: Outcome


class Books:
    """Of all providers together. `taken`: when each key was taken; `turns`: who was passed over."""

    def __init__(self) -> None:
        self.taken: dict[str, list[int]] = {}
        self.asked: dict[str, list[ProviderCall]] = {}
        self.by: dict[str, list[str]] = {}
        self.news: list[News] = []
        self.turns: list[str] = []

    def note(self, row: OutboxRow, provider: str, now: int, outcome: Outcome) -> None:
        """A provider has got a message, and this is its answer, whether it is heard or not."""
        asked = ProviderCall(provider, now, row.attempt, row.due_at, row.reason, outcome)
        self.asked.setdefault(row.message.key, []).append(asked)

    def take(self, row: OutboxRow, provider: str, now: int) -> bool:
        """A provider has taken a message; whether it is the first that did."""
        key = row.message.key
        is_first = key not in self.taken
        self.taken.setdefault(key, []).append(now)
        self.by.setdefault(key, []).append(provider)
        return is_first
