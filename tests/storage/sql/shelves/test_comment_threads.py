"""Threads of comments: in their order, bounded, and settled once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from loopline.model.errors import Conflict
from loopline.storage.sql.shelves import comment_threads
from loopline.storage.sql.shelves.comment_threads import Comment, CommentThread
from loopline.storage.sql.studio import StudioStore


def thread(name: str, journey: str = "welcome", at: int = 1) -> CommentThread:
    return CommentThread(id=name, journey=journey, step="hello", handle="", step_name="Hello", opened_at=at)


def said(name: str, text: str = "Hm", author: str = "ann@x.test", at: int = 1) -> Comment:
    return Comment(thread=name, place=1, author=author, by="Ann", at=at, text=text, mentions=("jon@x.test",))


def test_answers_stand_in_their_order_whoever_answers_at_once(desk: StudioStore) -> None:
    desk.comments.begin(thread("t"), said("t", "first"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: desk.comments.answer(said("t", str(number))), range(12)))
    [(found, talk)] = desk.comments.of("welcome")
    assert found == thread("t") and [one.place for one in talk] == list(range(1, 14))
    assert talk[0] == said("t", "first") and {one.text for one in talk[1:]} == {str(number) for number in range(12)}


def test_a_thread_is_settled_and_reopened_once(desk: StudioStore) -> None:
    desk.comments.begin(thread("t"), said("t"))
    assert desk.comments.settle("welcome", "t", "Ann", 5) and not desk.comments.settle("welcome", "t", "Jon", 6)
    found = desk.comments.get("welcome", "t")
    assert found is not None and (found.resolved_at, found.resolved_by) == (5, "Ann")
    assert desk.comments.settle("welcome", "t", "", 0) and not desk.comments.settle("welcome", "t", "", 0)
    assert desk.comments.get("other", "t") is None


def test_a_comment_is_reworded_by_its_author(desk: StudioStore) -> None:
    desk.comments.begin(thread("t"), said("t"))
    assert not desk.comments.reword(said("t", "x", author="jon@x.test"))
    assert desk.comments.reword(said("t", "Aha"))
    [(_, [one])] = desk.comments.of("welcome")
    assert one.text == "Aha"


def test_a_mark_goes_forward_alone(desk: StudioStore) -> None:
    for at, now in ((5, 5), (3, 5), (9, 9)):
        desk.comments.mark_read("ann@x.test", "welcome", at)
        assert desk.comments.read_at("ann@x.test", "welcome") == now
    assert desk.comments.read_at("jon@x.test", "welcome") == 0


def test_there_are_bounds(desk: StudioStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comment_threads, "THREADS_MAX", 1)
    monkeypatch.setattr(comment_threads, "COMMENTS_MAX", 2)
    desk.comments.begin(thread("t"), said("t"))
    desk.comments.answer(said("t"))
    with pytest.raises(Conflict, match="begin another"):
        desk.comments.answer(said("t"))
    with pytest.raises(Conflict, match="go on in one"):
        desk.comments.begin(thread("u"), said("u"))
    desk.comments.begin(thread("v", "other"), said("v"))
    assert len(desk.comments.of("welcome")) == 1


def test_a_journey_that_is_gone_leaves_nothing(desk: StudioStore) -> None:
    for journey in ("welcome", "other"):
        desk.comments.begin(thread(journey, journey), said(journey))
        desk.comments.mark_read("ann@x.test", journey, 5)
    desk.comments.forget("welcome")
    assert desk.comments.of("welcome") == [] and desk.comments.read_at("ann@x.test", "welcome") == 0
    assert len(desk.comments.of("other")) == 1 and desk.comments.read_at("ann@x.test", "other") == 5
