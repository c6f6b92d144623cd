"""`loopline demo`: what it promises, once, headless; and what it refuses."""

import json
import re
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import httpx2
import msgspec
import pytest
from typer.testing import CliRunner

from loopline.__main__ import app
from loopline.cli.demo import _settings, demo
from loopline.demo import cdnow
from loopline.demo.figures import Figures, broken
from loopline.model.channels import CHANNEL_NAMES
from loopline.model.errors import Conflict
from loopline.settings import PREFIX, Settings
from tests.cli.demo_sizes import SMALL, TENTH
from tests.cli.served import wait_for


def test_the_demo_keeps_its_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its command, with all people of the product and a tenth of the shop's; `make nightly` plays the whole."""
    monkeypatch.setattr(demo, "__kwdefaults__", {"size": TENTH})
    done = CliRunner().invoke(app, ["demo", "--headless"])
    assert done.exit_code == 0, done.output
    found = msgspec.json.decode(done.stdout.splitlines()[-1], type=Figures)
    assert broken(found, cdnow.totals(cdnow.purchases(TENTH.every))) == []
    assert found.journeys["upsell"].lift.verdict == "lift"


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


def test_a_demo_that_is_served_has_its_verdicts_on_the_day_on_which_it_is_looked_at(tmp_path: Path) -> None:
    """The guards of a report ask for facts that reach up to now; the worlds of the demo ended months ago."""
    say = f"from loopline.cli.demo import Size, demo\ndemo(headless=False, port=0, data=None, size={SMALL!r})"
    command = [sys.executable, "-u", "-c", say]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as served:
        try:
            assert served.stdout is not None
            said = "".join(takewhile(lambda line: "loopline why" not in line, served.stdout))
            key, url = re.search(r"Bearer (\S+)'", said), re.search(r"serves on (\S+) until", said)
            assert key and url, said
            headers = {"Authorization": f"Bearer {key[1]}"}
            with httpx2.Client(base_url=url[1], headers=headers, timeout=30, trust_env=False) as client:
                wait_for(lambda: is_fresh(client))
        finally:
            served.terminate()
            served.wait(30)


def is_fresh(client: httpx2.Client) -> bool:
    """Whether the facts reach up to now, as the report of a journey says."""
    guards = client.get("/api/journeys/cdnow_winback/report").json()["lift"]["guards"]
    return all(one["passed"] for one in guards if one["name"] == "freshness")
