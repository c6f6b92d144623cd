"""Pages of the sweeper are measured for few people and for many."""

from pathlib import Path

from pytest import approx

from loopline.bench.growth.sweeps import sweeper_pages
from tests.bench.growth.sane import checked, small_ground


def test_pages_are_measured(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(sweeper_pages(ground))
    few, many = found["sweep_page_few_cpu_ms"], found["sweep_page_many_cpu_ms"]
    assert found["sweep_page_ratio"].value == approx(many.value / few.value)
    few, many = found["sweep_page_busy_few_cpu_ms"], found["sweep_page_busy_many_cpu_ms"]
    assert found["sweep_page_busy_ratio"].value == approx(many.value / few.value)
    assert "20,000 records" in many.over
