"""A plan as figures: what the planner answers, and the API with it."""

from typing import Literal

from msgspec import Struct

PlanRule = Literal["obf", "e_process"]
"""Looks up to a planned end, or a programme that is always on."""


class PlanInputs(Struct, frozen=True):
    """What a plan is made of. `people_a_week` come for the first time; `base_rate` of them reach the goal unmessaged,
    within `within_weeks`; `holdout` is the share held out (0 to 1). `mean` and `spread` are of value a person, the
    spread its standard deviation; 0 where value is not planned for."""

    people_a_week: float
    base_rate: float
    holdout: float
    within_weeks: float = 2.0
    mean: float = 0.0
    spread: float = 0.0
    rule: PlanRule = "e_process"
    power: float = 0.8
    alpha: float = 0.05


class PlanWeek(Struct, frozen=True):
    """After so many weeks: people of either side whose window is over, and the smallest effect that is seen with the
    plan's power. `lift` is a difference in conversion rate, `value` in value a person; both upwards, and in parts of
    the base. Null where no effect that size can be."""

    weeks: int
    treated: int
    held_out: int
    lift: float | None
    relative_lift: float | None
    value: float | None
    relative_value: float | None


class PlanReport(Struct, frozen=True):
    """A plan: its inputs with where they come from, the weeks, and a sentence. `weeks_needed` is for the wanted
    relative lift, null where it takes more than two years; `wanted` is that lift, 0 where none was asked for.
    `missing` says what is not known, so that nothing can be planned."""

    journey: str
    inputs: PlanInputs | None
    source: str
    weeks: tuple[PlanWeek, ...]
    sentence: str
    wanted: float
    weeks_needed: int | None
    missing: str
