"""Detects link scanners: remembers for a few seconds which links of a message were followed."""

from collections import OrderedDict
from typing import Final

from loopline.delivery.receipts import EVERY_LINK_WITHIN_MS

MESSAGES_MAX: Final = 10_000
LINKS_MAX: Final = 200


class LinkScanners:
    """Belongs to one event loop. Bounded: when it is full, the message that was untouched longest is dropped."""

    def __init__(self) -> None:
        self._followed: OrderedDict[str, tuple[int, set[str]]] = OrderedDict()

    def follow(self, message: str, url: str, now: int) -> tuple[int, int]:
        """The number of addresses of a message that were followed lately, this one included, and ms since the first."""
        first, urls = self._followed.pop(message, (now, set[str]()))
        if not 0 <= now - first < EVERY_LINK_WITHIN_MS:
            first, urls = now, set()
        if len(urls) < LINKS_MAX:
            urls.add(url)
        self._followed[message] = (first, urls)
        if len(self._followed) > MESSAGES_MAX:
            self._followed.popitem(last=False)
        return len(urls), now - first
