"""The process under test: it comes up, is measured, and is gone when the block is left."""

import time
from pathlib import Path

import pytest

from loopline.bench.server import family, running_server
from loopline.bench.workload import identify_bodies
from loopline.model.errors import Unavailable


def test_it_serves_is_measured_and_ends(tmp_path: Path) -> None:
    with running_server(tmp_path, {}) as server:
        server.load(identify_bodies(20, 10))
        assert server.level() <= time.monotonic()
        assert server.health().lag_signals == 0
        assert server.cpu_seconds() > 0
        assert server.peak_mb() >= server.resident_mb() > server.anonymous_mb() > 10
        assert server.counted("loopline_signals_accepted_total") == server.health().position == 20
        assert server.counted('loopline_facts_total{kind="no_such_kind"}') == 0
        assert server.process.pid in family(server.process.pid)
    assert server.process.poll() == -9


def test_a_server_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(Unavailable, match="LOOPLINE_BATCH_MAX"),
        running_server(tmp_path, {"LOOPLINE_BATCH_MAX": "many"}, key="lw_none"),
    ):
        pass
