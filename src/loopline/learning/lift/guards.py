"""Checks that come before any verdict: is the split the planned one, and do both arms see the same world?

Every guard may be looked at as often as one likes: the counting ones are e-processes at 1 %.
"""

from collections.abc import Sequence

from msgspec import Struct

from loopline.learning.lift.always_on import SPLIT_STRENGTH, e_value
from loopline.learning.lift.mixture import e_value_across
from loopline.learning.lift.strata import Stratum, rates

ALARM = 100.0  # an e-value of 100 is a false alarm in 1 % of sound splits, however often looked at
DAY_MS = 86_400_000
UNDECIDED_MS = 3_600_000  # what came less than an hour ago may still be on its way into the facts


class Guard(Struct, frozen=True):
    """One check: its name, whether it passed, and in plain words what was seen and what to do. One that `cannot_tell`
    has passed, and has nothing to say."""

    name: str
    passed: bool
    text: str
    cannot_tell: bool = False


class SampleSplit(Struct, frozen=True):
    """How many units fell into each arm where this `share` (0 to 1) was to be held out."""

    treated: int
    held_out: int
    share: float


class Checks(Struct, frozen=True):
    """What the guards look at; a check without data is left out.

    `entered` and `exposed` are counts of units, one for each share held out: those that entered, and those that
    reached the point of a send (for the held out: would have); `entered_by_day` and `exposed_by_day` are the same at
    the end of each day. `last_fact_at` (ms) is the newest fact counted, `undecided_since` when the oldest signal came
    that is in no fact yet. `before` are the same units' outcomes in an equal window before entry, and `before_unknown`
    is why they say nothing. `unshared` units came while nobody, or everybody, was held out: they are compared with
    nobody. `more` are guards that were looked at already."""

    entered: tuple[SampleSplit, ...] = ()
    exposed: tuple[SampleSplit, ...] = ()
    last_fact_at: int | None = None
    stale_after_ms: int = 2 * DAY_MS
    before: tuple[Stratum, ...] = ()
    unshared: int = 0
    entered_by_day: tuple[tuple[SampleSplit, ...], ...] = ()
    exposed_by_day: tuple[tuple[SampleSplit, ...], ...] = ()
    undecided_since: int | None = None
    before_unknown: str = ""
    more: tuple[Guard, ...] = ()
    merged: tuple[int, int] = (0, 0)


def guards(checks: Checks, now: int) -> tuple[Guard, ...]:
    """All checks for which there is data."""
    found: list[Guard] = []
    if checks.entered:
        found.append(sample_ratio(checks.entered, checks.entered_by_day))
    if checks.exposed:
        found.append(exposure(checks.exposed, checks.exposed_by_day))
    if checks.last_fact_at is not None:
        found.append(freshness(checks.last_fact_at, now, checks.stale_after_ms, checks.undecided_since))
    if checks.before_unknown:
        found.append(Guard("before_entry", True, f"Before entry: cannot tell. {checks.before_unknown}", True))
    elif checks.before:
        found.append(before_entry(checks.before))
    if len(checks.entered) > 1 or checks.unshared:
        found.append(changed(checks.entered, checks.unshared))
    if any(checks.merged):
        found.append(merged_units(*checks.merged))
    return (*found, *checks.more)


Splits = Sequence[SampleSplit]


def sample_ratio(entered: Splits, by_day: Sequence[Splits] = ()) -> Guard:
    """Did the planned share of all that entered fall into the holdout, now and at the end of each day so far?"""
    return _split("sample_ratio", entered, by_day, "entered", "the assignment or its log is broken")


def exposure(exposed: Splits, by_day: Sequence[Splits] = ()) -> Guard:
    """Did the planned share of all that reached a send (or would have) fall into the holdout, now and on each day?"""
    return _split("exposure", exposed, by_day, "reached a send", "one arm is filtered where the other is not")


