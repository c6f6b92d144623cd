"""`loopline check` and `push`: faults in words, drafts and versions, to a stopped folder and to a running server."""

from pathlib import Path

import pytest

from tests.cli.served import JOURNEY, loopline, server, written

BROKEN = JOURNEY.replace("start: mail", "start: male")
SEGMENT = 'kind: segment\nid: keen\nwhen: count("login", within="7d") >= 3\n'
OF_SEGMENT = JOURNEY.replace("entry: {on: [signed_up],", 'entry: {on: [signed_up], where: in_segment("keen"),')


class TestCheck:
    def test_well(self, tmp_path: Path) -> None:
        done = loopline("check", written(tmp_path))
        assert (done.returncode, done.stdout) == (0, "")
        assert "ok" in done.stderr

    def test_a_fault_says_where_and_what_would_be_right(self, tmp_path: Path) -> None:
        done = loopline("check", written(tmp_path, BROKEN))
        assert done.returncode == 1
        assert "start" in done.stderr and "mail" in done.stderr

    def test_every_file_is_told_of(self, tmp_path: Path) -> None:
        good, bad = written(tmp_path), written(tmp_path, BROKEN, "bad.yaml")
        odd, missing = written(tmp_path, "kind: [", "odd.yaml"), tmp_path / "nowhere.yaml"
        done = loopline("check", good, bad, odd, missing)
        assert done.returncode == 1
        for path in (good, bad, odd, missing):
            assert path.name in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_template_is_checked_too(self, tmp_path: Path) -> None:
        done = loopline("check", written(tmp_path, JOURNEY.replace("Hello {{fallback", "Hello {{#if fallback")))
        assert done.returncode == 1

    def test_documents_of_one_call_know_each_other(self, tmp_path: Path) -> None:
        segment, journey = written(tmp_path, SEGMENT, "keen.yaml"), written(tmp_path, OF_SEGMENT)
        assert loopline("check", journey, segment).returncode == 0

    def test_a_misuse_is_another_exit_code(self) -> None:
        assert loopline("check").returncode == 2


class TestPush:
    def test_a_draft_a_version_and_the_same_again(self, tmp_path: Path) -> None:
        folder, path = tmp_path / "data", written(tmp_path)
        draft = loopline("push", path, "--data", folder)
        assert (draft.returncode, "draft 1 stored" in draft.stderr) == (0, True)
        for _ in range(2):
            live = loopline("push", path, "--data", folder, "--publish", "--reason", "first")
            assert live.returncode == 0
            assert "version 1 is live" in live.stderr
        written(tmp_path, JOURNEY.replace("text: Hello", "text: Good day"))
        assert "version 2 is live" in loopline("push", path, "--data", folder, "--publish", "--reason", "x").stderr

    def test_what_another_needs_goes_first(self, tmp_path: Path) -> None:
        journey, segment = written(tmp_path, OF_SEGMENT), written(tmp_path, SEGMENT, "keen.yaml")
        done = loopline("push", journey, segment, "--data", tmp_path / "data", "--publish", "--reason", "both")
        assert done.returncode == 0, done.stderr
        assert done.stderr.index("segment keen") < done.stderr.index("journey hello")

    def test_each_fault_is_told_by_its_file_and_costs_the_others_nothing(self, tmp_path: Path) -> None:
        good, bad = written(tmp_path), written(tmp_path, BROKEN.replace("id: hello", "id: other"), "bad.yaml")
        odd, missing = written(tmp_path, "kind: [", "odd.yaml"), tmp_path / "nowhere.yaml"
        asks = written(tmp_path, OF_SEGMENT.replace("id: hello", "id: asks"), "asks.yaml")
        segment = written(tmp_path, SEGMENT.replace(">= 3", ">="), "keen.yaml")
        files = (good, bad, odd, missing, asks, segment)
        done = loopline("push", *files, "--data", tmp_path / "data", "--publish", "--reason", "x")
        assert done.returncode == 1
        assert "version 1 is live" in done.stderr, "what is well goes live"
        for path in (bad, odd, missing, asks, segment):
            assert path.name in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize(
        ("text", "more", "hint"),
        [
            (BROKEN, ["--publish", "--reason", "x"], "start"),
            (JOURNEY, ["--publish"], "reason"),
            (SEGMENT, [], "publish"),
        ],
    )
    def test_what_is_refused_says_why(self, tmp_path: Path, text: str, more: list[str], hint: str) -> None:
        done = loopline("push", written(tmp_path, text), "--data", tmp_path / "data", *more)
        assert done.returncode == 1
        assert hint in done.stderr
        assert "Traceback" not in done.stderr

    def test_it_wants_to_know_where_to(self, tmp_path: Path) -> None:
        done = loopline("push", written(tmp_path))
        assert done.returncode == 1
        assert "--data" in done.stderr

    def test_a_server_that_is_not_there(self, tmp_path: Path) -> None:
        done = loopline("push", written(tmp_path), "--url", "http://127.0.0.1:1", "--key", "la_x")
        assert done.returncode == 1
        assert "does not answer" in done.stderr
        assert "Traceback" not in done.stderr

    def test_to_a_running_server(self, tmp_path: Path) -> None:
        """By its folder, by its address, with faults, and with a wrong key."""
        folder, path = tmp_path / "data", written(tmp_path)
        with server(folder) as running:
            live = loopline("push", path, "--data", folder, "--publish", "--reason", "first")
            assert live.returncode == 0, live.stderr
            assert "version 1 is live" in live.stderr
            assert running.ask("GET", "/api/journeys/hello").json()["live"]["reason"] == "first"
            key = loopline("key", "create", "--data", folder, "--role", "admin").stdout.strip()
            far = loopline("push", path, "--url", running.note.url, env={"LOOPLINE_KEY": key})
            assert far.returncode == 0, far.stderr
            assert "draft" in far.stderr
            wrong = loopline("push", path, "--url", running.note.url, "--key", "la_wrong")
            assert wrong.returncode == 1
            assert "key" in wrong.stderr
            neither = loopline("push", path, "--url", running.note.url, "--data", folder)
            assert neither.returncode == 1, "the local key is for the local server's own address book alone"
            bad = written(tmp_path, BROKEN, "bad.yaml")
            refused = loopline("push", bad, "--data", folder, "--publish", "--reason", "x")
            assert refused.returncode == 1
            assert "start" in refused.stderr
            for done in (wrong, neither, refused):
                assert "Traceback" not in done.stderr


def test_an_odd_kind_is_told_in_a_line_and_no_traceback(tmp_path: Path) -> None:
    odd = 'kind: journey\nid: w\nentry: {on: [a]}\nstart: h\nnodes:\n  h: {kind: "e\'[/red]"}\n'
    done = loopline("check", written(tmp_path, odd, "odd[bold].yaml"))
    assert done.returncode == 1
    assert '"e\'[/red]" is no kind of node' in done.stderr
    assert "Traceback" not in done.stderr
