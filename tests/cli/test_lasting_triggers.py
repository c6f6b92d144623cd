"""Journeys that begin by themselves, through a whole server: for whoever matches already, or comes to match."""

from pathlib import Path
from typing import Any

from loopline.cli.keys import create
from tests.cli.served import Server, loopline, server, wait_for, written

SEGMENT = "{kind: segment, id: big, when: seats > 10}"
JOURNEY = """
kind: journey
id: {name}
entry: {{on: [], triggers: [{trigger}]}}
goal: {{event: bought}}
start: mail
nodes:
  mail: {{kind: message, channel: email, content: {{subject: Hello, text: Hello}}}}
"""
TRIGGERS = {
    "grown": "{segment: big}",
    "newly": "{segment: big, existing: skip}",
    "quiet": '{when: \'count("login", within="2s") == 0 and count("login") > 0\'}',
}


def state(made: Server, key: str, person: str, seats: int) -> None:
    said: dict[str, Any] = {"type": "identify", "userId": person, "traits": {"seats": seats}}
    assert made.ask("POST", "/v1/batch", {"batch": [said]}, key=key).status_code == 200


def entered(made: Server, journey: str) -> int:
    answer = made.ask("GET", f"/api/journeys/{journey}/report")
    assert answer.status_code == 200, answer.text
    count: int = answer.json()["enrollments"]
    return count


def test_a_segment_and_a_time_without_an_event_begin_journeys(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = create(folder, "write")
    with server(folder) as made:
        for number in range(30):
            state(made, key, f"p{number}", number)
        files = [written(tmp_path, SEGMENT, "big.yaml")]
        files += [
            written(tmp_path, JOURNEY.format(name=name, trigger=trigger), f"{name}.yaml")
            for name, trigger in TRIGGERS.items()
        ]
        done = loopline("push", *files, "--data", folder, "--publish", "--reason", "a test")
        assert done.returncode == 0, done.stdout + done.stderr
        wait_for(lambda: entered(made, "grown") == 19)
        state(made, key, "p3", 40)
        wait_for(lambda: (entered(made, "grown"), entered(made, "newly")) == (20, 1))

        said = {"type": "track", "userId": "p4", "event": "login"}
        assert made.ask("POST", "/v1/batch", {"batch": [said]}, key=key).status_code == 200
        wait_for(lambda: entered(made, "quiet") == 1)
        assert "Entered quiet by condition" in made.ask("GET", "/api/people/p4/timeline").text
        made.stop()
    with server(folder) as made:  # what was asked is not asked again after a start
        assert [entered(made, name) for name in TRIGGERS] == [20, 1, 1]
        made.stop()
    assert "Traceback" not in made.errors
