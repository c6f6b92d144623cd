"""Fits and asks the model of hours.

A person's messages and clicks of an hour inform the hours beside it, and those of other days, less the farther off they
are: their counts enter the Beta with a weight (a power prior; Ibrahim & Chen, Statistical Science 2000). Each level is
a Beta around the one above it, whose strength is the one under which what was seen is likeliest (empirical Bayes;
Robbins 1956). Trials count in parts of the person's own rate, so that it does not look like a good hour when keen
people are written to.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from loopline.learning.send_time.figures import HOURS, DayHour, HoursCard, Strengths, TrainedHours

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DAY: Final = 24
DAYS: Final = 7
REACH: Final = 3
"""An hour tells of those that are less than so many hours away."""
SAME_KIND: Final = 0.5
OTHER_KIND: Final = 0.2
"""The weight of another working day for a working day, of the other day of a weekend, and of days of the other kind."""
WEEKEND: Final = 5
SENT_LEAST: Final = 100.0
"""So many messages, with those of the hours beside, before an hour of the whole may be anybody's best."""
GRID: Final = tuple(2.0**power for power in range(1, 17))
RATE_MOST: Final = 0.95
Z: Final = 1.96


class HourCounts(Struct, frozen=True):
    """One person's messages: the segment, and (cell, sent, clicked) of each hour of the week with any."""

    person: str
    segment: str
    cells: tuple[tuple[int, int, int], ...]


def fit(people: Sequence[HourCounts], later: Sequence[HourCounts] = ()) -> TrainedHours:
    """The model of what these people did. `later` is what they did afterwards, by which its worth is found; the people
    stand in the same order in both, or `later` is empty and nothing is trusted."""
    import numpy as np

    who, cells, sent, clicked = _rows(people)
    rate = float(np.clip(clicked.sum() / max(1.0, sent.sum()), 1e-6, RATE_MOST))
    total, total_clicked = _by(who, sent, len(people)), _by(who, clicked, len(people))
    person = _strength(total, total_clicked, np.full(len(people), rate))
    own_rate = (person * rate + total_clicked) / (person + total)
    trials = sent * own_rate[who] / rate
    near = nearness()
    whole_sent, whole_clicked = _by(cells, trials, HOURS), _by(cells, clicked, HOURS)
    whole = _strength(whole_sent, whole_clicked, np.full(HOURS, rate))
    level = _posterior(whole, np.full(HOURS, rate), near @ whole_sent, near @ whole_clicked)
    names = sorted({one.segment for one in people})
    of = np.array([names.index(one.segment) for one in people], dtype=np.int64)
    at = of[who] * HOURS + cells
    some_sent = _by(at, trials, HOURS * len(names)).reshape(-1, HOURS)
    some_clicked = _by(at, clicked, HOURS * len(names)).reshape(-1, HOURS)
    segment = _strength(some_sent.ravel(), some_clicked.ravel(), np.tile(level, len(names)))
    levels = _posterior(segment, level[None, :], some_sent @ near, some_clicked @ near)
    own = _strength(trials, clicked, levels[of[who], cells])
    strengths = Strengths(person, whole, segment, own)
    nothing = HoursCard(
        len(people), int(sent.sum()), int(clicked.sum()), rate, len(names), strengths, 0.0, 0.0, 0.0, False
    )
    known = tuple(bool(one) for one in near @ _by(cells, sent, HOURS) >= SENT_LEAST)
    told = {name: tuple(map(float, levels[number])) for number, name in enumerate(names)}
    model = TrainedHours(rate, strengths, tuple(map(float, level)), told, known, nothing)
    return model if not later else _judged(model, people, later)


def chances(model: TrainedHours, one: HourCounts) -> "Floats":
    """The chance of a click of this person at each hour of the week."""
    import numpy as np

    _, cells, sent, clicked = _rows([one])
    strengths = model.strengths
    own_rate = (strengths.person * model.rate + clicked.sum()) / (strengths.person + sent.sum())
    near, part = nearness(), own_rate / model.rate
    level = np.asarray(model.segments.get(one.segment, model.whole))
    seen, did = near @ _by(cells, sent * part, HOURS), near @ _by(cells, clicked, HOURS)
    found: Floats = np.clip(_posterior(strengths.own, level, seen, did) * part, 1e-6, RATE_MOST)
    return found


