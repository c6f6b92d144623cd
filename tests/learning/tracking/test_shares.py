"""Shares: what strays from day to day is used to straying, little moves nobody, and few say nothing."""

from loopline.learning.tracking.shares import DailyShare, rarity

OF = (200,) * 20


def test_a_share_that_moves_is_rare_and_one_that_strays_is_not() -> None:
    assert rarity(DailyShare(OF, (20,) * 19 + (80,))) < 1e-7
    assert rarity(DailyShare(OF, (180,) * 19 + (120,))) < 1e-7
    assert rarity(DailyShare(OF, (10, 90) * 9 + (20, 95))) > 0.01


def test_what_is_little_or_short_says_nothing() -> None:
    assert rarity(DailyShare(OF, (20,) * 19 + (38,))) == 1, "by less than ten in a hundred"
    assert rarity(DailyShare((200,) * 19 + (40,), (20,) * 19 + (40,))) == 1
    assert rarity(DailyShare((200,) * 9, (20,) * 8 + (200,))) == 1
    assert DailyShare((0,), (0,)).before == DailyShare((0,), (0,)).now == 0
