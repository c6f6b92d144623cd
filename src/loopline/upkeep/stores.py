"""The stores of one data folder, opened by their one owner: the studio's, log and state, in files or in PostgreSQL."""

from itertools import chain
from pathlib import Path
from typing import Final, Literal

from loopline.model.errors import Conflict
from loopline.settings import Settings
from loopline.storage.folder_lock import FolderLock
from loopline.storage.opened_log import KeptLog, open_log
from loopline.storage.opened_state import open_state
from loopline.storage.private_folder import make_private
from loopline.storage.settled_shards import settle_shards
from loopline.storage.sql.drivers.owner_lock import OwnerLock
from loopline.storage.sql.drivers.standby_demanded import demand_standby
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState
from loopline.storage.sql.studio import StudioStore

Part = Literal["all", "studio", "edge"]
"""Of a record whose shards others run: the studio has facts and nothing of shard 0, an edge has neither."""


class Stores:
    """The folder is locked, and so is a record that stands elsewhere, where `lease` says whether it still is ours."""

    def __init__(
        self,
        folder: Path,
        settings: Settings,
        lease: OwnerLock | None = None,
        *,
        has_crew: bool = False,
        part: Part = "all",
    ) -> None:
        """`lease`: one that is held already. `has_crew`: workers run the other shards. `part`: what is done here.

        Raises Conflict `folder_taken`, `store_taken`, `shards_differ`, `shards_log` or `shards_serve`, and what the
        stores raise.
        """
        if settings.shards > 1 and not has_crew:
            raise Conflict(
                "shards_serve", "A record of several shards is opened by `loopline serve` alone: start it, and ask it."
            )
        make_private(folder)
        self._lock: Final = FolderLock(folder)
        self.places: Final = Places(folder, settings.store_url(), settings.log_url())
        self.lease: Final = lease or (OwnerLock(self.places.url) if self.places.url and part == "all" else None)
        self.shards: Final = settings.shards
        self.part: Final = part
        self._settle()
        if self.places.url and settings.store_standby == "required":
            demand_standby(self.places.url)
        self.studio: Final = StudioStore(self.places.studio(), *settings.rooms())
        self.record: tuple[SqlState, KeptLog] | None = None
        self.others: list[tuple[KeptLog, SqlState]] = []
        """The logs and states of the shards behind the first, which others write."""

    def _settle(self) -> None:
        """Let go of what is locked when the record is of another number of shards."""
        try:
            if self.shards > 1 and self.places.log_url:
                raise Conflict("shards_log", "LOOPLINE_SHARDS needs signals beside the record: leave LOOPLINE_LOG out.")
            settle_shards(self.places, self.shards)
        except BaseException:
            for one in (self.lease, self._lock):
                if one is not None:
                    one.close()
            raise

    def open_record(self) -> tuple[KeptLog, SqlState]:
        """The log and the state; later than the studio's store, so that a wrong setting leaves neither behind."""
        log = open_log(self.places)
        state = open_state(self.places)
        self.record = state, log
        self.others = [
            (open_log(self.places, 1, shard=shard), open_state(self.places, shard)) for shard in range(1, self.shards)
        ]
        return log, state

    def close(self) -> None:
        """Write what is buffered, give everything back, and let somebody else have it."""
        for store in (*(self.record or ()), *chain(*self.others), self.studio, self.lease, self._lock):
            if store is not None:
                store.close()
