"""`loopline suppression`: added, lifted, imported and exported, on a folder that nobody serves and through a server."""

import json
from pathlib import Path

from tests.cli.served import loopline, server
from tests.studio.house import identify, living


def standing(folder: Path) -> list[tuple[str, str]]:
    found = json.loads(loopline("suppression", "list", "--json", "--data", folder).stdout)
    return [(one["address"], one["reason"]) for one in found]


def test_a_list_goes_from_one_folder_to_another(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        with living(folder) as house:
            house.send(identify("ann", email="Ann@box.test"))
    file = tmp_path / "list.csv"
    file.write_text("address,reason,note\nann@box.test,bounced,old list\nnobody,bounced,\nbob@box.test,unsubscribed,\n")
    done = loopline("suppression", "import", file, "--data", one)
    assert done.returncode == 1, done.stderr
    assert "line 3: " in done.stdout and "[address_invalid]" in done.stdout and "2 rows were taken" in done.stdout
    assert standing(one) == [("ann@box.test", "bounced"), ("bob@box.test", "unsubscribed")]
    assert loopline("suppression", "add", "=x@box.test", "--note", "+1+cmd|x", "--data", one).returncode == 0
    out = tmp_path / "out.csv"
    assert loopline("suppression", "export", out, "--data", one).returncode == 0
    assert "'=x@box.test," in out.read_text() and ",'+1+cmd|x" in out.read_text()
    with server(two):
        done = loopline("suppression", "import", out, "--data", two)
        assert done.returncode == 0, done.stdout + done.stderr
        assert standing(two) == standing(one)
        assert loopline("suppression", "lift", "bob@box.test", "--data", two).returncode == 0
        done = loopline("suppression", "add", "+49 170 1112223", "--channel", "sms", "--data", two)
        assert done.returncode == 0, done.stderr
        bad = loopline("suppression", "add", "nobody", "--data", two)
        assert bad.returncode == 1 and "[address_invalid]" in bad.stderr
    assert standing(two) == [("=x@box.test", "manual"), ("ann@box.test", "bounced"), ("+491701112223", "manual")]
    with living(two) as house:
        assert house.get("/api/people/ann")["suppressed"] == {"email=ann@box.test": "bounced"}
