"""`loopline prove` on the demo's own data, without a server and with one; and the line of the API."""

import json
from pathlib import Path

import pytest

from loopline.cli import demo
from loopline.cli.demo import Size
from tests.cli.served import loopline, server

SMALL = Size(every=12, people=1_500)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo in small: each twelfth customer of CDNOW, and 1,500 people of the product."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    assert demo.demo(headless=True, port=0, data=folder, size=SMALL) == 0
    return folder


def test_the_rules_of_the_demo_keep_their_promise_on_its_own_past(played: Path) -> None:
    done = loopline("prove", "--data", played, "--json")
    assert done.returncode == 0, done.stderr
    found = {one["journey"]: one for one in json.loads(done.stdout)["proofs"]}
    assert {"cdnow_winback", "upsell"} <= set(found)
    for one in found.values():
        assert one["redraws"] == 1_000 and one["units"] > 200 and one["conversions"] > 25 and one["looks"] > 3
        assert one["rate"] <= 0.05 and one["low"] <= one["rate"] <= one["high"] and one["is_kept"]
    told = loopline("prove", "upsell", "--data", played)
    assert "On your own past, with no effect at all" in told.stdout and "it keeps that" in told.stdout
    with server(played) as served:
        live = json.loads(loopline("prove", "upsell", "--data", played, "--json").stdout)["proofs"][0]
        asked = served.ask("GET", "/api/journeys/upsell/proof?redraws=1000").json()
        assert asked == live and asked["claims"] == found["upsell"]["claims"]
        assert served.ask("GET", "/api/journeys/none/proof").status_code == 404
        assert served.ask("GET", "/api/journeys/upsell/proof?redraws=5").status_code == 400
    gone = loopline("prove", "none", "--data", played)
    assert gone.returncode == 1 and "No journey" in gone.stderr
