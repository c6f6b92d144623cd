"""The dependencies of the studio's operations: the stores, the published set, the way into the log."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from loopline.decisions.published import PublishedSet
from loopline.delivery.links import Signer
from loopline.model.channels import ChannelName
from loopline.model.signal import Signal
from loopline.ports import Clock, Facts, Log, State
from loopline.providers.lookups.lookup_engine import LookupEngine
from loopline.runtime.dispatch.archive import SentArchive
from loopline.runtime.dispatch.route import Routes
from loopline.runtime.engine.people import People
from loopline.runtime.upkeep.publisher import Publisher
from loopline.storage.sql.studio import StudioStore

DECIDED_SECONDS = 2.0
LOOK_SECONDS = 0.004


@dataclass(frozen=True, slots=True)
class StudioContext:
    """Made once by `app.py`. `accept` makes signals durable, `position` is how far the loop has decided.

    `horizon` is what has left the log, and `routes` are the providers of each channel.
    `export_facts` brings the facts up to date with what is decided.
    """

    studio_store: StudioStore
    facts: Facts
    state: State
    log: Log
    clock: Clock
    people: People
    engine: LookupEngine
    signer: Signer
    sent_archive: SentArchive
    publisher: Publisher
    published: Callable[[], PublishedSet]
    accept: Callable[[Sequence[Signal]], Awaitable[int]]
    position: Callable[[], int]
    export_facts: Callable[[], None]
    on_error: Callable[[BaseException], None] = lambda error: None
    horizon: Callable[[], int] = lambda: 0
    routes: Callable[[], Routes] = lambda: Routes(())
    purge: Callable[[Mapping[str, str], Sequence[str], int], None] = lambda people, addresses, position: None
    """Erases these people, each under an alias, and these addresses, from all that the loop does not keep itself."""

    shards: int = 1
    """Of how many shards the record is."""

    hear: Callable[[], None] = lambda: None
    """Waits until what shards have told each other by now is decided. Raises Conflict `erasure_waits`."""

    def sandboxed(self) -> tuple[ChannelName, ...]:
        """The channels whose messages never leave."""
        return self.routes().sandboxed

    async def submit(self, signals: Sequence[Signal]) -> None:
        """Write signals to the log and wait a moment for their decision, so that the next read shows the change.

        Durable when this returns, and decided too unless the loop is far behind.
        """
        last = await self.accept(signals) + len(signals) - 1
        for _ in range(int(DECIDED_SECONDS / LOOK_SECONDS)):
            if self.position() >= last:
                return
            await asyncio.sleep(LOOK_SECONDS)
