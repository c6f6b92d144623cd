"""Two folders of one record have the same secrets, or the second one is refused in words that tell none of them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.studio import StudioStore
from loopline.studio.access.keyring import kept_secret
from loopline.upkeep.shared_secrets import check_secrets, make_secrets
from tests.storage.postgres import told


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StudioStore]:
    with closing(StudioStore(tmp_path / "studio.db")) as opened:
        yield opened


@pytest.fixture
def first(tmp_path: Path, store: StudioStore) -> Path:
    """The folder of the studio, whose secrets the record knows."""
    folder = tmp_path / "first"
    folder.mkdir()
    make_secrets(folder)
    check_secrets(folder, store.secret_marks, is_first=True)
    return folder


def test_a_copy_is_as_good_and_a_folder_without_is_refused(first: Path, tmp_path: Path, store: StudioStore) -> None:
    copytree(first / "secrets", tmp_path / "copy" / "secrets")
    check_secrets(tmp_path / "copy", store.secret_marks, is_first=False)
    (tmp_path / "none").mkdir()
    for is_first in (True, False):
        with told(Conflict, "secrets_differ"):
            check_secrets(tmp_path / "none", store.secret_marks, is_first=is_first)


def test_one_other_secret_is_named_and_not_told(first: Path, tmp_path: Path, store: StudioStore) -> None:
    copytree(first / "secrets", tmp_path / "copy" / "secrets")
    (tmp_path / "copy" / "secrets" / "links").write_text("another-secret")
    with pytest.raises(Conflict, match=r"\(links\)") as refused:
        check_secrets(tmp_path / "copy", store.secret_marks, is_first=False)
    assert "another-secret" not in str(refused.value)
    secrets = [one.read_text() for one in (first / "secrets").iterdir()]
    assert not [one for one in secrets if one in str(store.secret_marks.all())]


def test_a_secret_made_later_is_the_records_from_then_on(first: Path, tmp_path: Path, store: StudioStore) -> None:
    copytree(first / "secrets", tmp_path / "copy" / "secrets")
    kept_secret(first, "vapid", lambda: "made-later")
    check_secrets(first, store.secret_marks, is_first=True)
    with pytest.raises(Conflict, match="vapid"):
        check_secrets(tmp_path / "copy", store.secret_marks, is_first=False)


def test_before_there_is_a_studio_nobody_else_makes_any(tmp_path: Path, store: StudioStore) -> None:
    make_secrets(tmp_path)
    with told(Conflict, "secrets_missing"):
        check_secrets(tmp_path, store.secret_marks, is_first=False)
    assert store.secret_marks.all() == {}
