"""Programmes through their report: nothing is claimed where nothing was caused, and intervals cover what was planted.

300 worlds of 400 people each, every one a programme of two journeys, ten in a store of facts; three in ten are held out
of it, a tenth of the others out of single journeys. What a world claims is what its report says after all windows have
closed: `counted_level` is that report without the journeys' own lifts, which would take most of the time.
"""

from functools import cache
from random import Random

import pytest
from scipy.stats import binom

from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.learning.lift.verdict import Lift
from loopline.reports.programmes.draws import PastRules
from loopline.reports.programmes.marginal import Now
from loopline.reports.programmes.report import counted_level, programme_report
from loopline.reports.programmes.scope import level_scope
from tests.reports.programmes.worlds import BOUGHT, NO_RECORDS, Book, journey, workspace
from tests.runtime.parts import DAY, NOON

WORLDS, TOGETHER, PEOPLE, HELD, BASE, EFFECT, AMOUNT = 150, 10, 400, 0.3, 0.3, 0.15, 20.0
END = NOON + 60 * DAY
UNLIKELY = 0.01
"""A test that is sound fails by chance so seldom; its seed is fixed, so it does so for ever or never."""


def lived(book: Book, rng: Random, name: str, effect: float) -> None:
    """A world: people come over forty days, most of them to both journeys, and buy once with a chance."""
    for number in range(PEOPLE):
        person, came = f"{name}-{number}", NOON + rng.randrange(40 * DAY)
        level = "programme" if rng.random() < HELD else ""
        for place in range(1 + (rng.random() < 0.7)):
            held = level or ("journey" if rng.random() < 0.1 else "")
            book.goes(person, f"{name}_{place}", came + place * 3 * DAY, held=held)
        if rng.random() < BASE + (0.0 if level else effect):
            book.buys(person, came + 3_600_000 + rng.randrange(13 * DAY), AMOUNT * rng.choice((0.25, 0.5, 1.0, 2.25)))


@cache
def lifts(effect: float) -> tuple[Lift, ...]:
    """What the report of each world says."""
    rng = Random(20_260_301)
    return tuple(one for begin in range(0, WORLDS, TOGETHER) for one in shelf(rng, begin, effect))


def shelf(rng: Random, begin: int, effect: float) -> list[Lift]:
    """Ten worlds in one store of facts; the first is asked for its whole report, too."""
    names, book = [f"w{number}" for number in range(begin, begin + TOGETHER)], Book()
    programmes = {name: {"percent": 100 * HELD, "goal": BOUGHT} for name in names}
    rules = workspace(holdout={"percent": 0}, programmes=programmes)
    published = publish(PublishedSet(), rules, 1)
    for name in names:
        lived(book, rng, name, effect)
        for place in range(2):
            published = publish(published, journey(f"{name}_{place}", name), 1)
    facts, past = book.carried(END, shards=1), (PastRules(NOON - DAY, rules),)
    try:
        found = [counted_level(facts, level_scope(published, past, "programme", name, END)).lift for name in names]
        if not begin:
            whole = programme_report(facts, published, past, names[0], Now(END, lambda _: NO_RECORDS))
            assert whole.lift == found[0]
    finally:
        facts.close()
    return [one for one in found if one is not None]


def test_where_nothing_was_caused_nothing_is_claimed() -> None:
    found = lifts(0.0)
    assert len(found) == WORLDS
    claims = sum(one.verdict in ("lift", "harm") for one in found)
    most = int(binom.ppf(1 - UNLIKELY, WORLDS, 0.05))
    assert claims <= most, f"{claims} of {WORLDS}"
    covered = sum(one.conversion.low <= 0 <= one.conversion.high for one in found)
    assert WORLDS - covered <= most
    assert sum(one.verdict == "guard_failed" for one in found) <= binom.ppf(1 - UNLIKELY, WORLDS, 0.03)


@pytest.mark.parametrize("what", ["conversion", "value"])
def test_what_was_planted_is_covered_and_found(what: str) -> None:
    found = lifts(EFFECT)
    truth = EFFECT if what == "conversion" else EFFECT * AMOUNT
    seen = [getattr(one, what) for one in found]
    missed = sum(not one.low <= truth <= one.high for one in seen)
    assert missed <= binom.ppf(1 - UNLIKELY, WORLDS, 0.05), f"{missed} of {WORLDS}"
    mean = sum(one.estimate for one in seen) / len(seen)
    assert mean == pytest.approx(truth, rel=0.1), "without a slant"
    assert sum(one.verdict == "lift" for one in found) > WORLDS / 10
    assert not any(one.verdict == "harm" for one in found)
