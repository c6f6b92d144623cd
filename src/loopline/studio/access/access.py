"""Access to one Loopline: its keys, how much browsers' keys may send, and its operators."""

import time

from loopline.api.rates import Rates
from loopline.runtime.clock import SystemClock
from loopline.settings import Settings
from loopline.storage.sqlite.studio import StudioStore
from loopline.studio.access.keyring import Keyring
from loopline.studio.access.operators import SignIns


class Access:
    """Made once by `app.py`. It lives by the machine's clock, whatever time the loop plays."""

    def __init__(self, studio_store: StudioStore, settings: Settings) -> None:
        now = SystemClock().now
        self.keys = Keyring(studio_store, now)
        self.rates = Rates(time.monotonic, settings.browser_key_rate, settings.browser_source_rate)
        self.sign_ins = SignIns(studio_store.operators, now)
