"""`loopline plan`: of figures that are given, of a journey of a folder, and what it refuses."""

import json
from pathlib import Path

from tests.cli.served import loopline

HELLO = """
kind: journey
id: hello
entry: {on: [signed_up]}
goal: {event: bought, within: 1s}
start: mail
nodes:
  mail: {kind: message, channel: email, content: {subject: Hello, text: Hello}}
"""


def test_figures_and_a_journey(tmp_path: Path) -> None:
    given = ("plan", "--people", "1000", "--rate", "5", "--lift", "20")
    told = loopline(*given)
    assert "after 100 weeks" in " ".join(told.stdout.split()) and "1,000 people a week" in told.stdout, told.stderr
    found = json.loads(loopline(*given, "--planned", "--json").stdout)
    assert found["inputs"]["rule"] == "obf" and found["weeks_needed"] < 100
    for wrong, code in ((("plan",), "plan_of_what"), ((*given, "--rate", "0"), "plan_inputs")):
        refused = loopline(*wrong)
        assert refused.returncode == 1 and code in refused.stderr
    file, folder = tmp_path / "hello.yaml", tmp_path / "data"
    file.write_text(HELLO)
    assert loopline("push", file, "--data", folder, "--publish", "--reason", "try").returncode == 0
    assert "Nobody is held out" in loopline("plan", "hello", "--data", folder).stdout
    metrics = loopline("report", "hello", "--metrics", "--data", folder)
    assert "Nobody is compared yet" in metrics.stdout, metrics.stderr
