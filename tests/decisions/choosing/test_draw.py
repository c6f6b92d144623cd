"""The draw: what is recorded as probable is what is drawn, and the same passage draws the same."""

from collections import Counter
from math import sqrt

import pytest

from loopline.decisions.choosing.draw import draw_option
from loopline.decisions.choosing.law import UNSTATED, KnownPerson, laws
from loopline.model.choosing.policy import ChoicePolicy, ChoiceRule
from loopline.model.nodes.choose import NOTHING

BEST = ChoiceRule(stage="best", shares={"": {"a": 0.7, "b": 0.3, NOTHING: 0.0}})
TRIED = ChoicePolicy(journey="j", node="n", version=1, now=BEST, before=ChoiceRule(), state="trial", round=1)
N = 20_000


@pytest.mark.parametrize("policy", [UNSTATED, TRIED, ChoicePolicy(journey="j", node="n", version=2, now=BEST, round=2)])
@pytest.mark.parametrize("eligible", [["a", "b"], ["b"]])
def test_propensities_are_the_frequencies_that_are_drawn(policy: ChoicePolicy, eligible: list[str]) -> None:
    law = laws(policy, eligible, KnownPerson(), 0.05)
    drawn = [
        draw_option(law, "salt", "j/n", round=policy.round, unit=f"u{number}", passage=f"e{number}")
        for number in range(N)
    ]
    counts, lanes = Counter(one.option for one in drawn), Counter(one.lane for one in drawn)
    assert set(counts) <= {*eligible, NOTHING}
    for one in drawn:
        assert one.propensity == law.overall[one.option]
    for seen, shares in ((counts, law.overall), (lanes, law.lanes)):
        for name, share in shares.items():
            error = sqrt(share * (1 - share) / N)
            assert abs(seen[name] / N - share) <= 4.5 * error  # type: ignore[index]  # names of either kind


def test_a_passage_draws_once_and_the_next_one_anew_in_the_lane_of_the_person() -> None:
    law = laws(TRIED, ["a", "b"], KnownPerson(), 0.05)
    once = [draw_option(law, "salt", "j/n", round=1, unit="ann", passage="one") for _ in range(3)]
    assert len(set(once)) == 1
    more = [draw_option(law, "salt", "j/n", round=1, unit="ann", passage=f"p{n}") for n in range(200)]
    assert {one.lane for one in more} == {once[0].lane}
    assert len({one.option for one in more}) > 1
    rounds = {draw_option(law, "salt", "j/n", round=n, unit="ann", passage="one").lane for n in range(200)}
    assert rounds == {"explore", "before", "now"}
