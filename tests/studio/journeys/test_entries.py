"""A journey with limits over HTTP: who waits, why, how the limits stand, also after the server was killed."""

import signal
from pathlib import Path
from typing import Any

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for, written

CALLS = """
kind: journey
id: calls
entry: {on: [trial_ended], limits: {per_hour: 2, total: 50}}
start: end
nodes: {end: {kind: exit, reason: done}}
"""
FREE = CALLS.replace("limits: {per_hour: 2, total: 50}", "limits: {total: 6}")


def ended(made: Server, key: str, *people: str) -> None:
    """The trials of these people have ended."""
    batch = [{"type": "track", "event": "trial_ended", "userId": one, "messageId": f"m-{one}"} for one in people]
    assert made.ask("POST", "/v1/batch", {"batch": batch}, key=key).status_code == 200


def limits(made: Server) -> dict[str, Any]:
    found: dict[str, Any] = made.ask("GET", "/api/journeys/calls/limits").json()
    return found


def why(made: Server, person: str) -> str:
    answer = made.ask("GET", f"/api/people/{person}/why?journey=calls")
    return str(answer.json().get("answer", ""))


def push(folder: Path, text: str) -> None:
    done = loopline(
        "push", written(folder, text, "calls.yaml"), "--data", folder / "data", "--publish", "--reason", "x"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_queue_outlives_a_kill_and_is_let_in_when_its_rate_is_gone(tmp_path: Path) -> None:
    key = create(tmp_path / "data", "write")
    with server(tmp_path / "data") as made:
        push(tmp_path, CALLS)
        assert limits(made) == {
            "total": 50,
            "per_hour": 2,
            "per_day": 0,
            "let_in": 0,
            "waiting": 0,
            "refused": 0,
            "next_at": None,
            "lost": False,
        }
        ended(made, key, "ann", "bob", "cee", "dan")
        wait_for(lambda: limits(made)["waiting"] == 2)
        assert limits(made)["let_in"] == 2 and limits(made)["next_at"] is not None
        wait_for(lambda: "Waits for a place in" in why(made, "dan"))
        assert "1 before them" in why(made, "dan") and "2 an hour" in why(made, "dan")
        assert made.ask("GET", "/api/journeys/none/limits").status_code == 404
        made.stop(signal.SIGKILL)
    with server(tmp_path / "data") as made:
        assert (limits(made)["let_in"], limits(made)["waiting"]) == (2, 2)
        ended(made, key, "cee", "eve")
        wait_for(lambda: limits(made)["waiting"] == 3)
        push(tmp_path, FREE)
        wait_for(lambda: limits(made)["waiting"] == 0)
        ended(made, key, "fay", "gus")
        wait_for(lambda: limits(made)["let_in"] == 6 and limits(made)["refused"] == 1)
        wait_for(lambda: "as many as it may in all" in why(made, "gus"))
        wait_for(lambda: "entry_total" in made.ask("GET", "/api/journeys/calls/report").text)
        for person in ("ann", "bob", "cee", "dan", "eve", "fay"):
            facts = made.ask("GET", f"/api/people/{person}/timeline").json()["facts"]
            assert [one["kind"] for one in facts].count("entered") == 1, person
        made.stop()
    assert "Traceback" not in made.errors
