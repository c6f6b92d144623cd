"""SQL that asks of the versions of a journey. Parameters are named with a dollar sign."""

from typing import Final

FIRST_ENTRIES: Final = """
SELECT version, min("at") FROM journey_entries
WHERE journey = $journey AND held IN ('', 'journey') GROUP BY version
"""
PUBLISHED: Final = """
SELECT version, min("at") FROM facts
WHERE kind = 'published' AND name = 'journey' AND journey = $journey GROUP BY version
"""
"""When each version of a journey was published (ms)."""
