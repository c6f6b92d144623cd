"""A/A on the past: who was held out is drawn anew, the outcomes stay, and the rule in use judges every draw.

Under "nobody was changed by a message" every assignment of the same people gives the same outcomes (Fisher's sharp
hypothesis), so whatever a rule claims on a new draw is a mistake. A draw shuffles the labels among the people of one
holdout share whose windows closed on one day, and keeps how many are held out there. The number of converters among
them is then hypergeometric, and everything else that the rules look at (units, looks, bounds, standard errors under no
effect, blocks) is the same in every draw: so thousands of draws cost little more than one.
"""

from collections.abc import Sequence
from itertools import groupby
from math import log
from typing import TYPE_CHECKING, Final
from zlib import crc32

from msgspec import Struct

from loopline.learning.comparisons.snapshot import (
    LiftSnapshot,
    closing_blocks,
    closing_days,
    plan_as_looked,
    verdicts_of,
)
from loopline.learning.lift.cells import BLOCK_UNITS, HELD_OUT, TREATED, strata_by_version
from loopline.learning.lift.plan import Plan, at_look
from loopline.learning.lift.sequential import CLOSEST
from loopline.learning.lift.strata import Strata, null_spread
from loopline.learning.proof.figures import RuleName, RuleProof
from loopline.learning.stats.conditional import FARTHEST, STRENGTH, Evidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Claims = NDArray[np.bool_]
    Floats = NDArray[np.float64]

REDRAWS_MAX: Final = 10_000
NODES: Final = 601
TIGHT: Final = 8.0
"""Nodes of the mixture: dense around no effect, where what draws without an effect say lies."""


class DayDraw(Struct, frozen=True):
    """Units of one holdout share (`place`) closed on one day: of both arms, those held out, and all converters."""

    place: int
    day: int
    treated: int
    held_out: int
    made: int


def rule_proof(found: LiftSnapshot, journey: str, redraws: int) -> RuleProof:
    """The proof of one comparison, by so many redraws (at most `REDRAWS_MAX`); the same every time it is asked for."""
    import numpy as np

    count, plan = min(redraws, REDRAWS_MAX), plan_as_looked(found)
    days = day_draws(found)
    units, made = sum(one.treated + one.held_out for one in days), sum(one.made for one in days)
    rule: RuleName = "none" if not days else "looks" if plan.has_end else "always_on"
    claims, looks = 0, 0
    if rule != "none":
        held = drawn(days, count, np.random.default_rng(crc32(f"{journey}/{found.comparison.id}".encode())))
        judged = (
            claimed_at_looks(found, plan, days, held) if rule == "looks" else claimed_always(found, plan, days, held)
        )
        claims, looks = int(judged.any(axis=1).sum()), judged.shape[1]
    rate = claims / count if rule != "none" else 0.0
    low, high = exact_interval(claims, count) if rule != "none" else (0.0, 1.0)
    return RuleProof(
        journey=journey,
        comparison=found.comparison.id,
        rule=rule,
        redraws=count if rule != "none" else 0,
        claims=claims,
        rate=rate,
        low=low,
        high=high,
        level=plan.alpha,
        looks=looks,
        units=units,
        conversions=made,
        is_kept=low <= plan.alpha,
        text=_text(rule, rate, (low, high), count, looks),
    )


