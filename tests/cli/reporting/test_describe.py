"""`loopline describe`: of a file, and of a folder with the versions that were published."""

from pathlib import Path

from tests.cli.metrics.documents import JOURNEY, METRIC
from tests.cli.served import loopline, server, wait_for


def test_a_journey_of_a_file_and_of_a_folder(tmp_path: Path) -> None:
    folder, metric, journey = tmp_path / "data", tmp_path / "orders.yaml", tmp_path / "hello.yaml"
    metric.write_text(METRIC)
    journey.write_text(JOURNEY)
    of_file = loopline("describe", journey)
    assert of_file.returncode == 0 and of_file.stdout.startswith("# Hello\n"), of_file.stderr
    assert "**orders**: the metric `orders`." in of_file.stdout
    wrong = loopline("describe", metric)
    assert wrong.returncode == 1 and "document_kind" in wrong.stderr
    with server(folder) as served:
        wait_for(lambda: served.ask("GET", "/api/health").json()["lag_signals"] == 0)
        pushed = loopline("push", journey, metric, "--publish", "--reason", "to see it", "--data", folder)
        assert pushed.returncode == 0, pushed.stderr
        page = loopline("describe", "hello", "--data", folder, "--html").stdout
        assert page.startswith("<!doctype html>") and "metric orders, version 1" in page
        unknown = loopline("describe", "none", "--data", folder)
        assert unknown.returncode == 1 and "journey_unknown" in unknown.stderr
    told = loopline("describe", "hello", "--data", folder).stdout
    assert "| 1 | 2" in told and "to see it" in told and "journey `hello`, live" in told
