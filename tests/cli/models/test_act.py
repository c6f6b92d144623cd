"""`loopline model`: published, trained, scored by and shown, by a folder and through its server."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from tests.cli.served import Server, loopline, server, wait_for

DAY = 86_400
MODEL = """
kind: model
id: churn
owner: retention
label: {event: left, within: 10d}
audience: count("joined") >= 1
forbidden: [gender]
expires: 2099-01-01
stage: full
fallback: count("visited", within="30d") < 3
"""


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def messages(people: int) -> list[dict[str, Any]]:
    """People who joined 60 days ago and visit in each ten days; those who came seldom left in the last ten."""
    draw, now, found = Random(3), time.time(), list[dict[str, Any]]()
    for number in range(people):
        head = {"userId": f"p{number}"}
        traits = {"plan": draw.choice(["free", "pro"]), "gender": draw.choice("fm")}
        found.append(head | {"type": "identify", "traits": traits, "timestamp": stamp(now - 60 * DAY)})
        found.append(head | {"type": "track", "event": "joined", "timestamp": stamp(now - 60 * DAY)})
        for back in (4, 3, 2, 1, 0):
            visits = draw.randint(0, 6)
            for visit in range(visits):
                at = now - back * 10 * DAY - (visit + 0.5) * DAY
                found.append(head | {"type": "track", "event": "visited", "timestamp": stamp(at)})
            if back == 1 and draw.random() < 1 / (1 + 2.718281828 ** (1.2 * visits - 3)):
                found.append(head | {"type": "track", "event": "left", "timestamp": stamp(now - 4 * DAY)})
    return found


def told(served: Server, people: int) -> None:
    batch, key = messages(people), served.ask("POST", "/api/keys", {"role": "write"}).json()["key"]
    for first in range(0, len(batch), 500):
        answer = served.ask("POST", "/v1/batch", {"batch": batch[first : first + 500], "writeKey": key}, key=key)
        assert answer.status_code == 200, answer.text
    wait_for(lambda: served.ask("GET", "/api/health").json()["lag_signals"] == 0)


def test_a_model_is_trained_and_scores_by_command(tmp_path: Path) -> None:
    folder, file = tmp_path / "data", tmp_path / "churn.yaml"
    file.write_text(MODEL)
    with server(folder) as served:
        told(served, 300)
        pushed = loopline("push", file, "--publish", "--reason", "to keep them", "--data", folder)
        assert pushed.returncode == 0, pushed.stdout + pushed.stderr
        unknown = loopline("model", "train", "none", "--data", folder)
        assert unknown.returncode == 1 and "No model" in unknown.stderr
        shown = loopline("model", "train", "churn", "--data", folder)
        assert shown.returncode == 0, shown.stdout + shown.stderr
        assert "Area under the curve" in shown.stdout and "What moves it: visited" in shown.stdout
        scored = loopline("model", "score", "churn", "--data", folder)
        assert scored.returncode == 0 and "300 people seen" in scored.stdout, scored.stdout + scored.stderr
        wait_for(lambda: served.ask("GET", "/api/health").json()["lag_signals"] == 0)
        traits = served.ask("GET", "/api/people/p1").json()["traits"]
        assert traits["$score:churn"]["reasons"] and 0 <= traits["$score:churn"]["value"] <= 1
    card = json.loads(loopline("model", "show", "churn", "--data", folder, "--json").stdout)
    assert card["card"]["is_trusted"] and card["run"]["people"] == 300 and card["version"] >= 1
    assert "gender" not in json.dumps(card["card"]["features"])
    again = loopline("model", "score", "churn", "--data", folder)
    assert again.returncode == 0 and " 0 scores stated" in again.stdout, again.stdout + again.stderr
    listed = loopline("model", "list", "--data", folder)
    assert "churn" in listed.stdout and "yes" in listed.stdout
