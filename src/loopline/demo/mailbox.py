"""The recipients' side of the demo: messages as the sandbox kept them are what would have reached people."""

import re

import msgspec
from msgspec import Struct

from loopline.app import App
from loopline.delivery.links import CLICK, OPEN, Claim
from loopline.model.message import Rendered
from loopline.storage.sql.sandbox_box import Shown

AT_ONCE = 32
LINK = re.compile(r'"(https?://[^"]+/l/(open|click)/[^"]+)"')


class Letter(Struct, frozen=True):
    """A message that reached somebody; the links are "" where the channel has none."""

    key: str
    person: str
    channel: str
    at: int
    open_link: str
    click_link: str


class DemoMailbox:
    """Hands out each message once. Read it after everything of a moment has left, and before time moves on."""

    def __init__(self, app: App) -> None:
        self._app, self._read_up_to = app, app.clock.now()

    def fresh(self) -> list[Letter]:
        """What came since the last look, in the order of keys."""
        limit = AT_ONCE
        while True:
            found = self._app.studio_store.sandbox.latest(limit)
            new = [shown for shown in found if shown.at > self._read_up_to]
            if len(new) < limit:
                break
            limit *= 4
        self._read_up_to = self._app.clock.now()
        return [self._letter(shown) for shown in sorted(new, key=lambda shown: (shown.at, shown.key))]

    def _letter(self, shown: Shown) -> Letter:
        links = {}
        if shown.channel == "email":
            rendered = msgspec.json.decode(shown.rendered, type=Rendered)
            links = {kind: link for link, kind in LINK.findall(rendered.html)}
        elif shown.channel == "push":  # a device reports its opens and taps by the same signed links
            claim = Claim(shown.key, shown.person, shown.channel)
            links = {kind: self._app.signer.url(kind, claim) for kind in (OPEN, CLICK)}
            links[CLICK] = self._app.signer.url(
                CLICK, msgspec.structs.replace(claim, url="https://app.example.com/plans")
            )
        return Letter(shown.key, shown.person, shown.channel, shown.at, links.get(OPEN, ""), links.get(CLICK, ""))
