"""`loopline report --cap`: the words of its figures; that it asks server and folder stands in tests/studio/reports."""

from io import StringIO
from random import Random

import msgspec
import pytest
from rich.console import Console

from loopline.cli.reporting.doses import report_cap, show_doses
from loopline.model.errors import Invalid
from tests.reports.fatigue.worlds import lived, rules, told
from tests.runtime.parts import DAY, NOON


def test_arms_and_lines_are_told_in_words() -> None:
    found = told(lived(Random(1), rules(), 60, 10), NOON + 40 * DAY, rules(name="Mails a week"))
    said = StringIO()
    show_doses(msgspec.to_builtins(found), Console(file=said, width=200))
    text = said.getvalue()
    assert "Mails a week: messages by email in 7d, since" in text
    assert "All 8 intervals hold together in 95 %, at every look." in text
    assert "Unsubscribed" in text and "50.0%" in text


def test_it_stands_alone() -> None:
    with pytest.raises(Invalid, match="report_ambiguous"):
        report_cap("weekly", None, ["news"], as_json=False)
