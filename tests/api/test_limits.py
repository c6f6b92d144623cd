"""Bodies are read within their limits, and compressed ones opened no further."""

import asyncio
import gzip
import tracemalloc
from collections.abc import Sequence

import pytest
from starlette.types import Message

from loopline.api.limits import DRAIN_BYTES_MAX, gunzip, read_body
from loopline.model.errors import Invalid


class Wire:
    """What arrives, part by part; `asked` counts how often more was wanted."""

    def __init__(self, parts: Sequence[bytes], cut: bool = False) -> None:
        self.parts = list(parts)
        self.cut = cut
        self.asked = 0

    async def receive(self) -> Message:
        self.asked += 1
        if not self.parts:
            assert self.cut, "read on after the end"
            return {"type": "http.disconnect"}
        part = self.parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(self.parts) or self.cut}


def read(wire: Wire, limit: int) -> bytes:
    return asyncio.run(read_body(wire.receive, limit, "batch_too_large"))


def test_a_body_is_put_together() -> None:
    assert read(Wire([b"ab", b"", b"cd"]), 4) == b"abcd"
    assert read(Wire([b""]), 4) == b""


def test_a_body_over_the_limit_is_read_to_its_end_and_refused() -> None:
    wire = Wire([b"ab", b"cd", b"e", b"f"])
    with pytest.raises(Invalid) as caught:
        read(wire, 4)
    assert (caught.value.code, caught.value.status, wire.asked) == ("batch_too_large", 413, 4)


def test_a_body_without_end_is_not_read_for_ever() -> None:
    wire = Wire([b"x" * 1_000_000] * 1000)
    with pytest.raises(Invalid):
        read(wire, 4)
    assert wire.asked == DRAIN_BYTES_MAX // 1_000_000 + 1


def test_a_body_that_is_cut_short_is_no_body() -> None:
    with pytest.raises(Invalid) as caught:
        read(Wire([b"ab"], cut=True), 4)
    assert caught.value.code == "body_cut"


def test_gzip() -> None:
    assert gunzip(gzip.compress(b"abcd"), 4, "x") == b"abcd"
    assert gunzip(gzip.compress(b""), 4, "x") == b""
    for broken in (b"", b"abcd", gzip.compress(b"abcd")[:-1], gzip.compress(b"abcd") * 2):
        with pytest.raises(Invalid) as caught:
            gunzip(broken, 4, "x")
        assert caught.value.code == "gzip_invalid"


def test_a_bomb_is_not_opened() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(Invalid) as caught:
        gunzip(bomb, 100_000, "batch_too_large")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.status == 413
    assert most < 1_000_000
