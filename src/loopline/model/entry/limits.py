"""How many people a journey lets in, of everybody together."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of

Beyond = Literal["wait", "refuse"]
BEYOND: Final = get_args(Beyond)
WAIT_MAX_DAYS: Final = 90


class EntryLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """At most so many entries: `total` in all, `per_hour` in any 60 minutes, `per_day` in any 24 hours; 0: no limit.

    `beyond` says what becomes of those for whom a rate has no place now: they wait in the order in which they came,
    each for the time `wait` at most, or they are refused.
    """

    total: int = 0
    per_hour: int = 0
    per_day: int = 0
    beyond: Annotated[str, one_of(Beyond)] = "wait"
    wait: str = "7d"

    @property
    def any(self) -> bool:
        """Whether anything is limited."""
        return bool(self.total or self.per_hour or self.per_day)
