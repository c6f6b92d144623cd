"""Posting: what is refused stops the load, and the pace is kept."""

import socket
from itertools import pairwise
from threading import Thread

import pytest

from loopline.bench.post import Connection, Stream, post_all, post_paced
from loopline.bench.server import free_port
from loopline.bench.sinks import running_sinks
from loopline.model.errors import Unavailable


def test_a_pace_is_kept() -> None:
    with running_sinks() as sinks:
        bodies = [b"SEQ%dX" % number for number in range(10)]
        begun = list(post_paced(sinks.http_url, "/hook", {}, bodies, per_second=50))
        assert begun[-1] - begun[0] >= 0.17
        assert [one.number for one in sinks.arrivals()] == list(range(10))


def test_a_stream_goes_on_in_the_background_until_it_is_stopped() -> None:
    with running_sinks() as sinks:
        stream = Stream(sinks.http_url, "/hook", {}, [b"SEQ%dX" % number for number in range(9_999)], per_second=200)
        stream.start()
        while sinks.count() < 5:
            pass
        stream.stop()
        stream.wait()
        assert 5 <= sinks.count() == len(stream.due) < 9_999
        steps = [later - earlier for earlier, later in pairwise(stream.due)]
        assert steps == pytest.approx([1 / 200] * len(steps), abs=1e-6)


def test_a_stream_to_nobody_says_so_in_the_end() -> None:
    stream = Stream(f"http://127.0.0.1:{free_port()}", "/", {}, [b"{}"], per_second=1)
    stream.start()
    with pytest.raises(Unavailable, match="server_gone"):
        stream.wait()


def test_a_connection_that_rested_too_long_is_made_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        connection = Connection(f"http://127.0.0.1:{server.getsockname()[1]}")

        def serve() -> None:
            for _ in range(2):  # each connection has one answer, and then it is closed
                talk, _ = server.accept()
                talk.recv(65_536)
                talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                talk.close()

        thread = Thread(target=serve, daemon=True)
        thread.start()
        assert (connection.get("/"), connection.get("/")) == (b"ok", b"ok")
        thread.join(5)
        connection.close()


def test_a_server_that_is_not_there_ends_the_load() -> None:
    with pytest.raises(Unavailable, match="server_gone"):
        post_all(f"http://127.0.0.1:{free_port()}", "/", {}, [b"{}"] * 4, seconds_max=5)


def test_a_load_has_its_time() -> None:
    with running_sinks() as sinks, pytest.raises(Unavailable, match="bench_time_up"):
        post_all(sinks.http_url, "/hook", {}, [b"{}"], seconds_max=0)
