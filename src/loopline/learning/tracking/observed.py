"""The data that a look looks at: hourly counts, daily shares, and the alarms that are known."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from loopline.learning.tracking.alarm import PlanAlarm
from loopline.learning.tracking.shares import DailyShare

if TYPE_CHECKING:
    from loopline.learning.tracking.usual import Whole


class Series(Struct, frozen=True):
    """Hourly counts of things, a row each; the last column is the hour that ended last.

    `names` are events with "", or journeys with the name of a trigger. `late` of them came over an hour late.
    """

    names: tuple[tuple[str, str], ...]
    counts: "Whole"
    late: "Whole | None" = None


class PropertyShare(Struct, frozen=True):
    """By day: of an event, those that lack a property (`kind` ""), or of those that have it, those of another type."""

    event: str
    field: str
    kind: str
    share: DailyShare


class Observed(Struct, frozen=True):
    """All that one look looks at.

    `end_hour` is the hour (since the epoch) after the last column; `today` how many of the last columns are of a day
    that has not ended, which teach nothing yet. `alarms` are those that last, and those that ended within the columns.
    """

    events: Series
    triggers: Series
    properties: Sequence[PropertyShare]
    hours_of_week: "Whole"
    end_hour: int
    today: int
    alarms: Sequence[PlanAlarm] = ()
    muted: frozenset[str] = frozenset()

    @property
    def first_hour(self) -> int:
        """The hour of the first column."""
        return self.end_hour - len(self.hours_of_week)
