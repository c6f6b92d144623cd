"""A count between two bounds says what is true of every number between them, and nothing else."""

import operator

import pytest

from loopline.conditions.past.certain import truth_between

OPS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("number", [0, 1, 1.5, 2, 3, 4])
def test_what_holds_between_the_bounds_holds(op: str, number: float) -> None:
    for least in range(4):
        for most in range(least, 5):
            truths = {OPS[op](count, number) for count in range(least, most + 1)}
            found = truth_between(op, least, most, number)
            assert found is None or truths == {found}
            assert found is not None or len(truths) == 2 or number == 1.5
        open_end = truth_between(op, least, None, number)
        assert open_end is None or {OPS[op](count, number) for count in range(least, 9)} == {open_end}
