"""`loopline report J --metrics` in words: levels, differences, what the past saves, evidence and pauses."""

from io import StringIO
from random import Random

import msgspec
from rich.console import Console

from loopline.cli.reporting.measured import show_metrics
from loopline.reports.measured.report import metrics_report
from tests.reports.measured.books import METRICS, NAME, NOW, changed, lived, published


def test_a_report_in_words() -> None:
    book = lived(Random(1), 900)
    changed(book, "paused", NOW - 1, 'Guardrail "left" is broken: so many.')
    facts = book.carried(NOW)
    answer = msgspec.json.decode(msgspec.json.encode(metrics_report(facts, published(METRICS), NAME, NOW)))
    facts.close()
    told = StringIO()
    show_metrics(answer, Console(file=told, width=300))
    text = told.getvalue()
    for words in ("value of the goal", "of the variance saved", "Evidence of harm", "95th percentile", "so many."):
        assert words in text
    show_metrics(answer | {"metrics": [], "value": None, "changes": []}, Console(file=told, width=300))
    assert "It has no metrics beside its goal" in told.getvalue()