def best_hours(model: TrainedHours, one: HourCounts) -> tuple[DayHour, ...]:
    """The best hour of each weekday, of the hours at which enough was sent to say anything: a day without one is left
    out."""
    import numpy as np

    found, known = chances(model, one).reshape(DAYS, DAY), np.asarray(model.known).reshape(DAYS, DAY)
    best = []
    for day in range(DAYS):
        if known[day].any():
            hour = int(np.argmax(np.where(known[day], found[day], -1.0)))
            best.append(DayHour(day, hour, float(found[day, hour] - found[day][known[day]].mean())))
    return tuple(best)


@lru_cache(1)
def nearness() -> "Floats":
    """How much the counts of one hour of the week tell of another: 168 by 168, one on the diagonal."""
    import numpy as np

    hours = np.arange(DAY)
    apart = np.abs(hours[:, None] - hours[None, :])
    beside = np.clip(1 - np.minimum(apart, DAY - apart) / REACH, 0, 1)
    weekend = np.arange(DAYS) >= WEEKEND
    days = np.where(weekend[:, None] == weekend[None, :], SAME_KIND, OTHER_KIND)
    np.fill_diagonal(days, 1.0)
    found: Floats = np.kron(days, beside)
    return found


def _judged(model: TrainedHours, people: Sequence[HourCounts], later: Sequence[HourCounts]) -> TrainedHours:
    """With the gain over each person's own rate on what came later, and its interval by people."""
    import numpy as np
    from msgspec.structs import replace

    gains, messages = [], 0
    for one, after in zip(people, later, strict=True):
        if not after.cells:
            continue
        _, cells, sent, clicked = _rows([after])
        by_hour = chances(model, one)[cells]
        own = model.strengths.person
        total = sum(cell[1] for cell in one.cells)
        plain = min(RATE_MOST, (own * model.rate + sum(cell[2] for cell in one.cells)) / (own + total))
        gains.append(float(_log_score(by_hour, sent, clicked) - _log_score(np.full(len(cells), plain), sent, clicked)))
        messages += int(sent.sum())
    if not messages:
        return model
    gain = sum(gains) / messages
    error = float(np.std(gains)) * len(gains) ** 0.5 / messages
    low, high = gain - Z * error, gain + Z * error
    return replace(model, card=replace(model.card, gain=gain, gain_low=low, gain_high=high, is_trusted=low > 0))


def _log_score(chance: "Floats", sent: "Floats", clicked: "Floats") -> float:
    import numpy as np

    return float((clicked * np.log(chance) + (sent - clicked) * np.log(1 - chance)).sum())


def _posterior(strength: float, level: "Floats", sent: "Floats", clicked: "Floats") -> "Floats":
    return (strength * level + clicked) / (strength + sent)


def _strength(sent: "Floats", clicked: "Floats", level: "Floats") -> float:
    """The strength of a Beta around these levels under which the counts are likeliest (beta-binomial)."""
    import numpy as np
    from scipy.special import betaln

    some = sent > 0
    n, k, m = np.maximum(sent[some], clicked[some]), clicked[some], level[some]
    if not len(n):
        return GRID[-1]
    likely = [float((betaln(s * m + k, s * (1 - m) + n - k) - betaln(s * m, s * (1 - m))).sum()) for s in GRID]
    return GRID[int(np.argmax(likely))]


def _by(at: "NDArray[np.int64]", values: "Floats", many: int) -> "Floats":
    import numpy as np

    return np.bincount(at, weights=values, minlength=many).astype(np.float64)


def _rows(people: Sequence[HourCounts]) -> "tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]":
    """A row for each person and hour: the person's number, the hour, sent, clicked."""
    import numpy as np

    rows = [(number, *cell) for number, one in enumerate(people) for cell in one.cells]
    found = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return found[:, 0], found[:, 1], found[:, 2].astype(np.float64), found[:, 3].astype(np.float64)


def commonest(people: Mapping[str, str], most: int) -> Mapping[str, str]:
    """The segment of each person, where it is one of the commonest; "" for all others."""
    counts: dict[str, int] = {}
    for name in people.values():
        counts[name] = counts.get(name, 0) + 1
    kept = {name for name, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]}
    return {person: name if name in kept else "" for person, name in people.items()}
