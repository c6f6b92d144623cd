"""A module is measured by its own tests: what counts as one, and how the table reads."""

import pytest

from tests.house import own_coverage
from tests.house.source import read


@pytest.mark.parametrize(
    ("test", "own"),
    [
        ("tests/model/test_ids.py::test_bucket|run", True),
        ("tests/model/test_ids_wide.py::test_bucket[1]|setup", True),
        ("tests/model/test_traits.py::test_fold|run", False),
        ("tests/studio/test_http.py::test_ids|run", False),
        ("", True),
    ],
)
def test_a_modules_own_tests_are_its_mirror(test: str, own: bool) -> None:
    assert own_coverage.is_own(read("model/ids.py", ""), test) is own


def test_the_least_covered_come_first_and_the_whole_is_told() -> None:
    text = own_coverage.table([("model/ids.py", 40, 97.5, 100.0), ("model/zone.py", 10, 50.0, 90.0)], most=1)
    head, first, whole = text.splitlines()
    assert head.split() == ["module", "lines", "own", "%", "all", "%", "own", "tests"]
    assert first.split() == ["model/zone.py", "10", "50", "90", "tests/model/test_zone.py"]
    assert whole == "2 modules: own coverage is 74 % in the median; 1 are under 80 %."
