"""The SQL that keeps `people` as facts describe them: what was known, and on top of it what a piece of facts says.

The order of the rows is the order in which transactions were committed. Facts that were set aside come after those that
they were committed before; whom they are about is put together anew, from all facts in their places of the log.
"""

from typing import Final

from loopline.learning.queries.people import IS_CHANGE, folded

FRESH: Final = "facts.shard = ? AND facts.number = ? AND facts.rowid > ?"
"""The facts of one piece: a chunk may come in several, all with its number."""

PATCHES_MAX: Final = 8

# `base` is the last fact that states somebody whole, or says that they are gone: what came before it is void.
STATED: Final = f"""
CREATE OR REPLACE TEMP TABLE stated AS
SELECT person, min("at") AS earliest, arg_max("at", step) AS "at", arg_max(position, step) AS position,
    arg_max(seq, step) AS seq, arg_max(is_gone, step) AS is_gone, max(step) FILTER (NOT is_change) AS base,
    min(position) AS oldest, bool_or(goes_back) AS goes_back
FROM (
    SELECT person, rowid AS step, "at", position, seq, reason = 'merged' AND data IS NULL AS is_gone,
        {IS_CHANGE} AS is_change, position < lag(position) OVER (PARTITION BY person ORDER BY rowid) AS goes_back
    FROM facts WHERE {FRESH} AND kind = 'person'
) GROUP BY person
"""
TOLD: Final = f"""
CREATE OR REPLACE TEMP TABLE told AS
SELECT person, facts.rowid AS step, data FROM facts JOIN stated USING (person)
WHERE {FRESH} AND kind = 'person' AND facts.rowid >= coalesce(base, -1)
"""

# A chunk that was set aside comes after those that it was committed before, and must not undo what they say.
LATE: Final = """
CREATE OR REPLACE TEMP TABLE late AS
SELECT stated.person FROM stated LEFT JOIN (
    SELECT person, max(position) AS newest FROM people SEMI JOIN stated USING (person) GROUP BY person
) AS known USING (person)
WHERE goes_back OR oldest < newest OR (newest IS NULL AND NOT is_gone AND person IN (SELECT other FROM merges))
"""
ANY_LATE: Final = "SELECT count(*) FROM late"
# A merge gives the facts of two people one name: `key` is whom they were about. Places of two shards, where the merged
# two lived, cannot be compared: then time says what came first.
HISTORY: Final = f"""
CREATE OR REPLACE TEMP TABLE history AS
SELECT * EXCLUDE (alone), row_number() OVER (
    PARTITION BY person ORDER BY CASE WHEN alone THEN 0 ELSE decided_at END, shard, position, seq, decided_at, place
) AS step FROM (SELECT *, min(shard) OVER mine = max(shard) OVER mine AS alone FROM (
    SELECT late.person, shard, "at", position, seq, decided_at, facts.rowid AS place, data, {IS_CHANGE} AS is_change,
        FALSE AS is_gone
    FROM facts JOIN late ON late.person = CASE facts.key WHEN '' THEN facts.person ELSE facts.key END
    WHERE kind = 'person' AND data IS NOT NULL
    UNION ALL
    SELECT late.person, shard, "at", position, seq, decided_at, facts.rowid, NULL, FALSE, TRUE
    FROM facts JOIN late ON late.person = facts.name WHERE kind = 'merged'
) WINDOW mine AS (PARTITION BY person))
"""
FORGET_LATE: Final = """
DELETE FROM stated WHERE person IN (SELECT person FROM late);
DELETE FROM told WHERE person IN (SELECT person FROM late);
"""
STATE_LATE: Final = """
INSERT INTO stated
SELECT person, min("at"), arg_max("at", step), arg_max(position, step), arg_max(seq, step), arg_max(is_gone, step),
    coalesce(max(step) FILTER (NOT is_change), 0), min(position), FALSE
FROM history GROUP BY person
"""
TELL_LATE: Final = """
INSERT INTO told SELECT history.person, step, data FROM history JOIN stated USING (person) WHERE step >= base
"""

