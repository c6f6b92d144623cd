"""The example in the analyst's page is run, so it cannot go stale."""

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "learning.md"


def test_the_example_of_the_page_says_what_the_code_says() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted >= 6
    assert found.failed == 0, "run `python -m doctest docs/learning.md` to see the difference"
