"""`loopline bench` from end to end, as small as it goes: the last line is one JSON object with every figure."""

import json

import pytest

from loopline.bench.figures import Sizes
from loopline.cli import bench as command

FIGURES = (
    *("events_accepted_per_s", "events_decided_per_s", "cpu_ms_per_event", "smtp_messages_per_s"),
    *("webhook_messages_per_s", "latency_p50_ms", "latency_p99_ms", "peak_rss_mb"),
    *("journeys_1000_cost_ratio", "bare_limit_ratio", "bare_raw_limit_ratio"),
    *("many_people_decided_per_s", "many_people_bare_limit_ratio", "many_people_bare_raw_limit_ratio"),
)


def test_it_measures_everything(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    tiny = Sizes(people=20, people_many=30, mix_events=1_000, hot_events=60, warm_events=5, paced_seconds=1, others=3)
    monkeypatch.setattr(command, "QUICK", tiny)
    assert command.bench(rounds=1, quick=True) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert tuple(figures) == FIGURES
    assert all(0 < one["min"] <= one["median"] <= one["max"] for one in figures.values())
