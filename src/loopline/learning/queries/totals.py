"""SQL that adds up all that units reached within fixed times of their first exposure, however often they came back."""

from typing import Final

from loopline.learning.queries.units import UNITS

TOTALS: Final = f"""
WITH {UNITS},
horizons AS (SELECT unnest($horizons) AS horizon),
summed AS (
    SELECT s.unit, s.held, s.version, h.horizon, s."at" + h.horizon > $now AS pending,
        count(g."at") FILTER (g.value >= 0) AS times, coalesce(sum(g.value), 0) AS value
    FROM starts s CROSS JOIN horizons h
        LEFT JOIN goals g ON g.unit = s.unit AND g."at" >= s."at" AND g."at" < s."at" + h.horizon AND g."at" <= $now
    WHERE s.basis = 'exposed' GROUP BY ALL
)
SELECT horizon, held, version, pending, count(*), count(*) FILTER (times > 0), sum(times), sum(times * times),
    sum(value), sum(value * value)
FROM summed GROUP BY ALL LIMIT 20000
"""
"""Of units that do not differ, by horizon (ms): how many, those with a conversion, and sums and sums of squares of
conversions and of value. The LIMIT is never reached: four kinds of `held`, and the versions of one journey."""
