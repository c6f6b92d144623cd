"""Checks of how many a journey lets in."""

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import check_choice, check_duration
from loopline.model.duration import DAY, parse_duration
from loopline.model.entry.limits import BEYOND, WAIT_MAX_DAYS, EntryLimits
from loopline.model.errors import Invalid
from loopline.model.journey import Entry

HOURS_OF_DAY = 24


def check_limits(found: Findings, entry: Entry, at: str) -> None:
    """The numbers can be kept, and each of them can be reached."""
    limits = entry.limits
    check_choice(found, limits.beyond, BEYOND, f"{at}.beyond", "entry_beyond_unknown")
    check_duration(found, limits.wait, f"{at}.wait")
    if min(limits.total, limits.per_hour, limits.per_day) < 0:
        found.error("entry_limit_negative", "Write how many as a whole number; 0 is as many as come.", at)
    if limits.any and entry.account is not None:
        text = "The account decides who enters here, and its entries cannot be limited as well; take one of them away."
        found.error("entry_limits_account", text, at)
    days = _days(limits.wait)
    if days == 0:
        found.error("entry_wait_none", "A wait of no time refuses; write `beyond: refuse`, or how long.", f"{at}.wait")
    if days is not None and days > WAIT_MAX_DAYS:
        text = f"Nobody waits for longer than {WAIT_MAX_DAYS} days; write {WAIT_MAX_DAYS}d or less."
        found.error("entry_wait_long", text, f"{at}.wait")
    _check_used(found, limits, at)


def _check_used(found: Findings, limits: EntryLimits, at: str) -> None:
    if 0 < limits.per_day <= limits.per_hour:
        text = f"{limits.per_hour:,} an hour are never reached, since {limits.per_day:,} a day are the limit."
        found.warn("entry_limit_unused", text, f"{at}.per_hour")
    if limits.per_day >= limits.per_hour * HOURS_OF_DAY > 0:
        text = f"{limits.per_day:,} a day are never reached at {limits.per_hour:,} an hour."
        found.warn("entry_limit_unused", text, f"{at}.per_day")
    if limits.wait != EntryLimits().wait and (limits.beyond == "refuse" or not (limits.per_hour or limits.per_day)):
        text = "Nobody waits here: that takes `per_hour` or `per_day`, and `beyond: wait`."
        found.warn("entry_wait_unused", text, f"{at}.wait")


def _days(text: str) -> float | None:
    """How many days it is; None where it cannot be read, which is told already."""
    try:
        return parse_duration(text) / DAY
    except Invalid:
        return None
