"""Drafts: one a journey, saved over the revision that was seen, and by whom it was."""

from collections.abc import Iterator

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.database import Place
from loopline.storage.sql.studio import StudioStore


@pytest.fixture
def studio_store(place: Place) -> Iterator[StudioStore]:
    made = StudioStore(place)
    yield made
    made.close()


def test_a_draft_counts_its_revisions(studio_store: StudioStore) -> None:
    assert studio_store.drafts.get("paywall") is None
    first = studio_store.drafts.save("paywall", b"1", 0, 10)
    second = studio_store.drafts.save("paywall", b"2", first.revision, 20)
    assert (first.revision, second.revision) == (1, 2)
    studio_store.drafts.save("winback", b"3", 0, 15)
    assert [draft.journey for draft in studio_store.drafts.all()] == ["paywall", "winback"]
    assert studio_store.drafts.get("paywall") == second
    assert studio_store.drafts.drop("paywall")
    assert studio_store.drafts.get("paywall") is None


@pytest.mark.parametrize("over", [0, 1, 3])
def test_a_draft_that_moved_meanwhile_is_not_lost(studio_store: StudioStore, over: int) -> None:
    studio_store.drafts.save("paywall", b"1", 0, 10)
    studio_store.drafts.save("paywall", b"2", 1, 20)
    with pytest.raises(Conflict, match="draft_moved"):
        studio_store.drafts.save("paywall", b"mine", over, 30)
    saved = studio_store.drafts.get("paywall")
    assert saved is not None
    assert saved.document == b"2"


def test_saving_over_a_draft_that_never_was_is_refused(studio_store: StudioStore) -> None:
    with pytest.raises(Conflict, match="draft_moved"):
        studio_store.drafts.save("paywall", b"1", 5, 10)


def test_a_draft_says_who_saved_it_last_and_in_which_window(studio_store: StudioStore) -> None:
    studio_store.drafts.save("paywall", b"1", 0, 10, "Ann", "w1")
    studio_store.drafts.save("paywall", b"2", 1, 20, "Bob", "w2")
    saved = studio_store.drafts.get("paywall")
    assert saved is not None and (saved.by, saved.window) == ("Bob", "w2")
