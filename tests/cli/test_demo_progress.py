"""Progress of the demo where nobody watches a terminal."""

import pytest

from loopline.cli.demo_progress import DemoProgress


def test_lines_are_few_and_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    progress = DemoProgress()
    tell = progress.phase("Orders")
    for done in range(1, 101):
        tell(done, 100)
    progress.close()
    seen = capsys.readouterr()
    assert seen.out == ""
    assert [line.split(",")[0] for line in seen.err.splitlines()] == [
        "Orders: 25 %",
        "Orders: 50 %",
        "Orders: 75 %",
        "Orders: 100 %",
    ]
    assert progress.spent["Orders"] >= 0
