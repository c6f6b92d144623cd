"""The comparisons of a journey in their order: what each analyses, whose they are, and when it is over.

What defines an analysis stands in the document of each version, which never changes, and the fact of its publish says
when it was known. A unit belongs to the comparison under whose version its window opened first, for ever.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from loopline.learning.lift.plan import Plan

FOREVER: Final = 1 << 60
"""A time (ms), or a number of units, that is never reached."""

Change = Literal["", "goal", "plan", "end"]


class Analysed(Struct, frozen=True):
    """What is counted of a unit: the goal's event, its filter and value as written, its window, and what a unit is."""

    event: str = ""
    where: str = ""
    value: str = ""
    within_ms: int = 0
    unit: str = ""

    def counts_as(self, other: "Analysed") -> bool:
        """Whether both write down the same outcomes, whatever their windows."""
        return (self.event, self.where, self.value) == (other.event, other.where, other.value)


class PublishedPlan(Struct, frozen=True):
    """A version: when it was published (ms), what it analyses, and the end that it plans (ms, closed units)."""

    version: int
    at: int
    analysed: Analysed
    ends_at: int | None = None
    planned_units: int | None = None
    lateness_ms: int = 0

    @property
    def has_end(self) -> bool:
        """Whether an end was planned."""
        return self.ends_at is not None or self.planned_units is not None

    def plans_as(self, other: "PublishedPlan") -> bool:
        """Whether both plan the same end."""
        return (self.ends_at, self.planned_units) == (other.ends_at, other.planned_units)


class Comparison(Struct, frozen=True):
    """The people whose windows are compared, on what, and by which plan. Times are ms.

    `versions` are those that its units entered; `counted` those whose goal is written down as theirs. With `after_end`
    it is of those who came after the planned end of the same versions: `plan` is that plan, and it has none itself.
    `change` says what began it, `until` when a later version superseded it, `before` what the one before analysed.
    """

    id: str
    versions: tuple[int, ...]
    counted: tuple[int, ...]
    analysed: Analysed
    since: int
    plan: Plan = Plan()
    until: int | None = None
    after_end: bool = False
    change: Change = ""
    lateness_ms: int = 0
    before: Analysed | None = None

    @property
    def own_plan(self) -> Plan:
        """The plan by which it is judged: none for those who came after the end."""
        return Plan() if self.after_end else replace(self.plan, superseded_at=self.until)

    @property
    def opens_until(self) -> int | None:
        """No window that opens from here on belongs to it (ms); None while nobody can say."""
        known = [at for at in (self.own_plan.ends_at, self.until) if at is not None]
        return min(known) if known else None

    def settled_at(self, last_opened: int, units: int) -> int | None:
        """When nothing of it changes any more (ms): the last window has closed, and what comes late has had its time.

        `units` are those compared, open or not, of whom the last opened at `last_opened`. None: it goes on.
        """
        planned = self.own_plan.planned_units
        over = last_opened if planned is not None and units >= planned else self.opens_until
        return None if over is None else over + self.analysed.within_ms + self.lateness_ms

    def may_be_settled(self, now: int) -> bool:
        """Whether it can be over by now (ms): a number of units may have come at any time."""
        over = self.settled_at(FOREVER, 0)
        return self.own_plan.planned_units is not None or (over is not None and now >= over)

    def cut(self) -> dict[str, object]:
        """The parameters that bound the units of queries/units.py."""
        return {
            "within": self.analysed.within_ms,
            "compared": list(self.versions),
            "counted": list(self.counted),
            "ends_at": FOREVER if self.plan.ends_at is None else self.plan.ends_at,
            "until": FOREVER if self.until is None else self.until,
            "after_end": self.after_end,
        }


class _Group(Struct):
    """Versions in a row that analyse the same by one plan."""

    change: Change
    versions: list[PublishedPlan]


def comparisons(versions: Sequence[PublishedPlan], first_entries: Mapping[int, int]) -> tuple[Comparison, ...]:
    """All of them, oldest first; `first_entries` is the first entry under each version that has any (ms).

    A version begins another where it counts another thing, or where it plans another end after the first window of
    those before has closed. An end that is planned before anybody could see a result takes the place of the older one.
    """
    ordered = sorted(versions, key=lambda one: one.version)
    groups: list[_Group] = []
    for one in ordered:
        change = _change(groups[-1].versions, one, first_entries) if groups else ""
        if change or not groups:
            groups.append(_Group(change, []))
        groups[-1].versions.append(one)
    found: list[Comparison] = []
    for place, group in enumerate(groups):
        until = groups[place + 1].versions[0].at if place + 1 < len(groups) else None
        before = groups[place - 1].versions[-1].analysed if place else None
        found += _of(group, ordered, until, before)
    return tuple(found)


def leading(found: Sequence[Comparison]) -> Comparison:
    """The one that a report is about: the newest, and of a plan that has ended those whom it planned."""
    return next(one for one in reversed(found) if not one.after_end)


def _change(group: Sequence[PublishedPlan], one: PublishedPlan, first_entries: Mapping[int, int]) -> Change:
    newest = group[-1]
    if newest.analysed != one.analysed:
        return "goal"
    if newest.plans_as(one):
        return ""
    entries = [first_entries[old.version] for old in group if old.version in first_entries]
    closed = min(entries) + newest.analysed.within_ms if entries else FOREVER
    return "plan" if one.at >= closed else ""


def _of(
    group: _Group, ordered: Sequence[PublishedPlan], until: int | None, before: Analysed | None
) -> list[Comparison]:
    """The comparison of these versions, and that of those who come after its end."""
    first, newest = group.versions[0], group.versions[-1]
    planned = Comparison(
        id=f"v{first.version}",
        versions=tuple(one.version for one in group.versions),
        counted=tuple(one.version for one in ordered if one.analysed.counts_as(newest.analysed)),
        analysed=newest.analysed,
        since=first.at,
        plan=Plan(ends_at=newest.ends_at, planned_units=newest.planned_units),
        until=until,
        change=group.change,
        lateness_ms=max(one.lateness_ms for one in group.versions),
        before=before,
    )
    if not newest.has_end or (until is not None and newest.ends_at is not None and until <= newest.ends_at):
        return [planned]
    later = replace(planned, id=f"{planned.id}-after", after_end=True, change="end", since=newest.ends_at or first.at)
    return [planned, later]
