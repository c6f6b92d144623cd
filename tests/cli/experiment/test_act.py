"""`loopline experiment`: by the server on a folder, and by the folder alone."""

from pathlib import Path

from tests.cli.served import loopline, server, wait_for

JOURNEY = """
kind: journey
id: hello
entry: {on: [signed_up]}
start: test
nodes:
  test:
    kind: experiment
    arms: [{name: short, weight: 1, then: mail}, {name: long, weight: 1, then: mail}, {name: odd, weight: 1}]
  mail: {kind: message, channel: email, content: {subject: Hello, text: Hello}}
"""


def test_an_arm_is_retired_and_another_wins(tmp_path: Path) -> None:
    folder, journey = tmp_path / "data", tmp_path / "hello.yaml"
    journey.write_text(JOURNEY)
    with server(folder) as served:
        wait_for(lambda: served.ask("GET", "/api/health").json()["lag_signals"] == 0)
        pushed = loopline("push", journey, "--publish", "--reason", "to see it", "--data", folder)
        assert pushed.returncode == 0, pushed.stderr
        done = loopline("experiment", "retire", "hello", "test", "odd", "--reason", "sold less", "--data", folder)
        assert done.stdout == "hello is live in version 2.\n", done.stderr
        wrong = loopline("experiment", "winner", "hello", "test", "lng", "--reason", "x", "--data", folder)
        assert wrong.returncode == 1 and "winner_unknown" in wrong.stderr
    done = loopline("experiment", "winner", "hello", "test", "long", "--reason", "sold more", "--data", folder)
    assert done.stdout == "hello is live in version 3.\n", done.stderr
    told = loopline("describe", "hello", "--data", folder).stdout
    assert "everybody takes **long**" in told and "sold less" in told
