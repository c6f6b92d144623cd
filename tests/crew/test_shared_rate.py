"""A provider's bound in messages a second, with three shards of real processes and a sink that counts what arrives."""

import os
import signal
from pathlib import Path

import pytest

from loopline.bench.server import make_write_key
from loopline.bench.sinks import running_sinks
from loopline.model.ids import person_key, shard_of
from tests.cli.served import add_provider, loopline, server
from tests.crew.test_app import HELLO, House, identify, track
from tests.runtime.dispatch.shares.crew import windows
from tests.simulation.lives import OURS, until

SHARDS = 3
A_SECOND = 40


@pytest.mark.alone
def test_no_second_passes_the_bound_with_kills_and_one_alone_gets_it_all(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    key = make_write_key(folder)
    with running_sinks() as sinks:
        settings = {"LOOPLINE_SMTP_URL": "", "LOOPLINE_SHARDS": str(SHARDS), **OURS}
        with server(folder, settings) as running:
            house = House(running, sinks, key, folder)
            until(lambda: running.ask("GET", "/ready").status_code == 200, "ready")
            assert add_provider(folder, "bound", sinks.smtp_url, "--rate", str(A_SECOND)).returncode == 0
            assert house.push(HELLO) == ""
            everybody = [f"p{number}" for number in range(480)]
            enter(house, everybody, "all")
            until(lambda: len(house.arrived()) >= 120, "three seconds of it", lambda: len(house.arrived()))
            os.kill(next(one["pid"] for one in house.shards() if one["shard"] == 2), signal.SIGKILL)
            until(lambda: len(set(house.arrived())) >= 460, "the rest", lambda: len(house.arrived()))
            until(house.is_level, "level")
            everything = [one.at for one in sinks.arrivals()]
            busiest = max(windows(everything))
            assert busiest <= A_SECOND, "in any second, kill or no kill"
            assert loopline("messages", "resolve", "--answer", "sent", "--data", folder).returncode == 0
            alone = [name for name in everybody if shard_of(person_key(name), SHARDS) == 1][:120]
            before = len(sinks.arrivals())
            enter(house, alone, "again")
            until(lambda: len(house.arrived()) >= before + len(alone), "those of one", lambda: len(house.arrived()))
            times = sorted(one.at for one in sinks.arrivals())[before:]
            assert max(windows(times)) <= A_SECOND
            rate = (len(alone) - A_SECOND) / (times[-1] - times[0])
            print(f"busiest second {busiest} of {A_SECOND}; one shard alone {rate:.1f} a second")
            assert rate > A_SECOND / SHARDS, "what the others do not use is its own"


def enter(house: House, names: list[str], word: str) -> None:
    """All of them enter, in requests of fifty."""
    for first in range(0, len(names), 50):
        part = names[first : first + 50]
        numbered = [(name, house.token()[1]) for name in part]
        house.say(*map(identify, part), *(track(name, "signed_up", tok) for name, tok in numbered))
