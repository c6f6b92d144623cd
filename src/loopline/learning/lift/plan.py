"""What was decided before the data: the share held out, the end if there is one, the looks taken, the level."""

from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from loopline.learning.lift.sequential import CLOSEST, merge_looks, obrien_fleming_bounds
from loopline.model.errors import Invalid

DAY_MS = 86_400_000
MOST_ASSUMED_LOOKS = 60  # more looks than this move no bound by more than 0.01


class Plan(Struct, frozen=True):
    """The plan of a comparison. With `ends_at` (ms) or `planned_units` (closed units of both arms) it has an end
    and is judged by group-sequential bounds; with neither it is always on and judged by the e-process.

    `looks` are the information fractions at which somebody looked before now. None says that nobody kept count:
    then one look a day since the start is assumed, which can only widen the intervals. `()` says that this is the
    first look. `times` are the parts of the plan as they stood at those looks, by which alpha was spent; `()` where the
    fractions themselves say so. What was superseded (`superseded_at`, ms) before its end has no last look: when it was
    stopped may have hung on what was seen.
    """

    ends_at: int | None = None
    planned_units: int | None = None
    looks: tuple[float, ...] | None = None
    alpha: float = 0.05
    holdout_share: float = 0.1
    smallest_conversions: int = 25
    superseded_at: int | None = None
    times: tuple[float, ...] = ()

    @property
    def has_end(self) -> bool:
        """Whether an end was planned."""
        return self.ends_at is not None or self.planned_units is not None

    @property
    def is_cut_short(self) -> bool:
        """Whether an end was planned, and another version took over before it."""
        if self.superseded_at is None or not self.has_end:
            return False
        return self.ends_at is None or self.superseded_at < self.ends_at


class Progress(Struct, frozen=True):
    """How far a planned comparison has come: the looks up to and with this one, and whether this one is the last.

    `times` are the parts of the plan by which alpha is spent at each; `()`: the looks themselves.
    """

    looks: tuple[float, ...]
    final: bool
    times: tuple[float, ...] = ()

    @property
    def fraction(self) -> float:
        """Information had, in parts of the plan."""
        return self.looks[-1]

    def bound(self, alpha: float) -> float:
        """How many standard errors the last of these looks asks for."""
        return obrien_fleming_bounds(self.looks, alpha, final=self.final, times=self.times)[-1]


def check_plan(plan: Plan) -> None:
    """Raise Invalid where the plan cannot be followed."""
    if not 0 < plan.holdout_share < 1:
        raise Invalid(
            "holdout_share_wrong", f"The holdout's share must lie between 0 and 1, and is {plan.holdout_share}."
        )
    if not 0 < plan.alpha < 1:
        raise Invalid("alpha_wrong", f"alpha must lie between 0 and 1, and is {plan.alpha}; 0.05 is usual.")
    if plan.planned_units is not None and plan.planned_units < 1:
        raise Invalid(
            "planned_units_wrong", "planned_units must be 1 or more: the closed units that end the comparison."
        )


def progress(plan: Plan, units: int, pending: int, *, now: int, started_at: int) -> Progress:
    """Where a planned comparison stands. Information is closed units of planned units; only where no number was
    planned does the calendar stand in for it. Past the plan there is one last look: count nobody whose window opened
    after the end."""
    over = plan.ends_at is not None and now >= plan.ends_at and not plan.is_cut_short
    if plan.planned_units is not None:
        fraction = units / plan.planned_units
    else:
        fraction = part_of_plan(plan, units, units + pending, now=now, started_at=started_at)
    final = (over and pending == 0) or (plan.planned_units is not None and fraction >= 1)
    fraction = max(2 * CLOSEST, fraction if final else min(fraction, 1 - CLOSEST))
    taken = _one_a_day(fraction, now - started_at) if plan.looks is None else plan.looks
    return at_look(taken, plan.times, fraction, final=final)


def at_look(
    taken: Sequence[float], times: Sequence[float], fraction: float, *, final: bool, part: float | None = None
) -> Progress:
    """Where a comparison stands after these looks, with `fraction` of its information and, by the calendar, `part` of
    its plan (the same where nothing is said). Alpha that was spent at a look stays spent, so time never goes back."""
    looks = merge_looks([at for at in taken if at < 1], fraction)
    if not times:
        return Progress(looks, final)
    spent = dict(zip(taken, times, strict=True)) | {fraction: fraction if part is None else part}
    return Progress(looks, final, tuple(accumulate((spent[at] for at in looks), max)))


def part_of_plan(plan: Plan, closed: int, opened: int, *, now: int, started_at: int) -> float:
    """The part of a plan by date that is done: of its time, the part of those who came whose windows have closed."""
    until = now if plan.superseded_at is None else min(now, plan.superseded_at)
    if plan.ends_at is None or plan.ends_at <= started_at:
        gone = 1.0
    else:
        gone = max(0.0, min(1.0, (until - started_at) / (plan.ends_at - started_at)))
    return gone * closed / opened if opened else 0.0


def _one_a_day(fraction: float, elapsed_ms: int) -> tuple[float, ...]:
    """A look at the end of each day so far, information growing evenly."""
    days = max(1, min(MOST_ASSUMED_LOOKS, elapsed_ms // DAY_MS))
    return tuple(fraction * day / days for day in range(1, days))