def split_evidence(splits: Splits) -> float:
    """The split e-process (k = 1000); of several shares the mean of their e-values, which is an e-value; 0 of none."""
    found = [e_value(s.held_out, s.treated, s.share, SPLIT_STRENGTH) for s in splits]
    return sum(found) / len(found) if found else 0.0


def _split(name: str, splits: Splits, by_day: Sequence[Splits], did: str, cause: str) -> Guard:
    """A split that was broken once stays so: whoever was drawn then is still among those compared."""
    held_out = sum(split.held_out for split in splits)
    total = held_out + sum(split.treated for split in splits)
    e = split_evidence(splits)
    planned = sum(s.share * (s.treated + s.held_out) for s in splits) / total if total else splits[0].share
    seen = f"{held_out:,} of {total:,} that {did} are held out"
    share = f" ({held_out / total:.2%}; planned {planned:.2%})" if total else ""
    worst = max(map(split_evidence, by_day), default=0.0)
    if max(e, worst) < ALARM:
        return Guard(name, True, f"{seen}{share}: as planned.")
    if e < ALARM:
        was = f"as planned by now, but chance does not do what it was before (e-value {_large(worst)})"
        return Guard(name, False, f"{seen}{share}: {was}; {cause} for a time, and those people still count.")
    return Guard(
        name, False, f"{seen}{share}: chance does not do this (e-value {_large(e)}); {cause}. Find out where first."
    )


def changed(splits: Sequence[SampleSplit], unshared: int) -> Guard:
    """No fault, but to be known: the share held out was changed, so not everybody is compared with everybody."""
    texts = []
    if len(splits) > 1:
        percents = _listed([f"{100 * split.share:.4g} %" for split in splits])
        texts.append(
            f"The holdout was changed ({percents}): people are compared only with people drawn by the same percentage."
        )
    if unshared:
        texts.append(f"{unshared:,} that entered while nobody could be held out are in no comparison.")
    return Guard("holdout_changed", True, " ".join(texts))


def merged_units(treated: int, held_out: int) -> Guard:
    """No fault, but to be known: one draw put a unit into both arms, and it counts by the one that it had first.

    What the unit got in the other one dilutes the difference, towards none.
    """
    text = (
        f"{treated + held_out:,} units were put into both arms (identities that turned out to be one, or a new salt of "
        f"the workspace) and count by their first: {treated:,} count as treated and {held_out:,} as held out. "
        "An effect can only look smaller by it."
    )
    return Guard("merged_units", True, text)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def freshness(last_fact_at: int, now: int, stale_after_ms: int, undecided_since: int | None = None) -> Guard:
    """Do the facts reach up to now, and up to what was taken in?"""
    age = max(0, now - last_fact_at)
    text = f"The newest fact is {age / 3_600_000:.1f} hours old"
    waits = 0 if undecided_since is None else now - undecided_since
    if waits > UNDECIDED_MS:
        late = f"Signals that came {waits / 3_600_000:.1f} hours ago are in no fact yet"
        return Guard("freshness", False, f"{late}: wait until the engine has caught up.")
    if age <= stale_after_ms:
        return Guard("freshness", True, f"{text}.")
    return Guard("freshness", False, f"{text}: bring the facts up to date before reading a result.")


def before_entry(before: Sequence[Stratum]) -> Guard:
    """Were the two arms alike before anybody was messaged? (The same test as the verdict's, at 1 %.)"""
    rate1, rate0 = rates(before)
    e = e_value_across([(one.share, one.held_out.conversions, one.treated.conversions) for one in before])
    seen = f"Before entry {rate1:.2%} of the treated and {rate0:.2%} of the held out converted"
    if e < ALARM:
        return Guard("before_entry", True, f"{seen}: alike.")
    return Guard("before_entry", False, f"{seen} (e-value {_large(e)}): the arms differed already; find out why first.")


def _large(e: float) -> str:
    """An e-value that a person can read."""
    return f"{e:,.0f}" if e < 1e6 else "over a million"
