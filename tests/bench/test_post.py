"""Posting: what is refused stops the load, and the pace is kept."""

import pytest

from loopline.bench.post import post_all, post_paced
from loopline.bench.server import free_port
from loopline.bench.sinks import running_sinks
from loopline.model.errors import Unavailable


def test_a_pace_is_kept() -> None:
    with running_sinks() as sinks:
        bodies = [b"SEQ%dX" % number for number in range(10)]
        begun = list(post_paced(sinks.http_url, "/hook", {}, bodies, per_second=50))
        assert begun[-1] - begun[0] >= 0.17
        assert [one.number for one in sinks.arrivals()] == list(range(10))


def test_a_server_that_is_not_there_ends_the_load() -> None:
    with pytest.raises(Unavailable, match="server_gone"):
        post_all(f"http://127.0.0.1:{free_port()}", "/", {}, [b"{}"] * 4, seconds_max=5)


def test_a_load_has_its_time() -> None:
    with running_sinks() as sinks, pytest.raises(Unavailable, match="bench_time_up"):
        post_all(sinks.http_url, "/hook", {}, [b"{}"], seconds_max=0)
