"""The example in the analyst's page is run, so it cannot go stale."""

import doctest
import re
from pathlib import Path

from loopline.learning.lift.guards import Checks, SampleSplit, guards
from tests.learning.lift.sound import SOUND

PAGE = Path(__file__).resolve().parents[2] / "docs" / "learning.md"


def test_the_example_of_the_page_says_what_the_code_says() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted >= 6
    assert found.failed == 0, "run `python -m doctest docs/learning.md` to see the difference"


def test_the_page_lists_the_guards_that_there_are() -> None:
    told = PAGE.read_text().partition("## Guards")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE)
    changed = Checks(entered=(SampleSplit(90, 10, 0.1),), unshared=1, merged=(1, 0))
    known = [guard.name for checks in (SOUND, changed) for guard in guards(checks, now=0)]
    assert listed == list(dict.fromkeys(known))
