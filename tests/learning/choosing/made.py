"""Choices of an invented world, drawn by the law of decisions and made into the rows that facts answer."""

from collections.abc import Callable

import numpy as np

from loopline.decisions.choosing.draw import draw_option
from loopline.decisions.choosing.law import KnownPerson, laws
from loopline.learning.choosing.rows import ChoiceRow, ChoiceTold
from loopline.model.choosing.policy import ChoicePolicy
from loopline.model.nodes.choose import ChoiceGroup, Choose, Option

NODE = Choose(
    options=(Option(name="a"), Option(name="b", when="vip")),
    by=(ChoiceGroup(name="small", when="seats < 5"), ChoiceGroup(name="large", when="seats >= 5")),
    context=("seats", "age"),
)
POLICY = ChoicePolicy(journey="j", node="pick", version=0)
Buys = Callable[[str, int], float]


def rows(
    buys: Buys,
    number: int,
    *,
    seed: int = 1,
    policy: ChoicePolicy = POLICY,
    least: float = 0.05,
    vip: float = 0.8,
    pays: float = 1.0,
    first: int = 0,
) -> list[ChoiceRow]:
    """One choice of each of so many people; `vip` is the part of them that may have b."""
    chance = np.random.default_rng(seed)
    made = []
    for person in range(first, first + number):
        seats, age = int(chance.integers(1, 9)), float(chance.integers(18, 80))
        eligible = ["a", "b"] if chance.random() < vip else ["a"]
        known = KnownPerson("small" if seats < 5 else "large", {"seats": float(seats), "age": age})
        law = laws(policy, eligible, known, least)
        unit = f"{seed}/{person}"
        drawn = draw_option(law, "salt", "j/pick", round=policy.round, unit=unit, passage=unit)
        bought = chance.random() < buys(drawn.option, seats)
        amount = pays * float(chance.lognormal(0, 0.5)) if bought else 0.0
        stage = (policy.before if drawn.lane == "before" and policy.before else policy.now).stage
        told = ChoiceTold(
            stage, policy.version, policy.round, drawn.lane, dict(law.overall), known.group, dict(known.numbers)
        )
        made.append(ChoiceRow(unit, person, drawn.option, drawn.propensity, told, False, int(bought), amount))
    return made
