"""A provider's bound in messages a second, with three shards of real processes and a sink that counts what arrives."""

import os
import signal
from pathlib import Path

import pytest

from loopline.bench.server import make_write_key
from loopline.bench.sinks import running_sinks
from loopline.model.ids import person_key, shard_of
from tests.cli.served import add_provider, loopline, server
from tests.crew.house import HELLO, House, identify, track
from tests.runtime.dispatch.shares.crew import windows
from tests.simulation.lives import OURS, until


@pytest.mark.alone
def test_no_second_passes_the_bound_with_kills_and_one_alone_gets_it_all(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """With `--times 2` there are eight shards, and 100 messages a second."""
    shards, a_second = (8, 100) if request.config.getoption("--times") > 1 else (3, 40)
    folder = tmp_path / "data"
    key = make_write_key(folder)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": "", "LOOPLINE_SHARDS": str(shards), **OURS}
        with server(folder, settings) as running:
            house = House(running, sinks, key, folder)
            until(lambda: running.ask("GET", "/ready").status_code == 200, "ready")
            assert add_provider(folder, "bound", sinks.smtp_url, "--rate", str(a_second)).returncode == 0
            assert house.push(HELLO) == ""
            everybody = [f"p{number}" for number in range(12 * a_second)]
            enter(house, everybody, "all")
            until(lambda: len(house.arrived()) >= 3 * a_second, "three seconds of it", lambda: len(house.arrived()))
            os.kill(next(one["pid"] for one in house.shards() if one["shard"] == 2), signal.SIGKILL)
            until(
                lambda: len(set(house.arrived())) >= len(everybody) - 20,
                "the rest",
                lambda: len(house.arrived()),
            )
            until(house.is_level, "level")
            everything = [one.at for one in sinks.arrivals()]
            busiest = max(windows(everything))
            assert busiest <= a_second, "in any second, kill or no kill"
            assert loopline("messages", "resolve", "--answer", "sent", "--data", folder).returncode == 0
            alone = [name for name in everybody if shard_of(person_key(name), shards) == 1][: 3 * a_second]
            before = len(sinks.arrivals())
            enter(house, alone, "again")
            until(lambda: len(house.arrived()) >= before + len(alone), "those of one", lambda: len(house.arrived()))
            times = sorted(one.at for one in sinks.arrivals())[before:]
            assert a_second / shards < max(windows(times)) <= a_second, "what the others do not use is its own"
            rate = (len(alone) - a_second) / (times[-1] - times[0])
            print(f"{shards} shards: {busiest} in the busiest second of {a_second}; one alone {rate:.1f} a second")


def enter(house: House, names: list[str], word: str) -> None:
    """All of them enter, in requests of fifty."""
    for first in range(0, len(names), 50):
        part = names[first : first + 50]
        numbered = [(name, house.token()[1]) for name in part]
        house.say(*map(identify, part), *(track(name, "signed_up", tok) for name, tok in numbered))
