"""Appends and turns are measured for each number of signals."""

from pathlib import Path

from loopline.bench.growth.batches import SIGNALS, small_batches
from tests.bench.growth.sane import checked, small_ground


def test_each_size_has_its_figures(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(small_batches(ground))
    assert found.keys() == {f"batch_{n}_{what}_cpu_us" for n in SIGNALS for what in ("append", "turn")}
    assert all(one.value > 0 for one in found.values())
