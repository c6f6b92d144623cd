"""Access to one Loopline: its keys and operators, the cookies of the studio, and the names it is reached by."""

import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from loopline.api.hosts import AllowedHosts
from loopline.api.rates import Rates
from loopline.runtime.clock import SystemClock
from loopline.settings import Settings
from loopline.storage.sql.studio import StudioStore
from loopline.studio.access.cookies import Cookies
from loopline.studio.access.gate import Gate
from loopline.studio.access.inbox_tokens import INBOX_SECRET, InboxTokens, make_inbox_secret
from loopline.studio.access.keyring import Keyring, kept_secret
from loopline.studio.access.passwords import HashingPool
from loopline.studio.access.roster import Roster
from loopline.studio.access.sign_ins import SignIns


class Access:
    """Made once by `app.py`. It lives by the machine's clock, whatever time the loop plays."""

    def __init__(self, folder: Path, studio_store: StudioStore, settings: Settings) -> None:
        now = SystemClock().now
        self.is_https: Final = settings.public_url.startswith("https://")
        """Whether browsers reach the server by https."""
        self.hosts = AllowedHosts(settings.public_url, settings.allowed_hosts)
        self.keys = Keyring(studio_store, now)
        self.rates = Rates(time.monotonic, settings.browser_key_rate, settings.browser_source_rate)
        self.inbox_tokens = InboxTokens(kept_secret(folder, INBOX_SECRET, make_inbox_secret), now)
        self.pool = HashingPool()
        self.roster = Roster(studio_store.operators, now)
        self.sign_ins = SignIns(studio_store.operators, self.pool, now)
        secret = kept_secret(folder, "cookies", lambda: secrets.token_urlsafe(32))
        self.cookies = Cookies(secret, is_https=self.is_https)
        self.gate = Gate(self.sign_ins, self.cookies)

    def check_session(self, cookies: Mapping[str, str], method: str, path: str) -> bool:
        """Whether somebody is signed in with one of these cookies. Raises Forbidden where they may not do this."""
        return self.gate.admits(cookies, method, path)

    def close(self) -> None:
        """End the threads that hash."""
        self.pool.close()
