"""An alarm by Apprise, in a process of its own: it ends in time, and may connect to no address of our own network."""

import asyncio
import sys
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from typing import Final, Literal

import msgspec
from msgspec import Struct

from loopline.providers.alarms.hook import PRIVATE

MODULE: Final = "loopline.providers.alarms.apprise_process"
SECONDS: Final = 40.0
AppriseResult = Literal["told", "refused", "private", "unreadable", "missing"]
FAULTS: Final[dict[AppriseResult, str]] = {
    "told": "",
    "refused": "the service did not take it, or could not be reached",
    "private": PRIVATE,
    "unreadable": "Apprise cannot read its URL",
    "missing": "Apprise is not installed: pip install 'loopline[alarms]'",
}


class AppriseCall(Struct, frozen=True):
    """What the process is given at its standard input, where no list of processes shows it."""

    url: str
    title: str
    text: str
    allow_private: bool


class AppriseTeller:
    """A service that Apprise knows, by its URL."""

    def __init__(self, name: str, url: str, *, allow_private: bool) -> None:
        self.name: Final = name
        self._url, self._allow_private = url, allow_private

    async def tell(self, title: str, text: str) -> str:
        """Why it was not told. What Apprise writes is thrown away: it repeats addresses."""
        call = msgspec.json.encode(AppriseCall(self._url, title, text, self._allow_private))
        process = Popen([sys.executable, "-m", MODULE], stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        try:
            said, _ = await asyncio.to_thread(process.communicate, call, SECONDS)
            return FAULTS[msgspec.json.decode(said, type=AppriseResult)]
        except TimeoutExpired:
            return f"no answer within {SECONDS:.0f} s"
        except (OSError, msgspec.DecodeError):
            return "Apprise failed"
        finally:
            process.kill()  # also where nobody waits for it any more
            await asyncio.to_thread(process.wait)
