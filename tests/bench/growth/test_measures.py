"""Every measurement has a name, and one may be chosen."""

from pathlib import Path

import pytest

from loopline.bench.growth.measures import MEASURES, NAMES, chosen, measure
from loopline.model.errors import Invalid
from tests.bench.growth.sane import checked, small_ground


def test_all_are_taken_unless_some_are_named() -> None:
    assert chosen([]) == list(NAMES) == list(MEASURES)
    assert chosen(["record", "seen"]) == ["seen", "record"]


def test_a_name_that_is_not_there_says_which_are() -> None:
    with pytest.raises(Invalid, match=r"sweep.*measure_unknown"):
        chosen(["speed"])


def test_the_figures_of_several_come_together(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        found = checked(measure(ground, ["record", "account"]))
    assert {"record_bytes_per_person", "account_change_cpu_s"} <= found.keys()
