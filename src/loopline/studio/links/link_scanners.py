"""Who follows every link of a message in one breath: remembers for some seconds which were followed, since when."""

from collections import OrderedDict
from typing import Final

from loopline.delivery.receipts import EVERY_LINK_WITHIN_MS

MESSAGES_MAX: Final = 10_000
LINKS_MAX: Final = 200


class Sweeps:
    """Belongs to one event loop. Bounded: of more messages than it holds the longest untouched is forgotten."""

    def __init__(self) -> None:
        self._followed: OrderedDict[str, tuple[int, set[str]]] = OrderedDict()

    def follow(self, message: str, url: str, now: int) -> tuple[int, int]:
        """How many addresses of a message were followed lately, with this one, and ms since the first of them."""
        first, urls = self._followed.pop(message, (now, set[str]()))
        if not 0 <= now - first < EVERY_LINK_WITHIN_MS:
            first, urls = now, set()
        if len(urls) < LINKS_MAX:
            urls.add(url)
        self._followed[message] = (first, urls)
        if len(self._followed) > MESSAGES_MAX:
            self._followed.popitem(last=False)
        return len(urls), now - first
