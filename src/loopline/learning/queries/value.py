"""SQL over facts for what customers will be worth: who bought when, and how often in each week."""

from typing import Final

CUSTOMERS_MAX: Final = 10_000
"""Of more, so many are drawn by a hash of the person: a model gains nothing by the others."""

WEEKS_MAX: Final = 520

_BOUGHT: Final = """
bought AS (
    SELECT person, "at" // 86400000 AS day,
        sum(coalesce(TRY_CAST(json_extract_string(data, $field) AS DOUBLE), 0)) AS value
    FROM facts
    WHERE kind = 'event' AND name = $event AND "at" < $until AND md5_number(person) % 1000000 < $share
    GROUP BY person, day
),
first AS (SELECT person, min(day) AS day FROM bought GROUP BY person)
"""

SPAN: Final = """
SELECT count(DISTINCT person), min("at"), max("at") FROM facts
WHERE kind = 'event' AND name = $event AND "at" < $until
"""
"""How many bought, and the first and the last time (ms)."""

CUSTOMERS: Final = f"""
WITH {_BOUGHT}
SELECT count(*) - 1, max(b.day) - f.day, $day - f.day,
    coalesce(avg(b.value) FILTER (b.day > f.day), 0)
FROM first f JOIN bought b USING (person) GROUP BY f.person, f.day HAVING $day > f.day ORDER BY f.person
"""
"""Of each customer: days with a purchase after the first, days from the first to the last, and until `day` (days since
the epoch), and the mean value of those purchases. Several purchases of one day are one."""

WEEKS: Final = f"""
WITH {_BOUGHT}, since AS (SELECT min(day) AS day FROM first)
SELECT (b.day - since.day) // 7, count(*) FROM bought b JOIN first f USING (person), since
WHERE b.day > f.day AND f.day < $split GROUP BY 1 ORDER BY 1 LIMIT {WEEKS_MAX}
"""
"""Repeat purchases by week since the first of all, of those who came before `split` (days since the epoch)."""

STARTS: Final = f"""
WITH {_BOUGHT}, since AS (SELECT min(day) AS day FROM first)
SELECT f.day - since.day, count(*) FROM first f, since WHERE f.day < $split GROUP BY 1 ORDER BY 1
"""
"""How many of them came on each day since the first of all."""
