"""Limits of entries as a document has them."""

from loopline.model.entry.limits import EntryLimits


def test_nothing_is_limited_where_no_number_stands() -> None:
    assert not EntryLimits().any and not EntryLimits(beyond="refuse", wait="1d").any
    assert EntryLimits(total=1).any and EntryLimits(per_hour=1).any and EntryLimits(per_day=1).any
