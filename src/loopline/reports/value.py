"""Asks facts for purchases, and the learning room what customers will be worth."""

from typing import Any, Final, cast

from loopline.learning.queries import value as queries
from loopline.learning.value.figures import ValueReport
from loopline.model.duration import DAY
from loopline.model.errors import Invalid
from loopline.ports import Facts

SHARES: Final = 1_000_000
FEWEST_DAYS: Final = 56
"""Eight weeks from the first purchase on: less has no half to fit and half to hold back."""


def purchases_ahead(facts: Facts, event: str, field: str, weeks: int, now: int) -> ValueReport:
    """What those who have done an event are expected to bring within `weeks` from `now` (ms) on.

    `field` is the property with the money, "" for none. Raises Invalid `value_few` and `value_unfit`.
    """
    [[customers, first, last]] = facts.query(queries.SPAN, {"event": event, "until": now + 1})
    if not isinstance(customers, int) or not isinstance(first, int) or not isinstance(last, int) or not customers:
        raise Invalid("value_few", f'Nobody has done "{event[:80]}" yet; name the event of a purchase.')
    first_day, last_day = first // DAY, last // DAY
    if last_day - first_day < FEWEST_DAYS:
        text = f"Purchases of {FEWEST_DAYS // 7} weeks are needed, and there are {(last_day - first_day) // 7}."
        raise Invalid("value_few", text)
    split_day = (first_day + last_day) // 2
    share = min(SHARES, round(SHARES * queries.CUSTOMERS_MAX / customers))
    asked = {"event": event, "field": pointer(field), "share": share}
    until, split = {**asked, "until": now + 1}, {**asked, "until": split_day * DAY}
    rows = facts.query_all(
        [
            (queries.CUSTOMERS, {**until, "day": last_day + 1}),
            (queries.CUSTOMERS, {**split, "day": split_day}),
            (queries.WEEKS, {**until, "split": split_day}),
            (queries.STARTS, {**until, "split": split_day}),
        ]
    )
    from loopline.learning.value.report import Bought, value_report  # loads NumPy and SciPy

    until_now, until_split, actual, starts = (cast("Any", found) for found in rows)  # whatever SQL answers
    days = (split_day - first_day, last_day - first_day)
    bought = Bought(customers, until_now, until_split, actual, starts, *days)
    return value_report(event, bought, weeks)


def pointer(field: str) -> str:
    """The place of a property in the facts' JSON, of any name; that of them all, which is no number, for ""."""
    if not field:
        return "$"
    quoted = field.replace("\\", "\\\\").replace('"', '\\"')
    return f'$."{quoted}"'
