"""A played world with its history worked out: what every invariant looks at."""

from msgspec import Struct

from loopline.lab.simulator.fact_walk import History, Moment, Passage
from loopline.lab.simulator.facts import FactLine
from loopline.lab.simulator.player import Played
from loopline.model.journey import Journey


class Case(Struct, frozen=True):
    """A played world with its history worked out."""

    played: Played
    history: History
    moments: list[Moment]

    def journey(self, passage: Passage) -> Journey:
        """The document that a passage walks."""
        return self.played.book.journeys[passage.entered.journey, passage.entered.version]

    def state_facts(self, state: str) -> list[FactLine]:
        """The moments at which journeys came to a state."""
        return [fact for fact in self.played.facts if fact.kind == "state" and fact.name == state and fact.journey]
