"""`loopline texts`: what cannot be read or found is said in a line, and nothing is written."""

from pathlib import Path

from tests.cli.served import loopline, written


def test_what_is_not_there_or_no_table_is_refused(tmp_path: Path) -> None:
    folder, table = tmp_path / "data", tmp_path / "texts.csv"
    assert loopline("push", written(tmp_path), "--data", folder).returncode == 0
    assert "target_missing" in loopline("texts", "export", "hello", table).stderr
    unknown = loopline("texts", "export", "nobody", table, "--data", folder)
    assert "journey_unknown" in unknown.stderr and not table.exists()
    assert "file_missing" in loopline("texts", "import", "hello", tmp_path / "none", "--data", folder).stderr
    table.write_bytes(b"step,text\nmail,x\n")
    refused = loopline("texts", "import", "hello", table, "--data", folder)
    assert refused.returncode == 1 and "texts_columns" in refused.stderr, refused.stdout + refused.stderr
