"""Link scanners are seen by how many links of a message were followed within seconds."""

from loopline.delivery.receipts import EVERY_LINK_WITHIN_MS
from loopline.studio.links.link_scanners import LINKS_MAX, MESSAGES_MAX, LinkScanners

AT = 1_772_366_400_000


def test_each_address_counts_once_and_each_message_by_itself() -> None:
    scanners = LinkScanners()
    assert [scanners.follow("one", url, AT + number) for number, url in enumerate("abca")] == [
        (1, 0),
        (2, 1),
        (3, 2),
        (3, 3),
    ]
    assert scanners.follow("two", "a", AT + 9) == (1, 0)


def test_a_breath_ends() -> None:
    scanners = LinkScanners()
    scanners.follow("one", "a", AT)
    assert scanners.follow("one", "b", AT + EVERY_LINK_WITHIN_MS - 1) == (2, EVERY_LINK_WITHIN_MS - 1)
    assert scanners.follow("one", "c", AT + EVERY_LINK_WITHIN_MS) == (1, 0)


def test_memory_is_bounded() -> None:
    scanners = LinkScanners()
    for number in range(MESSAGES_MAX + 10):
        scanners.follow(f"m{number}", "a", AT)
    assert len(scanners._followed) == MESSAGES_MAX
    assert scanners.follow("m0", "b", AT) == (1, 0) and scanners.follow(f"m{MESSAGES_MAX}", "b", AT) == (2, 0)
    for number in range(LINKS_MAX + 10):
        count, _ = scanners.follow("m0", f"u{number}", AT)
        assert count <= LINKS_MAX
