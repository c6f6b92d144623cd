"""Names of time zones: which of them are one."""

from functools import lru_cache
from typing import Final

from whenever import Instant, TimeZoneNotFoundError

EPOCH: Final = Instant.from_timestamp(0)
NAMES_REMEMBERED: Final = 4_096
OF_A_MACHINE: Final = ("localtime", "posix/", "right/")
"""Names that some machines know and others, or databases, do not: they are no zone for anybody."""


@lru_cache(NAMES_REMEMBERED)  # a name that is none costs a look at the disk each time it is asked for
def known_zone(zone: str) -> bool:
    """Whether this is the name of a time zone."""
    if zone.startswith(OF_A_MACHINE):
        return False
    try:
        EPOCH.to_tz(zone)
    except (TimeZoneNotFoundError, ValueError):
        return False
    return True
