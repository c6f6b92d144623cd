"""`loopline key create`: shown once, kept as a hash, good for its role."""

from pathlib import Path

import pytest

from loopline.cli.keys import create
from loopline.model.errors import Invalid
from loopline.storage.sql.studio import StudioStore
from loopline.studio.access.keyring import Keyring
from tests.cli.served import loopline


def bytes_in(folder: Path) -> bytes:
    """Everything that stands in any file of a folder."""
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_the_key_works_and_stands_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shown = create(folder, "write")
    kept = bytes_in(folder)
    assert kept, "something was written"
    assert shown.encode() not in kept
    assert shown[8:].encode() not in kept, "its prefix may be shown, its secret is nowhere"
    studio_store = StudioStore(folder / "studio.db")
    keys = Keyring(studio_store, lambda: 1_000)
    assert keys.writer(shown)
    assert not keys.is_admin(shown)
    (line,) = keys.listing().keys
    assert (line.role, shown.startswith(line.prefix)) == ("server", True)
    studio_store.close()
    assert shown[8:].encode() not in bytes_in(folder), "nor after it was used"


def test_two_keys_differ_and_both_count(tmp_path: Path) -> None:
    one, two = create(tmp_path, "admin"), create(tmp_path, "admin")
    assert one != two
    studio_store = StudioStore(tmp_path / "studio.db")
    keys = Keyring(studio_store, lambda: 1_000)
    assert keys.is_admin(one) and keys.is_admin(two)
    studio_store.close()


def test_there_is_no_third_role(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        create(tmp_path, "root")
    assert caught.value.code == "role_unknown"


@pytest.mark.parametrize("command", [("keys", "add", "--role", "server"), ("serve", "--port", "0")])
def test_a_place_that_can_be_no_data_folder_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("no folder")
    for place in (tmp_path / "file", tmp_path / "file" / "data", Path("/proc/loopline")):
        refused = loopline(*command, "--data", place)
        assert refused.returncode == 1
        assert "[folder_unusable]" in refused.stderr and "Traceback" not in refused.stderr


def test_the_secret_of_the_inbox_is_made_once(tmp_path: Path) -> None:
    """It is the one that a server of this folder signs with."""
    told = [loopline("keys", "inbox", "--data", tmp_path / "data") for _ in range(2)]
    assert {one.returncode for one in told} == {0}
    assert told[0].stdout == told[1].stdout
    assert told[0].stdout.startswith("li_")
    assert (tmp_path / "data" / "secrets" / "inbox").read_text() == told[0].stdout.strip()
