"""Which links of a message were followed in one breath."""

from loopline.delivery.receipts import EVERY_LINK_WITHIN_MS
from loopline.studio.links.link_scanners import LINKS_MAX, MESSAGES_MAX, Sweeps

AT = 1_772_366_400_000


def test_each_address_counts_once_and_each_message_by_itself() -> None:
    sweeps = Sweeps()
    assert [sweeps.follow("one", url, AT + number) for number, url in enumerate("abca")] == [
        (1, 0),
        (2, 1),
        (3, 2),
        (3, 3),
    ]
    assert sweeps.follow("two", "a", AT + 9) == (1, 0)


def test_a_breath_ends() -> None:
    sweeps = Sweeps()
    sweeps.follow("one", "a", AT)
    assert sweeps.follow("one", "b", AT + EVERY_LINK_WITHIN_MS - 1) == (2, EVERY_LINK_WITHIN_MS - 1)
    assert sweeps.follow("one", "c", AT + EVERY_LINK_WITHIN_MS) == (1, 0)


def test_memory_is_bounded() -> None:
    sweeps = Sweeps()
    for number in range(MESSAGES_MAX + 10):
        sweeps.follow(f"m{number}", "a", AT)
    assert len(sweeps._followed) == MESSAGES_MAX
    assert sweeps.follow("m0", "b", AT) == (1, 0) and sweeps.follow(f"m{MESSAGES_MAX}", "b", AT) == (2, 0)
    for number in range(LINKS_MAX + 10):
        count, _ = sweeps.follow("m0", f"u{number}", AT)
        assert count <= LINKS_MAX
