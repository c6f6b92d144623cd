"""What people do with sender domains: make keys, rotate them, take them away, and ask whether DNS is right."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from loopline.model.errors import Unavailable
from loopline.storage.sql.messages.sender_keys import StoredSenderKey
from loopline.studio.senders.check import Relay, check_sender, dkim_record
from loopline.studio.senders.dns_client import Texts
from loopline.studio.senders.keys import SenderKeys, sender_domain
from loopline.studio.senders.schemas import SenderCheckAnswer, SenderKeyBody, SenderKeyLine, SenderKeyList

CHECK_SECONDS: Final = 30.0
CHECKS_MAX: Final = 4
"""So many checks run at a time; each asks some twenty questions at most."""


class SenderDesk:
    """Made once by `app.py`. `relays` tells what carries e-mail, so that advice on SPF can name it."""

    def __init__(self, keys: SenderKeys, dns: Texts) -> None:
        self._keys, self._dns = keys, dns
        self._turns = asyncio.Semaphore(CHECKS_MAX)
        self.relays: Callable[[], Sequence[Relay]] = tuple

    def listing(self) -> SenderKeyList:
        """Every key, with the record that belongs in DNS."""
        return SenderKeyList(tuple(map(_line, self._keys.all())))

    def add(self, body: SenderKeyBody, by: str) -> SenderKeyLine:
        """Make a key; raises as `SenderKeys.add` does. Takes a while: the key is made by chance."""
        return _line(self._keys.add(body.domain, body.selector, by))

    def use(self, domain: str, selector: str) -> None:
        """Let this key sign from now on. Raises Missing `sender_missing`."""
        self._keys.use(domain, selector)

    def drop(self, domain: str, selector: str = "") -> None:
        """Take a key away, or all of a domain; raises as `SenderKeys.drop` does."""
        self._keys.drop(domain, selector)

    async def check(self, domain: str) -> SenderCheckAnswer:
        """What DNS says of a domain. Raises Invalid `sender_domain_invalid`, Unavailable `dns_unanswered`."""
        name = sender_domain(domain)
        try:
            async with asyncio.timeout(CHECK_SECONDS), self._turns:
                return await check_sender(name, self._keys.of(name), self.relays(), self._dns)
        except TimeoutError:
            text = f"The name servers took more than {CHECK_SECONDS:.0f} s; try again, or set LOOPLINE_DNS."
            raise Unavailable("dns_unanswered", text) from None


def _line(key: StoredSenderKey) -> SenderKeyLine:
    return SenderKeyLine(key.domain, key.selector, bool(key.signs), dkim_record(key), key.created_at, key.by)
