"""Finished reviews stay as they are; readers are asked for once and forgotten when they want."""

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.access.operators import Operator
from loopline.storage.sql.improvement.kept_reviews import StoredReader, StoredReview
from loopline.storage.sql.studio import StudioStore


def review(week: str, record: bytes = b"x") -> StoredReview:
    return StoredReview(week=week, finished_at=5, by="Mara", record=record)


def test_a_week_is_finished_once(desk: StudioStore) -> None:
    desk.reviews.finish(review("2026-03-02"))
    desk.reviews.finish(review("2026-03-09"))
    with pytest.raises(Conflict, match="stays as it is"):
        desk.reviews.finish(review("2026-03-02", b"other"))
    found = desk.reviews.get("2026-03-02")
    assert found is not None and found.record == b"x" and desk.reviews.get("2026-03-16") is None
    assert [week for week, _, _ in desk.reviews.finished()] == ["2026-03-09", "2026-03-02"]


def test_a_reader_keeps_what_was_mailed_when_they_ask_again(desk: StudioStore) -> None:
    desk.operators.put(Operator("mara@team.test", "Mara", "h", 1))
    desk.reviews.ask(StoredReader(email="mara@team.test", asked_at=1))
    desk.reviews.mailed("mara@team.test", "2026-03-02", 9, "")
    desk.reviews.ask(StoredReader(email="mara@team.test", asked_at=2))
    assert desk.reviews.readers() == [StoredReader(email="mara@team.test", asked_at=1, week="2026-03-02", tried_at=9)]
    desk.reviews.unask("mara@team.test")
    desk.reviews.unask("mara@team.test")
    assert desk.reviews.readers() == []
