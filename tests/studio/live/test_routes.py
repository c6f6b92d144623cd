"""Keys and live news over HTTP."""

import json
import time
from pathlib import Path

from tests.studio.house import WELCOME, House, error_of, living, track


def test_a_key_is_shown_once_and_can_be_taken_away(house: House) -> None:
    made = house.client.post("/api/keys", json={"role": "admin"}).json()["key"]
    headers = {"Authorization": f"Bearer {made}"}
    assert house.stranger.get("/api/keys", headers=headers).status_code == 200
    listed = house.client.get("/api/keys")
    assert made not in listed.text
    mine = next(one for one in listed.json()["keys"] if made.startswith(one["prefix"]))
    assert mine["role"] == "admin"
    assert house.client.delete(f"/api/keys/{mine['id']}").status_code == 204
    assert error_of(house.stranger.get("/api/keys", headers=headers)) == (401, "key_invalid")
    assert error_of(house.client.delete(f"/api/keys/{mine['id']}")) == (404, "key_unknown")
    assert error_of(house.client.post("/api/keys", json={"role": "root"})) == (400, "body_invalid")


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
        house.app.news.close()
        for _ in lines:
            pass
        assert time.monotonic() - began < 5
