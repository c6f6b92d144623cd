"""What figures say that is worth improving, and the idea that is born from it."""

from typing import Final, Literal

from msgspec import Struct

IdeaSource = Literal["hand", "drop_off", "guard", "cap", "ended", "alarm"]
"""What an idea comes from: somebody's head, a step that loses people, a failed guard, a full cap, a comparison that
has ended, an alarm."""

PEOPLE_MIN: Final = 30
"""A share of fewer people is not told."""

LOST_SHARE: Final = 0.1
"""A step that loses fewer of its people than this is no drop-off."""

CLICKED_SHARE: Final = 0.005
CLICKED_PEOPLE_MIN: Final = 400
"""At 400 people and an even chance of 1 in 200, nobody clicks in 13 % of cases; what stays below is worth a look."""


class StepLoss(Struct, frozen=True):
    """A step of a journey that had a message for `people`, of whom `lost` did not get it, for one reason; or, with the
    reason `not_clicked`, got it and did not click. `words` say the reason."""

    journey: str
    journey_name: str
    node: str
    node_name: str
    channel: str
    reason: str
    words: str
    lost: int
    people: int

    @property
    def share(self) -> float:
        """The share of people that the step loses."""
        return self.lost / self.people if self.people else 0.0


class Idea(Struct, frozen=True):
    """An idea with what it was born from. `origin` is the same for as long as it is the same trouble."""

    origin: str
    source: IdeaSource
    title: str
    hypothesis: str
    evidence: str
    journey: str = ""
    node: str = ""
