"""Held out: at which level a person is spared the messages of a journey, and how many are."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of
from loopline.model.entry.goal import MeasuredGoal

HoldoutLevel = Literal["journey", "programme", "global", "handoff"]
"""The level that holds a person out; `handoff`: the person was held out in the journey that handed over."""

Rotation = Literal["month", "quarter", "year"]
"""How long one group is held out of everything; then another one is drawn."""
ROTATIONS: Final = get_args(Rotation)


class Holdout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Hold this share of units out; they walk the same journey with sends withheld."""

    percent: float = 0.0
    salt: str = ""


class GlobalHoldout(Holdout, frozen=True, kw_only=True):
    """Hold this share of units out of everything. With `rotates` another group is drawn each month, quarter or year
    of the workspace's calendar, so that nobody is spared for good; who has entered a journey keeps her side in it.
    With a `goal`, what all journeys together cause is measured against this group.
    """

    rotates: Annotated[str, one_of(Rotation, or_blank=True)] = ""
    goal: MeasuredGoal | None = None


class Programme(Holdout, frozen=True, kw_only=True):
    """Journeys that serve one end: who is held out of all of them, and the goal by which they are compared.

    A journey says itself which programme it is of. `name`, `owner` and `north_star` (what the programme is for in the
    long run, in words) stand on its report.
    """

    name: str = ""
    owner: str = ""
    north_star: str = ""
    goal: MeasuredGoal | None = None
