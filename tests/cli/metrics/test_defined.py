"""`loopline metric`: metrics that are documents, of a server and of its folder, in words and as JSON."""

import json
from pathlib import Path

from tests.cli.metrics.documents import JOURNEY, METRIC
from tests.cli.served import loopline, server, wait_for


def test_a_metric_is_pushed_listed_and_shown_with_its_figures(tmp_path: Path) -> None:
    folder, metric, journey = tmp_path / "data", tmp_path / "orders.yaml", tmp_path / "hello.yaml"
    metric.write_text(METRIC)
    journey.write_text(JOURNEY)
    with server(folder) as served:
        wait_for(lambda: served.ask("GET", "/api/health").json()["lag_signals"] == 0)
        assert "No metric is published" in loopline("metric", "list", "--data", folder).stdout
        pushed = loopline("push", journey, metric, "--publish", "--reason", "to see it", "--data", folder)
        assert pushed.returncode == 0, pushed.stderr
        listed = loopline("metric", "list", "--data", folder).stdout
        assert "orders" in listed and "hello (secondary)" in listed
        unknown = loopline("metric", "show", "none", "--data", folder)
        assert unknown.returncode == 1 and "metric_unknown" in unknown.stderr
        shown = loopline("metric", "show", "orders", "--data", folder)
        assert 'Orders: "bought" for each person, within 14d; more is better' in shown.stdout, shown.stderr
        assert "version 1" in shown.stdout and "cannot tell" in shown.stdout
    told = json.loads(loopline("metric", "show", "orders", "--data", folder, "--json").stdout)
    assert [one["journey"] for one in told["figures"]] == ["hello"] and told["metric"]["version"] == 1
