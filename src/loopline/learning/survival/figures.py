"""What a report of times says; it loads no mathematics."""

from msgspec import Struct


class ReachedPoint(Struct, frozen=True):
    """By so many days the share who had come, with its interval of 95 %; `at_risk` had neither come nor been let go."""

    days: float
    share: float
    low: float
    high: float
    at_risk: int


class TimeToReach(Struct, frozen=True):
    """One group: how many began, how many have come, the days by which half have (None: not yet), and the curve."""

    name: str
    began: int
    reached: int
    median_days: float | None
    points: tuple[ReachedPoint, ...]


class ReachReport(Struct, frozen=True):
    """The groups, the largest first. `p` is of the log-rank test that they are all alike; None with one group alone."""

    begin: str
    reach: str
    groups: tuple[TimeToReach, ...]
    p: float | None
