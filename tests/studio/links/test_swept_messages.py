"""Messages whose links were all followed at once are remembered, within bounds."""

from loopline.signals.people.sweeps import HELD_MS, LINKS_ENOUGH
from loopline.studio.links.swept_messages import MESSAGES_MAX, SweptMessages


def test_a_message_is_swept_once_each_of_its_links_was_followed() -> None:
    swept = SweptMessages()
    assert [swept.follow("m", url, 3, 5) for url in "aabc"] == [False] * 4
    assert swept.follow("m", "a", 3, 5) and swept.follow("m", "a", 3, 5 + 100 * HELD_MS)
    assert not swept.follow("other", "a", 3, 5) and not swept.follow("unknown", "a", 0, 5)


def test_who_takes_her_time_has_swept_nothing_and_two_links_are_no_sweep() -> None:
    swept = SweptMessages()
    assert not any([swept.follow("m", url, 3, at * HELD_MS) for at, url in enumerate("abca")])
    assert not any([swept.follow("two", url, 2, 5) for url in "abab"])


def test_memory_is_bounded() -> None:
    swept = SweptMessages()
    for number in range(LINKS_ENOUGH + 50):
        swept.follow("many", str(number), 10_000, 5)
    assert len(swept._followed["many"][1]) == LINKS_ENOUGH and swept.follow("many", "0", 10_000, 5)
    for number in range(MESSAGES_MAX + 5):
        swept.follow(str(number), "a", 3, 5)
    assert len(swept._followed) == MESSAGES_MAX and "many" not in swept._followed
