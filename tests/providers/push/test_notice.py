"""What an app gets of a push: the author's own fields beside our key and the address behind it."""

import pytest

from loopline.model.message import Rendered
from loopline.providers.push.notice import laid_over, notice_of
from tests.delivery.messages import dispatch

TAKEN = '{"a": 1, "url": "mine", "loopline_message": "no", "loopline_open": "no"}'


def test_our_fields_stand_beside_the_authors_and_cannot_be_replaced() -> None:
    rendered = Rendered(title="T", body="B", url="app://x", open_url="https://l.test/o", payload=TAKEN)
    notice = notice_of(dispatch("k1", rendered))
    assert notice is not None
    assert (notice.title, notice.body, notice.url) == ("T", "B", "app://x")
    assert notice.own == {
        "a": 1,
        "url": "app://x",
        "loopline_message": "k1",
        "loopline_open": "https://l.test/o",
    }


def test_a_message_without_an_address_keeps_the_authors() -> None:
    notice = notice_of(dispatch("k1", Rendered(body="B", payload='{"url": "mine"}')))
    assert notice is not None and notice.own == {"url": "mine", "loopline_message": "k1"}


@pytest.mark.parametrize("payload", ["{", "[]", "3", "null", "[" * 100_000])
def test_a_payload_that_is_no_object_is_no_notice(payload: str) -> None:
    assert notice_of(dispatch("k1", Rendered(body="B", payload=payload))) is None


def test_objects_are_laid_over_field_by_field() -> None:
    assert laid_over({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"c": 4}, "d": {"e": 5}, "f": 6}) == {
        "a": {"b": 1, "c": 4},
        "d": {"e": 5},
        "f": 6,
    }
