"""What facts say of people, put together: the SQL that adds what changed to what was known.

A fact of kind `person` states somebody whole ({"traits", "account_traits", "consent", "lists", "account", "zone"}), or
what changed since the one before ({"now", "was"}: in each group the names that changed, null for what is gone).
`model/fact.py` says the same in Python, and a property test holds the two to each other.
"""

from typing import Final

IS_CHANGE: Final = """starts_with(coalesce(CAST(data AS VARCHAR), ''), '{"now":')"""
"""Whether the `data` of a fact of kind `person` says what changed, rather than all."""

# Each name of each group with its last value, then the groups put together again, what was said last at the end: that
# is where a patch of JSON puts it too, so people read the same however their facts were cut into chunks.
_FOLDED: Final = """
SELECT {by}, to_json(map_from_entries(list(entry ORDER BY step, place) FILTER (home = 'traits'))) AS traits,
    to_json(map_from_entries(list(entry ORDER BY step, place) FILTER (home = 'account_traits'))) AS account_traits,
    to_json(map_from_entries(list(entry ORDER BY step, place) FILTER (home = 'consent'))) AS consent,
    list(entry.key ORDER BY step, place) FILTER (home = 'lists') AS lists
FROM (
    SELECT {by}, home, arg_max(entry, step) AS entry, arg_max(place, step) AS place, max(step) AS step FROM (
        SELECT {by}, step, home, unnest(entries) AS entry, unnest(range(len(entries))) AS place FROM (
            SELECT {by}, step, one.home AS home, map_entries(TRY_CAST(one.named AS MAP(VARCHAR, JSON))) AS entries
            FROM (
                SELECT {by}, -1 AS step, unnest([
                    {{'home': 'traits', 'named': traits}}, {{'home': 'account_traits', 'named': account_traits}},
                    {{'home': 'consent', 'named': consent}}, {{'home': 'lists', 'named': to_json(map_from_entries(
                        list_transform(list_filter(lists, lambda name, i: list_position(lists, name) = i),
                            lambda name: {{'key': name, 'value': true}})))}}
                ]) AS one FROM {known} SEMI JOIN {changed} USING ({by})
                UNION ALL
                SELECT {by}, step, unnest([
                    {{'home': 'traits', 'named': now->'$.traits'}},
                    {{'home': 'account_traits', 'named': now->'$.account_traits'}},
                    {{'home': 'consent', 'named': now->'$.consent'}}, {{'home': 'lists', 'named': now->'$.lists'}}
                ]) FROM {changed}
            ) WHERE one.named IS NOT NULL
        )
    ) GROUP BY {by}, home, entry.key
) WHERE entry.value IS NOT NULL GROUP BY {by}
"""


def folded(known: str, changed: str, by: str) -> str:
    """A query with one row for each of `by` in `changed`: traits, account_traits and consent as JSON, and lists.

    `known` is a relation of `by`, traits, account_traits, consent and lists; `changed` one of `by`, step and now, of
    which later steps win. What nobody has is NULL; so is a group with nothing in it.
    """
    return _FOLDED.format(known=known, changed=changed, by=by)
