"""Replayed on customers made of Hillstrom's published counts, a policy keeps at least 0.98 of the best option's value.

`python -m tests.calibration.choice_replay FILE` does the same on the published rows, for every stage and several seeds.
"""

from tests.calibration.choice_replay import from_counts, of_stage, rates_of


def test_thompson_keeps_what_the_best_option_brings_exploration_included() -> None:
    customers = from_counts(1)
    best = max(rates_of(customers).values())
    found = of_stage("best", customers, 1)
    part, low, high = found.of(best)
    print(f"{found.customers} kept, {part:.3f} of the best ({low:.3f} to {high:.3f})")
    assert found.customers > 20_000
    assert part >= 0.98
    assert found.expected / found.customers / best >= 0.98
