"""The state of the log, as people see it."""

from typing import Annotated

from msgspec import Meta, Struct

from loopline.runtime.upkeep.log_trimming import LogReach, TrimStatus


class LogState(Struct, frozen=True):
    """Where the log begins and ends, and the trimming that is under way or was the last one that was asked for."""

    reach: LogReach
    trimming: TrimStatus


class TrimBody(Struct, frozen=True):
    """For how many days signals stay at least; 0: all that can leave does."""

    days: Annotated[int, Meta(ge=0, le=3_650)]