KNOWN: Final = """
CREATE OR REPLACE TEMP TABLE known AS
SELECT stated.person, before.first_seen_at,
    CASE WHEN base IS NULL THEN before.traits ELSE whole.data->'$.traits' END AS traits,
    CASE WHEN base IS NULL THEN before.account ELSE whole.data->>'$.account' END AS account,
    CASE WHEN base IS NULL THEN before.account_traits ELSE whole.data->'$.account_traits' END AS account_traits,
    CASE WHEN base IS NULL THEN before.lists ELSE TRY_CAST(whole.data->'$.lists' AS VARCHAR[]) END AS lists,
    CASE WHEN base IS NULL THEN before.consent ELSE whole.data->'$.consent' END AS consent,
    CASE WHEN base IS NULL THEN before.zone ELSE whole.data->>'$.zone' END AS zone
FROM stated LEFT JOIN people AS before USING (person)
LEFT JOIN told AS whole ON whole.person = stated.person AND whole.step = base
"""
CHANGED: Final = """
CREATE OR REPLACE TEMP TABLE changed AS
SELECT person, step, data->'$.now' AS now FROM told JOIN stated USING (person) WHERE base IS NULL OR step > base
"""
# The account and the zone are said by every change. A patch of JSON is ten times as fast as taking everybody apart, but
# it would mix objects that are values, and a long list of patches would write somebody anew for each of them.
MOVED: Final = f"""
CREATE OR REPLACE TEMP TABLE moved AS
SELECT person, arg_max(account, step) AS account, arg_max(zone, step) AS zone,
    count(*) <= {PATCHES_MAX} AND bool_and(is_plain) AS is_plain,
    list(said[1] ORDER BY step) FILTER (said[1] IS NOT NULL) AS traits,
    list(said[2] ORDER BY step) FILTER (said[2] IS NOT NULL) AS account_traits,
    list(said[3] ORDER BY step) FILTER (said[3] IS NOT NULL) AS consent
FROM (
    SELECT person, step, now->>'$.account' AS account, now->>'$.zone' AS zone, said,
        said[4] IS NULL AND NOT coalesce(list_bool_or(list_transform(
            said, lambda one: contains(substr(CAST(one AS VARCHAR), 2), '{{')
        )), FALSE) AS is_plain
    FROM (
        SELECT *, json_extract(now, ['$.traits', '$.account_traits', '$.consent', '$.lists']) AS said FROM changed
    )
) GROUP BY person
"""
MIXED: Final = """
CREATE OR REPLACE TEMP TABLE mixed AS
SELECT changed.* FROM changed JOIN moved USING (person) WHERE NOT is_plain
"""
FOLDED: Final = f"CREATE OR REPLACE TEMP TABLE folded AS {folded('known', 'mixed', 'person')}"
_patched: Final = ", ".join(
    f"coalesce(list_reduce(moved.{group}, lambda one, patch: json_merge_patch(one, patch), "
    f"coalesce(known.{group}, '{{}}'::JSON)), known.{group})"
    for group in ("traits", "account_traits", "consent")
)
PATCHED: Final = f"""
INSERT INTO folded SELECT person, {_patched}, lists FROM known JOIN moved USING (person) WHERE is_plain
"""
FORGET_PEOPLE: Final = "DELETE FROM people WHERE person IN (SELECT person FROM stated)"
# `named`: everything that is read of the traits, in one call, because each call of its own would parse them again.
STATE_PEOPLE: Final = """
INSERT INTO people
SELECT person, traits, account, account_traits, lists, consent,
    named[1]->>'$', coalesce(nullif(trim(named[2]->>'$'), ''), nullif(trim(
        concat_ws(' ', coalesce(named[3]->>'$', named[4]->>'$'), coalesce(named[5]->>'$', named[6]->>'$'))), '')),
    least(earliest, coalesce(first_seen_at, earliest)), "at", position, seq,
    CASE WHEN zone IN (SELECT name FROM pg_timezone_names()) THEN zone END
FROM (
    SELECT *, json_extract(traits, [
        '$.email', '$.name', '$.first_name', '$.firstName', '$.last_name', '$.lastName'
    ]) AS named
    FROM (
        SELECT stated.*, known.first_seen_at,
            coalesce(CASE WHEN moved.person IS NULL THEN known.traits ELSE folded.traits END, '{}') AS traits,
            coalesce(moved.account, known.account, '') AS account,
            coalesce(CASE WHEN moved.person IS NULL THEN known.account_traits ELSE folded.account_traits END, '{}')
                AS account_traits,
            coalesce(CASE WHEN moved.person IS NULL THEN known.lists ELSE folded.lists END, []) AS lists,
            coalesce(CASE WHEN moved.person IS NULL THEN known.consent ELSE folded.consent END, '{}') AS consent,
            coalesce(moved.zone, known.zone) AS zone
        FROM stated JOIN known USING (person) LEFT JOIN moved USING (person) LEFT JOIN folded USING (person)
        WHERE NOT is_gone
    )
)
"""

ON_LATE: Final = (HISTORY, FORGET_LATE, STATE_LATE, TELL_LATE)
ON_ALL: Final = (KNOWN, CHANGED, MOVED, MIXED, FOLDED, PATCHED, FORGET_PEOPLE, STATE_PEOPLE)
HELD: Final = ("stated", "told", "late", "history", "known", "changed", "moved", "mixed", "folded")
DROP: Final = "".join(f"DROP TABLE IF EXISTS temp.{one};" for one in HELD)
"""What was put together for one piece is no use for the next."""
