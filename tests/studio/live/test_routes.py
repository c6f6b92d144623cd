"""The live feed over HTTP."""

import json
import time
from pathlib import Path

from tests.studio.house import WELCOME, House, error_of, living, track


def test_the_stream_tells_what_happens(house: House) -> None:
    assert error_of(house.stranger.get("/api/stream")) == (401, "signed_out")
    seen: dict[str, dict[str, object]] = {}
    with house.client.stream("GET", "/api/stream", timeout=20) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        kind, limit = "", time.monotonic() + 20
        for line in lines:
            assert time.monotonic() < limit, seen
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: "):
                if kind == "counts" and not seen:
                    house.publish(WELCOME)
                    house.send(track("ann", "signed_up"))
                seen[kind] = json.loads(line.removeprefix("data: "))
                if set(seen) == {"counts", "signal", "journey"} and seen["counts"].get("signals"):
                    break
    assert seen["signal"]["person"] == "ann" and seen["signal"]["name"] == "signed_up"
    assert seen["journey"] == {"id": "welcome"}
    assert seen["counts"]["lag"] == 0


def test_a_house_with_open_streams_can_stop(tmp_path: Path) -> None:
    with living(tmp_path) as house, house.client.stream("GET", "/api/stream") as stream:
        lines = stream.iter_lines()
        next(lines)
        began = time.monotonic()
        house.app.live.close()
        for _ in lines:
            pass
        assert time.monotonic() - began < 5
