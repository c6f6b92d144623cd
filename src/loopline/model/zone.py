"""Names of time zones: which of them are one."""

from functools import lru_cache
from typing import Final

from whenever import Instant, TimeZoneNotFoundError

EPOCH: Final = Instant.from_timestamp(0)
NAMES_REMEMBERED: Final = 4_096


@lru_cache(NAMES_REMEMBERED)  # a name that is none costs a look at the disk each time it is asked for
def known_zone(zone: str) -> bool:
    """Whether this is the name of a time zone."""
    try:
        EPOCH.to_tz(zone)
    except (TimeZoneNotFoundError, ValueError):
        return False
    return True
