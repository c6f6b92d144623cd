"""Where the stores of a folder stand, and that a folder never has two records."""

from pathlib import Path

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.places import Places

URL = "postgresql://ann:s3cret@host/x"


def test_without_a_url_they_are_files(tmp_path: Path) -> None:
    places = Places(tmp_path)
    assert (places.log(), places.state(), places.studio()) == tuple(
        tmp_path / name for name in ("log.db", "state.db", "studio.db")
    )
    assert not places.hold_a_record()
    (tmp_path / "log.db").touch()
    assert places.hold_a_record()


def test_a_url_is_the_place_of_all_of_them_and_shown_by_none(tmp_path: Path) -> None:
    places = Places(tmp_path, URL)
    assert places.log() == places.state() == places.studio() == URL
    assert places.hold_a_record()
    assert "s3cret" not in repr(places) + str(places) + f"{places}"


@pytest.mark.parametrize("name", ["log.db", "state.db", "studio.db", "desk.db"])
def test_a_folder_with_a_record_of_its_own_is_not_taken_for_another(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    for place in (Places(tmp_path, URL).log, Places(tmp_path, URL).state, Places(tmp_path, URL).studio):
        with pytest.raises(Conflict) as refused:
            place()
        assert refused.value.code == "store_undecided"
        assert name in refused.value.text and "s3cret" not in refused.value.text


def test_a_log_elsewhere_is_shown_by_no_text_and_the_state_is_the_record(tmp_path: Path) -> None:
    places = Places(tmp_path, log_url="kafka://ann:s3cret@host:9092/x")
    assert "s3cret" not in repr(places) + str(places)
    (tmp_path / "log.db").touch()
    assert not places.hold_a_record()
    (tmp_path / "state.db").touch()
    assert places.hold_a_record()


def test_the_first_shard_has_the_files_of_one_alone_and_a_database_has_one_place_for_all(tmp_path: Path) -> None:
    places = Places(tmp_path)
    assert (places.log(0), places.state(0)) == (places.log(), places.state())
    assert (places.log(2), places.state(11)) == (tmp_path / "log-2.db", tmp_path / "state-11.db")
    assert Places(tmp_path, URL).log(2) == Places(tmp_path, URL).state(11) == URL
