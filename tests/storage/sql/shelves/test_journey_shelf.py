"""Places of journeys in the list: changed together or not at all."""

import pytest
from msgspec.structs import replace

from loopline.storage.sql.shelves.journey_shelf import Shelved
from loopline.storage.sql.studio import StudioStore


def test_a_place_is_kept_and_forgotten(desk: StudioStore) -> None:
    assert desk.shelf.get("welcome") == Shelved(journey="welcome") and desk.shelf.all() == {}
    [after] = desk.shelf.change(["welcome"], lambda one: replace(one, folder="A", tags=("x", "ü"), archived_at=5))
    assert desk.shelf.get("welcome") == after == Shelved(journey="welcome", folder="A", tags=("x", "ü"), archived_at=5)
    desk.shelf.change(["welcome"], lambda one: replace(one, archived_by="Ann"))
    assert desk.shelf.all() == {"welcome": replace(after, archived_by="Ann")}
    desk.shelf.forget("welcome")
    assert desk.shelf.all() == {}


def test_a_change_that_fails_changes_none_of_them(desk: StudioStore) -> None:
    def to(one: Shelved) -> Shelved:
        if one.journey == "bad":
            raise ValueError
        return replace(one, folder="A")

    with pytest.raises(ValueError):
        desk.shelf.change(["good", "bad"], to)
    assert desk.shelf.all() == {}
