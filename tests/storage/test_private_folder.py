"""The data folder is its owner's alone, also one that was made before."""

import stat
from pathlib import Path

from loopline.storage.private_folder import make_private
from tests.cli.served import loopline, server, wait_for


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: mode(path) for path in folder.rglob("*")}


def test_a_server_makes_files_that_nobody_else_reads(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with server(folder) as running:
        key = loopline("keys", "add", "--data", folder, "--role", "server").stdout.strip()
        assert running.ask("POST", "/v1/track", {"userId": "ann", "event": "seen"}, key=key).status_code == 200
        wait_for((folder / "facts.duckdb").exists)
        found = modes(folder)
        assert {"log.db", "state.db", "studio.db", "facts.duckdb", "serve.json", "secrets"} <= set(found)
        assert {name: kept for name, kept in found.items() if kept & 0o077} == {}
    assert mode(folder) == 0o700


def test_a_folder_of_before_is_closed_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with server(folder) as running:
        running.stop()
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o755 if path.is_dir() else 0o644)
    other = folder / "notes.txt"
    other.write_text("not ours")
    other.chmod(0o644)
    with server(folder):
        assert {name: kept for name, kept in modes(folder).items() if kept & 0o077} == {"notes.txt": 0o644}
        assert mode(folder) == 0o700


def test_a_command_makes_them_so_too(tmp_path: Path) -> None:
    folder = tmp_path / "fresh"
    loopline("keys", "add", "--data", folder, "--role", "admin")
    assert mode(folder) == 0o700
    assert {name: kept for name, kept in modes(folder).items() if kept & 0o077} == {}


def test_a_link_to_elsewhere_is_left_alone(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere.db", tmp_path / "data"
    elsewhere.touch()
    elsewhere.chmod(0o644)
    folder.mkdir()
    (folder / "log.db").symlink_to(elsewhere)
    (folder / "state.db").symlink_to(tmp_path / "nowhere")
    make_private(folder)
    assert mode(elsewhere) == 0o644
