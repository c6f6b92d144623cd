"""Messages, clicks and people as facts: what the tests of hours and doses are counted from."""

from typing import Any

from msgspec import Raw, json

from loopline.model.fact import Fact
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of
from tests.reports.models.made import opened

DAY, HOUR = 86_400_000, 3_600_000
MONDAY = 1_795_392_000_000  # 23 November 2026, 00:00 UTC


class Mails:
    """Messages and clicks as facts."""

    def __init__(self) -> None:
        self.lines: list[Fact] = []

    def person(self, name: str, at: int, zone: str = "", **traits: Any) -> "Mails":
        told = {"traits": traits, "account": "", "account_traits": {}, "lists": [], "consent": {}, "zone": zone}
        return self._write("person", name, at, data=told | {"first_seen_at": at}, key=name)

    def sent(self, name: str, at: int, key: str, clicked: int | None = None, reason: str = "") -> "Mails":
        self._write("attempt", name, at, name="sent", key=key, channel="email")
        if clicked is not None:
            self._write("receipt", name, clicked, name="clicked", key=key, channel="email", reason=reason)
        return self

    def merged(self, name: str, at: int, other: str) -> "Mails":
        return self._write("merged", name, at, name=other, data={})

    def carried(self) -> DuckFacts:
        facts = opened()
        facts.append(facts.exported() + 1, lines_of(self.lines))
        return facts

    def _write(self, kind: Any, person: str, at: int, *, data: Any = None, **more: Any) -> "Mails":
        told = Raw(json.encode(data)) if data is not None else None
        place = len(self.lines) + 1
        self.lines.append(Fact(kind, person, at=at, decided_at=at, position=place, seq=1, data=told, **more))
        return self
