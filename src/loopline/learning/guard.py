"""Checks that come before any verdict: is the split the planned one, and do both arms see the same world?

Every guard may be looked at as often as one likes: the counting ones are e-processes at 1 %.
"""

from msgspec import Struct

from loopline.learning.moments import Arm
from loopline.learning.share import CONVERSION_STRENGTH, SPLIT_STRENGTH, e_value

ALARM = 100.0  # an e-value of 100 is a false alarm in 1 % of sound splits, however often looked at
DAY_MS = 86_400_000


class Guard(Struct, frozen=True):
    """One check: its name, whether it passed, and in plain words what was seen and what to do."""

    name: str
    passed: bool
    text: str


class Checks(Struct, frozen=True):
    """What the guards look at; a check without data is left out.

    `entered` and `exposed` are counts of units (treated, held out): those that entered, and those that reached the
    point of a send (for the held out: would have). `last_fact_at` (ms) is the newest fact counted. `salts` is how
    many versions of the assignment salt the units were drawn by. `before` are the same units' outcomes in an equal
    window before entry.
    """

    entered: tuple[int, int] | None = None
    exposed: tuple[int, int] | None = None
    last_fact_at: int | None = None
    stale_after_ms: int = 2 * DAY_MS
    salts: int | None = None
    before: tuple[Arm, Arm] | None = None


def guards(checks: Checks, holdout_share: float, now: int) -> tuple[Guard, ...]:
    """All checks for which there is data."""
    found: list[Guard] = []
    if checks.entered is not None:
        found.append(sample_ratio(checks.entered, holdout_share))
    if checks.exposed is not None:
        found.append(exposure(checks.exposed, holdout_share))
    if checks.last_fact_at is not None:
        found.append(freshness(checks.last_fact_at, now, checks.stale_after_ms))
    if checks.salts is not None:
        found.append(one_salt(checks.salts))
    if checks.before is not None:
        found.append(before_entry(checks.before, holdout_share))
    return tuple(found)


def sample_ratio(entered: tuple[int, int], holdout_share: float) -> Guard:
    """Did the planned share of all that entered fall into the holdout?"""
    return _split("sample_ratio", entered, holdout_share, "entered", "the assignment or its log is broken")


def exposure(exposed: tuple[int, int], holdout_share: float) -> Guard:
    """Did the planned share of all that reached a send (or would have) fall into the holdout?"""
    return _split("exposure", exposed, holdout_share, "reached a send", "one arm is filtered where the other is not")


def _split(name: str, counts: tuple[int, int], planned: float, did: str, cause: str) -> Guard:
    """The split e-process (k = 1000) on two counts."""
    treated, held_out = counts
    total = treated + held_out
    e = e_value(held_out, treated, planned, SPLIT_STRENGTH)
    seen = f"{held_out:,} of {total:,} that {did} are held out"
    share = f" ({held_out / total:.2%}; planned {planned:.2%})" if total else ""
    if e < ALARM:
        return Guard(name, True, f"{seen}{share}: as planned.")
    return Guard(
        name, False, f"{seen}{share}: chance does not do this (e-value {_large(e)}); {cause}. Find out where first."
    )


def freshness(last_fact_at: int, now: int, stale_after_ms: int) -> Guard:
    """Do the facts reach up to now?"""
    age = max(0, now - last_fact_at)
    text = f"The newest fact is {age / 3_600_000:.1f} hours old"
    if age <= stale_after_ms:
        return Guard("freshness", True, f"{text}.")
    return Guard("freshness", False, f"{text}: bring the facts up to date before reading a result.")


def one_salt(salts: int) -> Guard:
    """Was everybody assigned by one version of the salt?"""
    if salts <= 1:
        return Guard("assignment", True, "Everybody was assigned by one version of the salt.")
    text = f"Units were assigned by {salts} versions of the salt: compare within one version only."
    return Guard("assignment", False, text)


def before_entry(before: tuple[Arm, Arm], holdout_share: float) -> Guard:
    """Were the two arms alike before anybody was messaged? (The same test as the verdict's, at 1 %.)"""
    treated, held_out = before
    e = e_value(held_out.conversions, treated.conversions, holdout_share, CONVERSION_STRENGTH)
    seen = f"Before entry {treated.rate:.2%} of the treated and {held_out.rate:.2%} of the held out converted"
    if e < ALARM:
        return Guard("before_entry", True, f"{seen}: alike.")
    return Guard("before_entry", False, f"{seen} (e-value {_large(e)}): the arms differed already; find out why first.")


def _large(e: float) -> str:
    """An e-value that a person can read."""
    return f"{e:,.0f}" if e < 1e6 else "over a million"
