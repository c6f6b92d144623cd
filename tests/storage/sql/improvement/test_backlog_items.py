"""Items of the backlog: born once, changed over what was seen, and bounded."""

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.improvement import backlog_items
from loopline.storage.sql.improvement.backlog_items import StoredItem
from loopline.storage.sql.studio import StudioStore


def item(name: str, origin: str = "", revision: int = 1, state: str = "idea") -> StoredItem:
    return StoredItem(id=name, origin=origin or name, state=state, revision=revision, record=b"x")


def test_an_origin_is_born_once(desk: StudioStore) -> None:
    assert desk.backlog.add(item("1", "guard/a")) and not desk.backlog.add(item("2", "guard/a"))
    desk.backlog.change(item("1", "guard/a", 2, "dismissed"))
    assert not desk.backlog.add(item("3", "guard/a")) and desk.backlog.origins() == {"guard/a"}
    assert [one.state for one in desk.backlog.all()] == ["dismissed"]


def test_a_change_over_an_old_revision_is_refused(desk: StudioStore) -> None:
    desk.backlog.add(item("1"))
    desk.backlog.change(item("1", revision=2))
    with pytest.raises(Conflict, match="Somebody else"):
        desk.backlog.change(item("1", revision=2, state="done"))
    found = desk.backlog.get("1")
    assert found is not None and (found.revision, found.state) == (2, "idea") and desk.backlog.get("2") is None


def test_there_is_a_bound(desk: StudioStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backlog_items, "ITEMS_MAX", 2)
    assert desk.backlog.add(item("1")) and desk.backlog.add(item("2"))
    assert not desk.backlog.add(item("9", "2")), "one that is known needs no room"
    with pytest.raises(Conflict, match="dismissed"):
        desk.backlog.add(item("3"))
