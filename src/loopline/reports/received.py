"""Counts what a person received in all of a journey, or of any: what left, and what the sandbox kept."""

from typing import Final

from msgspec import Struct

from loopline.model.channels import SANDBOX_KIND
from loopline.ports import Facts

# Without the marks that keep a test person out of reports.
KIND, JOURNEY = "replace(kind, 'test.', '')", "replace(journey, 'test/', '')"
OF_JOURNEY: Final = f"person = $person AND journey <> '' AND ($journey = '' OR {JOURNEY} = $journey)"
TOTALS: Final = f"""
SELECT count(*), count(*) FILTER (told = 'entered'), count(*) FILTER (told = 'not_entered'),
    count(*) FILTER (is_sent AND provider IS DISTINCT FROM '{SANDBOX_KIND}'),
    count(*) FILTER (is_sent AND provider = '{SANDBOX_KIND}')
FROM (
    SELECT {KIND} AS told, provider, told = 'attempt' AND name = 'sent'
        AND key NOT IN (SELECT key FROM facts WHERE {OF_JOURNEY} AND {KIND} = 'called') AS is_sent
    FROM facts WHERE {OF_JOURNEY}
)
"""


class FactTotals(Struct, frozen=True):
    """All that the facts hold of a person in a journey, or in any, however many of them are shown; `kept` are messages
    that the sandbox took, which are not among `sent`."""

    facts: int
    entered: int
    not_entered: int
    sent: int
    kept: int = 0

    def got(self) -> str:
        """What the person got, in words without an end; "" where there is nothing."""
        kept = f"the sandbox kept {self.kept:,}" if self.kept else ""
        if not self.sent:
            return kept and f"Got no message: {kept}"
        return f"Got {self.sent:,} message{'s' if self.sent > 1 else ''}{kept and f', and {kept}'}"


def totals_of(facts: Facts, person: str, journey: str = "") -> FactTotals:
    """Of one person, all zero where nothing is known."""
    (row,) = facts.query(TOTALS, {"person": person, "journey": journey})
    return FactTotals(*(int(str(count)) for count in row))
