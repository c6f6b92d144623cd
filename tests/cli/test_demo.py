"""`loopline demo`: the whole of it once, headless; and what it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from loopline.cli.demo import Size, _settings, demo
from loopline.model.channels import CHANNEL_NAMES
from loopline.model.errors import Conflict
from loopline.settings import PREFIX, Settings

WHOLE_SECONDS = 600
SMALL = Size(every=400, people=120)


@pytest.mark.alone
def test_the_whole_demo_keeps_its_promises(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "loopline", "demo", "--headless"],
        capture_output=True,
        text=True,
        timeout=WHOLE_SECONDS,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert found["cdnow"] == {"orders": 69_659, "customers": 23_570, "revenue": 2_500_315.63}
    upsell, winback = found["journeys"]["upsell"]["lift"], found["journeys"]["winback"]["lift"]
    assert upsell["verdict"] == "lift" and 0 < upsell["low"] <= upsell["planted"] <= upsell["high"]
    assert winback["verdict"] == "no_difference_seen" and winback["low"] <= 0 <= winback["high"]


def test_a_small_demo_keeps_its_data_where_it_is_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert demo(headless=True, port=0, data=tmp_path / "data", size=SMALL) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert set(json.loads(line)) == {"cdnow", "journeys"}
    assert (tmp_path / "data" / "facts.duckdb").is_file()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(Conflict, match="not empty") as refused:
        demo(headless=True, port=0, data=tmp_path)
    assert refused.value.code == "demo_folder_used"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(("name", "scheme"), [*((one, "pigeon") for one in CHANNEL_NAMES), ("smtp_url", "smtp")])
def test_nothing_leaves_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch, name: str, scheme: str) -> None:
    usual = Settings().provider_urls()
    monkeypatch.setenv(PREFIX + name.upper(), f"{scheme}://live.example.com")
    assert Settings().provider_urls() != usual
    assert _settings(8400).provider_urls() == usual
