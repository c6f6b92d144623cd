"""`loopline texts`: out of a folder that nobody serves, and in again through its server."""

from pathlib import Path

from tests.cli.served import loopline, server, written


def test_texts_go_out_and_in_with_and_without_a_server(tmp_path: Path) -> None:
    folder, table = tmp_path / "data", tmp_path / "texts.csv"
    assert loopline("push", written(tmp_path), "--data", folder).returncode == 0
    assert loopline("texts", "export", "hello", table, "--data", folder).returncode == 0
    text = table.read_text(encoding="utf-8-sig")
    assert text.startswith("step,name,channel,field,language,text") and "mail,mail,email,text,,Hello" in text
    table.write_text(text.replace(",,Hello", ",,Good morning") + "gone,,,text,,x\n", encoding="utf-8")
    trial = loopline("texts", "import", "hello", table, "--data", folder, "--dry-run")
    assert trial.returncode == 1 and "row 4: No message of this journey" in trial.stdout, trial.stdout + trial.stderr
    assert "1 texts would change" in trial.stdout
    with server(folder) as running:
        done = loopline("texts", "import", "hello", table, "--data", folder)
        assert "They are in the draft" in done.stdout, done.stdout + done.stderr
        draft = running.ask("GET", "/api/journeys/hello").json()["draft"]
        assert draft["document"]["nodes"]["mail"]["content"]["text"] == "Good morning"
        assert loopline("texts", "export", "hello", table, "--data", folder).returncode == 0
    assert "Good morning" in table.read_text(encoding="utf-8-sig")
