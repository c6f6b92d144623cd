"""`loopline simulate`: worlds by their seed, and an exit code that says whether everything held."""

import pytest

from loopline.cli.simulate import simulate


def test_a_few_worlds_hold_and_the_same_seed_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for _ in range(2):
        assert simulate(7, 2, 1) == 0
        told.append(capsys.readouterr().out)
    assert told[0].strip()
    assert [line for line in told[0].splitlines() if "second" not in line] == [
        line for line in told[1].splitlines() if "second" not in line
    ]


def test_worlds_on_several_shards_are_compared_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate(7, 1, 3) == 0
    assert "everything held" in capsys.readouterr().out
