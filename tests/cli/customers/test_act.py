"""`loopline customers`: what a shop's customers will bring and how long people take, with a server and without."""

import json
import time
from pathlib import Path

import pytest

from loopline.demo import cdnow
from loopline.model.duration import DAY
from tests.cli.served import loopline, server, wait_for

EVERY = 40
PLANS = ("free", "pro")
BEGAN = (int(time.time()) - 60 * 86_400) * 1_000


def shop(folder: Path) -> tuple[Path, Path]:
    """Files of events: the orders of every fortieth customer of CDNOW, and people who take long to begin."""
    orders, people = folder / "orders.jsonl", folder / "people.jsonl"
    lines = [
        {"user_id": one.customer, "event": "order", "timestamp": cdnow.stamp(one.at), "total": one.cents / 100}
        for one in cdnow.purchases(EVERY)
    ]
    orders.write_text("\n".join(map(json.dumps, lines)))
    road = [
        {
            "user_id": f"s{n}",
            "event": name,
            "timestamp": cdnow.stamp(BEGAN + day * DAY),
            "plan": PLANS[n % 2],
        }
        for n in range(40)
        for name, day in (("signed_up", 1), ("created", 2 + n // 2))
        if name == "signed_up" or n % 4
    ]
    people.write_text("\n".join(map(json.dumps, road)))
    return orders, people


def test_what_customers_bring_and_how_long_they_take(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with server(folder) as served:
        for file in shop(tmp_path):
            done = loopline("import", file, "--kind", "events", "--data", folder)
            assert done.returncode == 0, done.stdout + done.stderr
        wait_for(lambda: served.ask("GET", "/api/health").json()["lag_signals"] == 0)
        asked = ("customers", "value", "order", "--field", "total", "--weeks", "39", "--data", folder)
        told = loopline(*asked)
        assert told.returncode == 0, told.stderr
        customers = len({one.customer for one in cdnow.purchases(EVERY)})
        assert f"{customers:,} customers" in told.stdout and "In 39 weeks each buys" in told.stdout
        assert "Pareto/NBD" in told.stdout
        live = json.loads(loopline(*asked, "--json").stdout)
        assert served.ask("GET", "/api/value?event=order&field=total&weeks=39").json()["ahead"] == pytest.approx(
            live["ahead"]
        )
        few = loopline("customers", "value", "nothing", "--data", folder)
        assert few.returncode != 0 and "Nobody has done" in few.stderr
        assert served.ask("GET", "/api/value?event=").status_code == 400
        road = ("customers", "time-to", "signed_up", "created", "--by", "plan", "--data", folder)
        told = loopline(*road)
        assert "free" in told.stdout and "pro" in told.stdout and "log-rank" in told.stdout, told.stderr
        found = json.loads(loopline(*road, "--json").stdout)
        assert sum(one["began"] for one in found["groups"]) == 40
        assert sum(one["reached"] for one in found["groups"]) == 30
    cold = json.loads(loopline(*asked, "--json").stdout)
    assert cold["ahead"] == pytest.approx(live["ahead"]), "the folder answers as its server did"


def test_contracts_need_no_folder() -> None:
    told = loopline("customers", "contracts", "1000", "869", "743", "653", "593", "551", "517", "491", "--periods", "5")
    assert told.returncode == 0, told.stderr
    assert "alpha 0.668, beta 3.806" in told.stdout
    assert "378.0" in told.stdout, "after the twelfth renewal"


@pytest.mark.parametrize("left", [("100",), ("100", "90", "95")])
def test_contracts_that_cannot_be_are_refused_in_words(left: tuple[str, ...]) -> None:
    told = loopline("customers", "contracts", *left)
    assert told.returncode != 0
    assert "never rising" in told.stderr
