"""Retention: the people who come back, by periods of the person's own clock, each counted once it is over."""

from typing import Final, Literal

Mode = Literal["bounded", "unbounded", "rolling"]
ROLLING_PERIODS: Final = 4

_KEPT: Final[dict[Mode, str]] = {
    "bounded": "SELECT person, k FROM did",
    "unbounded": (
        "SELECT person, unnest(range(0, CAST(least(max(k), $most) AS BIGINT) + 1)) AS k FROM did GROUP BY person"
    ),
    "rolling": f"SELECT DISTINCT person, unnest(range(k, k + {ROLLING_PERIODS})) AS k FROM did",
}
RETENTION: Final = """,
closed AS (SELECT *, ($now - began) // $period AS over FROM firsts),
did AS (
    SELECT DISTINCT f.person, (f."at" - c.began) // $period AS k FROM facts f JOIN closed c USING (person)
    WHERE f.kind = 'event' AND ($then = '' OR f.name = $then) AND f."at" >= c.began AND f."at" <= $now
),
kept AS ({kept}),
came AS (
    SELECT c.label, kept.k, count(*) AS n FROM kept JOIN closed c USING (person)
    WHERE kept.k < c.over AND kept.k <= $most GROUP BY ALL
),
risk AS (
    SELECT label, k, count(*) AS n FROM (
        SELECT label, unnest(range(0, CAST(least(over, $most + 1) AS BIGINT))) AS k FROM closed
    ) GROUP BY ALL
)
SELECT r.label, r.k, r.n, coalesce(c.n, 0), coalesce(c.n, 0) / r.n
FROM risk r LEFT JOIN came c ON c.label = r.label AND c.k = r.k ORDER BY r.label, r.k LIMIT 10000
"""


def retention(firsts: str, mode: Mode) -> str:
    """Rows of (group, period from 0 on, people for whom it is over, those who came, their share)."""
    return firsts + RETENTION.replace("{kept}", _KEPT[mode])
