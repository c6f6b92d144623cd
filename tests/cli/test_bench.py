"""`loopline bench` from end to end, as small as it goes: the last line is one JSON object with every figure."""

import json

import pytest
from typer.testing import CliRunner

from loopline.__main__ import app
from loopline.bench.figures import Sizes
from loopline.cli import bench as command
from loopline.model.errors import Invalid

FIGURES = (
    *("events_accepted_per_s", "events_decided_per_s", "cpu_ms_per_event", "smtp_messages_per_s"),
    *("smtp_ratio_to_bare", "smtp_cpu_ratio_to_bare"),
    *("smtp_pool_ratio_to_bare", "smtp_pool_cpu_ratio_to_bare"),
    *("webhook_messages_per_s", "webhook_ratio_to_bare", "webhook_cpu_ratio_to_bare"),
    *("latency_p50_ms", "latency_p99_ms", "peak_rss_mb"),
    *("journeys_1000_cost_ratio", "bare_limit_ratio", "bare_limit_cpu_ratio", "bare_raw_limit_ratio"),
    *("bare_raw_limit_cpu_ratio", "one_core_decided_per_s", "one_core_bare_limit_ratio", "all_cores_bare_limit_ratio"),
    *("many_people_decided_per_s", "many_people_bare_limit_ratio", "many_people_bare_raw_limit_ratio"),
)

RECORD = (
    "record_bytes_per_person",
    *(f"record_{part}_bytes_per_person" for part in ("state", "tail", "pages", "room")),
)


def test_it_measures_everything(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    tiny = Sizes(people=20, people_many=30, mix_events=1_000, hot_events=60, warm_events=5, paced_seconds=1, others=3)
    monkeypatch.setattr(command, "QUICK", tiny)
    assert command.bench(rounds=1, quick=True) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert tuple(figures) == FIGURES
    assert all(0 < one["min"] <= one["median"] <= one["max"] for one in figures.values())


def test_growth_measures_what_is_chosen_and_says_over_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.growth(rounds=2, scale=0.001, only=["record", "hot_person"], store="") == 0
    told = capsys.readouterr()
    figures = json.loads(told.out.splitlines()[-1])
    assert tuple(figures) == (
        *("hot_person_cpu_us_per_event", "hot_person_window_cpu_us_per_event", "hot_person_window_ratio"),
        *RECORD,
    )
    for one in figures.values():
        assert one.keys() == {"unit", "over", "min", "median", "max"}
        assert 0 < one["min"] <= one["median"] <= one["max"]
    assert "record_bytes_per_person" in told.err


def test_growth_is_a_flag_of_the_command() -> None:
    done = CliRunner().invoke(app, ["bench", "--growth", "--scale", "0.001", "--only", "record"])
    assert done.exit_code == 0
    assert json.loads(done.stdout.splitlines()[-1]).keys() == set(RECORD)
    wrong = CliRunner().invoke(app, ["bench", "--growth", "--only", "speed"])
    assert isinstance(wrong.exception, Invalid)


def test_shards_are_an_option_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "SHARD_EVENTS", 20_000)
    done = CliRunner().invoke(app, ["bench", "--shards", "2", "--quick", "--runs", "1"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["shards"], found["rounds"]) == (2, 1)
    assert found["http_ratio"] > 0
    assert found["loop_ratio"] > 0
