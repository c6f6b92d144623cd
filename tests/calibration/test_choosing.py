"""A world where targeting pays is found and promoted; one where it does not is not. Seeded, at CI size.

`python -m tests.calibration.choosing --histories 100` is the full size, with intervals.
"""

from msgspec.structs import replace

from tests.calibration.choosing import CONSTANT, PAYS, SAME, history, interval

DAYS = 12


def test_where_targeting_pays_it_is_found_promoted_and_worth_it() -> None:
    found = [history(replace(PAYS, days=DAYS), seed) for seed in (1, 2)]
    promoted = sum(bool({"groups", "learned"} & set(one.promoted)) for one in found)
    print(f"promoted in {promoted} of {len(found)}, {interval(promoted, len(found))}")
    assert promoted == len(found)
    for one in found:
        late, early = sum(one.bought[-4:]) / 4, sum(one.bought[:2]) / 2
        assert late > 1.2 * early, "the people of the last days buy more"


def test_where_it_does_not_pay_nobody_is_targeted() -> None:
    worlds = [(world, seed) for world in (CONSTANT, SAME) for seed in (1,)]
    found = [history(replace(world, days=DAYS), seed) for world, seed in worlds]
    promoted = sum(bool({"groups", "learned"} & set(one.promoted)) for one in found)
    print(f"promoted in {promoted} of {len(found)}, {interval(promoted, len(found))}")
    assert promoted == 0
    constant, same = found
    assert constant.promoted == ("best",), "the best option for all is still found"
    assert same.promoted == ()
