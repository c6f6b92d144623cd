"""SQL that counts orders and caps values: of the units that a lift compares, those whose windows are over.

Parameters are those of units.py, and `percentile` (0 to 1): values above this part of the buyers' values, both arms
taken together, are counted as if they were the cap itself.
"""

from typing import Final

from loopline.learning.queries.units import UNITS

SPENDING: Final = f"""
WITH {UNITS},
compared AS MATERIALIZED (
    SELECT version, held, goals, value FROM done
    WHERE basis = 'exposed' AND NOT pending AND held IN ('', 'journey')
),
capped AS (SELECT quantile_disc(value, $percentile) AS cap FROM compared WHERE goals > 0),
each AS (SELECT c.*, coalesce(least(value, cap), 0) AS kept, cap FROM compared c CROSS JOIN capped)
SELECT version, held, count(*), count(*) FILTER (goals > 0), sum(goals), sum(goals * goals), sum(value),
    sum(value * value), sum(goals * value), sum(kept), sum(kept * kept), any_value(cap)
FROM each GROUP BY version, held
"""
