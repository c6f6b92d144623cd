"""Facts of people who come, and of whom some leave: what the tests of models are trained on."""

from random import Random
from typing import Any

from msgspec import Raw, json

from loopline.decisions.documents.read import build_document
from loopline.model.fact import Fact
from loopline.model.scoring.documents import Model
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.transaction_rules import lines_of

DAY = 86_400_000
NOW = 1_795_000_000_000


_OPENED: list[DuckFacts] = []


def opened() -> DuckFacts:
    """Facts of their own, which stay open as long as the tests run."""
    _OPENED.append(DuckFacts())
    return _OPENED[-1]


class Past:
    """Facts in the order of their positions, carried into DuckDB when they are asked for."""

    def __init__(self, facts: DuckFacts | None = None) -> None:
        self.lines: list[Fact] = []
        self.facts = facts or opened()
        self._chunk = self.facts.exported() + 1

    def event(self, person: str, at: int, name: str, **properties: Any) -> "Past":
        """Somebody did something."""
        return self._write("event", person, at, name, properties)

    def traits(self, person: str, at: int, **traits: Any) -> "Past":
        """What changed of somebody."""
        return self._write("person", person, at, "", {"now": {"traits": traits}, "was": {}})

    def whole(self, person: str, at: int, traits: dict[str, Any], consent: dict[str, bool] | None = None) -> "Past":
        """Somebody new."""
        told = {"traits": traits, "account": "", "account_traits": {}, "lists": [], "consent": consent or {}}
        return self._write("person", person, at, "", told | {"first_seen_at": at, "zone": ""})

    def merged(self, person: str, at: int, other: str) -> "Past":
        """Another id turns out to be this person's."""
        return self._write("merged", person, at, other, {})

    def carried(self) -> DuckFacts:
        """The facts with all that was written."""
        self.facts.append(self._chunk, lines_of(self.lines))
        self._chunk += 1
        self.lines = []
        return self.facts

    def _write(self, kind: Any, person: str, at: int, name: str, data: object) -> "Past":
        place = 100_000 * self._chunk + len(self.lines) + 1
        self.lines.append(
            Fact(kind, person, at=at, decided_at=at, position=place, seq=1, name=name, data=Raw(json.encode(data)))
        )
        return self


def model(**fields: Any) -> Model:
    """A model of who leaves within ten days."""
    plain = {
        "kind": "model",
        "id": "churn",
        "owner": "retention",
        "label": {"event": "left", "within": "10d"},
        "stage": "full",
        "expires": "2099-01-01",
    }
    found = build_document(plain | fields)
    assert isinstance(found, Model)
    return found


def shop(people: int = 400, *, cuts: int = 1, strength: float = 1.0) -> Past:
    """People who were first seen 100 days ago and visit often, or seldom: those leave, in the ten days before now, and
    with more `cuts` in those before too."""
    draw, past = Random(5), Past()
    for number in range(people):
        who, plan = f"p{number:04}", draw.choice(["free", "pro"])
        past.whole(who, NOW - 100 * DAY, {"plan": plan, "email": f"{who}@example.test", "gender": draw.choice("fm")})
        for back in range(8, -2, -1):
            cut = NOW - 10 * DAY * (back + 1)  # the last of these is now: of it nobody knows what will come
            visits = draw.randint(0, 9)
            for visit in range(visits):
                past.event(who, cut - (visit + 1) * DAY // 2, "visited", pages=visit)
            if 0 <= back < cuts and draw.random() < (
                1 / (1 + 2.718281828 ** (strength * (0.9 * visits - 3 + (plan == "pro"))))
            ):
                past.event(who, cut + 3 * DAY, "left")
    return past