def exact_interval(claims: int, count: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of a share that holds at least with this probability (Clopper & Pearson, Biometrika 1934)."""
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = float(beta.ppf(tail, claims, count - claims + 1)) if claims else 0.0
    high = float(beta.ppf(1 - tail, claims + 1, count - claims)) if claims < count else 1.0
    return low, high


def day_draws(found: LiftSnapshot) -> list[DayDraw]:
    """What can be drawn anew: closed units by share and day, of shares that hold out some and not all."""
    places = strata_by_version(found.draws)
    sums: dict[tuple[int, int], list[int]] = {}
    for one in found.cells:
        is_shared = one.version in places and 0 < found.draws[one.version].share < 1
        if one.basis == "exposed" and one.day is not None and one.held in (TREATED, HELD_OUT) and is_shared:
            line = sums.setdefault((places[one.version], one.day), [0, 0, 0])
            line[one.held == HELD_OUT] += one.counts.units
            line[2] += one.counts.conversions
    return [DayDraw(place, day, *line) for (place, day), line in sorted(sums.items()) if line[0] + line[1]]


def drawn(days: Sequence[DayDraw], count: int, random: "np.random.Generator") -> "Counts":
    """Converters among the held out: a row a draw, a column a day."""
    import numpy as np

    made = np.array([one.made for one in days])
    rest = np.array([one.treated + one.held_out - one.made for one in days])
    return random.hypergeometric(made, rest, np.array([one.held_out for one in days]), size=(count, len(days)))


def claimed_at_looks(found: LiftSnapshot, plan: Plan, days: Sequence[DayDraw], held: "Counts") -> "Claims":
    """Whether each draw passes the bound of each look of a plan with an end, where there are conversions enough."""
    import numpy as np

    course, looks, times = closing_days(found), plan.looks or (), plan.times
    lift = verdicts_of(found).lift
    is_final = lift is not None and lift.final
    judged = np.zeros((len(held), len(course)), dtype=bool)
    for place, (day, strata) in enumerate(course):
        at = max(looks[place] if place < len(looks) else 0.0, 2 * CLOSEST)
        last, part = is_final and place == len(course) - 1, times[place] if times else None
        bound = at_look(looks[:place], times[:place], at, final=last, part=part).bound(plan.alpha)
        z, smaller = _scores(strata, _by_stratum(days, held, day))
        judged[:, place] = (np.abs(z) >= bound) & (smaller >= plan.smallest_conversions)
    return judged


def claimed_always(found: LiftSnapshot, plan: Plan, days: Sequence[DayDraw], held: "Counts") -> "Claims":
    """Whether each draw passes 1/alpha at the end of each whole block of an always-on programme."""
    import numpy as np

    members = _block_members(found, days)
    judged = np.zeros((len(held), len(members)), dtype=bool)
    if not members:
        return judged
    share = closing_days(found)[-1][1][0].share
    nodes, weights = _nodes(share)
    so_far, sums = np.zeros(len(held), dtype=np.int64), np.zeros(len(nodes))
    whole = [block for _, block in closing_blocks(found)]
    for place, (block, columns) in enumerate(zip(whole, members, strict=True)):
        evidence = Evidence([block])
        if evidence.blocks:  # what conditioning costs alone: the part of the likelihood that no draw changes
            so_far = so_far + held[:, columns].sum(axis=1)
            sums = sums + evidence.log_likelihood(nodes) + nodes * block.made_held
        judged[:, place] = _log_e(so_far, sums, nodes, weights) >= log(1 / plan.alpha)
    return judged


def _log_e(so_far: "Counts", sums: "Floats", nodes: "Floats", weights: "Floats") -> "Floats":
    """Log e-value of each draw: it hangs on the number of converters held out so far, and on nothing else."""
    import numpy as np
    from scipy.special import logsumexp

    numbers, place = np.unique(so_far, return_inverse=True)
    logs = weights[None, :] + sums[None, :] - nodes[None, :] * numbers[:, None]
    found: Floats = logsumexp(logs, axis=1)[place]
    return found


def _nodes(share: float) -> "tuple[Floats, Floats]":
    """Log odds ratios, and the logs of the mixture's weights there."""
    import numpy as np
    from scipy.special import betaln

    steps = np.linspace(-1, 1, NODES)
    nodes = FARTHEST * np.sinh(TIGHT * steps) / np.sinh(TIGHT)
    wide = FARTHEST * TIGHT * np.cosh(TIGHT * steps) / np.sinh(TIGHT) * (steps[1] - steps[0])
    logit = nodes + log((1 - share) / share)
    parts = share * -np.logaddexp(0, logit) + (1 - share) * -np.logaddexp(0, -logit)
    prior = STRENGTH * parts - betaln(STRENGTH * share, STRENGTH * (1 - share))
    return nodes, prior + np.log(wide)


def _block_members(found: LiftSnapshot, days: Sequence[DayDraw]) -> list[list[int]]:
    """The days (their columns) of each whole block, as learning/lift/cells.py makes them of the same units."""
    blocks = closing_blocks(found)
    last_day = max((day for day, _ in blocks), default=-1)
    made: list[tuple[int, list[int]]] = []
    for _, own in groupby(range(len(days)), key=lambda column: days[column].place):
        columns, units = list[int](), 0
        for column in own:
            columns.append(column)
            units += days[column].treated + days[column].held_out
            if units >= BLOCK_UNITS and days[column].day <= last_day:
                made.append((days[column].day, columns))
                columns, units = [], 0
    return [columns for _, columns in sorted(made, key=lambda dated: dated[0])][: len(blocks)]


def _by_stratum(days: Sequence[DayDraw], held: "Counts", day: int) -> "list[Counts]":
    """Converters held out up to a day, of each share that had come by then, in their order."""
    columns: dict[int, list[int]] = {}
    for column, one in enumerate(days):
        if one.day <= day:
            columns.setdefault(one.place, []).append(column)
    return [held[:, columns[place]].sum(axis=1) for place in sorted(columns)]


def _scores(strata: Strata, held: "Sequence[Counts]") -> "tuple[Floats, Counts]":
    """The weighed difference in standard errors under no effect, and the converters of the smaller arm, by draw."""
    import numpy as np

    count, spread = len(held[0]), null_spread(strata)
    compared = [(one, own) for one, own in zip(strata, held, strict=True) if one.treated.units and one.held_out.units]
    treated = sum(one.treated.units for one, _ in compared)
    difference: Floats = np.zeros(count)
    for one, own in compared:
        made = one.treated.conversions + one.held_out.conversions
        rates = (made - own) / one.treated.units, own / one.held_out.units
        difference = difference + one.treated.units / treated * (rates[0] - rates[1])
    units = sum(one.treated.units for one in strata), sum(one.held_out.units for one in strata)
    made = sum(one.treated.conversions + one.held_out.conversions for one in strata)
    all_held: Counts = np.sum(held, axis=0)
    smaller = made - all_held if units[0] < units[1] else all_held
    return (difference / spread if spread > 0 else np.zeros(count)), smaller


def _text(rule: RuleName, rate: float, interval: tuple[float, float], count: int, looks: int) -> str:
    if rule == "none":
        return "Nobody whose window is over can be compared yet, so there is no past to draw from."
    low, high = interval
    times = f"{looks:,} look{'s' if looks != 1 else ''}"
    return (
        f"On your own past, with no effect at all, this rule would have claimed one in {rate:.1%} "
        f"({low:.1%} to {high:.1%}) of {count:,} redraws, over {times}."
    )
