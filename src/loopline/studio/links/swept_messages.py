"""Messages whose links were all followed at once, so that a person who follows one later is not taken for a double."""

from collections import OrderedDict
from typing import Final

from loopline.signals.people.sweeps import HELD_MS, LINKS_AT_LEAST, LINKS_ENOUGH

MESSAGES_MAX: Final = 10_000


class SweptMessages:
    """Belongs to one event loop. Bounded: when it is full, the message that was untouched longest is forgotten.

    It decides nothing: who made a click is decided of the person (`signals/people/sweeps.py`). What it forgets, as at a
    restart, costs the count of one who follows a link after a program did.
    """

    def __init__(self) -> None:
        self._followed: OrderedDict[str, tuple[int, set[str]]] = OrderedDict()

    def follow(self, message: str, url: str, links: int, now: int) -> bool:
        """Whether all links of a message, or a great many, were followed within seconds before this one."""
        if links < LINKS_AT_LEAST:
            return False
        enough = min(links, LINKS_ENOUGH)
        first, urls = self._followed.pop(message, (now, set[str]()))
        swept = len(urls) >= enough
        if not swept and not 0 <= now - first < HELD_MS:
            first, urls = now, set()
        if len(urls) < enough:
            urls.add(url)
        self._followed[message] = (first, urls)
        if len(self._followed) > MESSAGES_MAX:
            self._followed.popitem(last=False)
        return swept
