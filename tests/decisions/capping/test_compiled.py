"""The arm of a cap that tries several limits: the same for ever, split as the weights say, apart from other draws."""

from collections import Counter

import pytest

from loopline.decisions.capping.compiled import CompiledCap, arm_of_unit
from loopline.model.entry.cap import CapArm, CapExperiment
from loopline.model.ids import bucket

TRIES = CapExperiment(
    id="weekly",
    arms=(CapArm(name="two", limit=2), CapArm(name="three", limit=3, weight=2), CapArm(name="five", limit=5)),
)
PEOPLE = [f"p{number}" for number in range(4_000)]


def test_arms_have_the_shares_of_their_weights() -> None:
    found = Counter(arm_of_unit(TRIES, "salt", unit).name for unit in PEOPLE)
    assert found["two"] == pytest.approx(1_000, abs=120)
    assert found["three"] == pytest.approx(2_000, abs=150)
    assert sum(found.values()) == 4_000


def test_an_arm_is_the_same_for_ever_and_another_under_another_salt_or_name() -> None:
    found = " ".join(arm_of_unit(TRIES, "salt", unit).name for unit in PEOPLE[:8])
    assert found == "five three two three two three three two"
    own = CapExperiment(id="weekly", arms=TRIES.arms, salt="other")
    named = CapExperiment(id="monthly", arms=TRIES.arms)
    for other in (own, named):
        moved = sum(arm_of_unit(TRIES, "salt", unit) != arm_of_unit(other, "salt", unit) for unit in PEOPLE)
        assert 0.55 * 4_000 < moved < 0.7 * 4_000, "as two independent draws differ: 1 - (1/16 + 1/4 + 1/16)"


def test_the_draw_says_nothing_about_who_is_held_out() -> None:
    held = [unit for unit in PEOPLE if bucket("salt", "global", unit) < 0.25]
    found = Counter(arm_of_unit(TRIES, "salt", unit).name for unit in held)
    assert found["three"] == pytest.approx(len(held) / 2, abs=80)


def test_a_cap_of_an_arm_has_its_limit_and_nothing_else_of_its_own() -> None:
    cap = CompiledCap(4, 7, "email", "", experiment=TRIES)
    own = cap.of_arm(TRIES.arms[0])
    assert (own.limit, own.arm, own.within_ms, own.channel) == (2, "two", 7, "email")
