"""People made by chance whose answer hangs on what they did, as far as a world says."""

from random import Random

from loopline.learning.propensity.features import FeatureRow
from loopline.learning.propensity.fit import Cut

DAY = 86_400_000


def people_of(seed: int, count: int, *, strength: float = 1.0, at: int = 0) -> Cut:
    """A cut: whoever came less, and has the plan `free`, leaves more often; with no strength nothing tells."""
    draw = Random(seed)
    people, did = [], []
    for number in range(count):
        visits, plan = draw.randint(0, 20), draw.choice(["free", "pro", "team"])
        odds = strength * (2.0 - 0.35 * visits + (1.5 if plan == "free" else 0.0))
        features: dict[str, str | float | bool | None] = {
            "visits in 30d": float(visits),
            "plan": plan,
            "email": f"{draw.random()}@example.test",
            "noise": draw.gauss(0, 1) if draw.random() > 0.2 else None,
            "vip": draw.random() < 0.3,
        }
        people.append(FeatureRow(f"p{number}", features))
        did.append(draw.random() < 1 / (1 + 2.718281828**-odds))
    return Cut(at, people, did)
