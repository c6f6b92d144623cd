"""The parts that keep a data folder in order, put together for app.py: facts, their export, their rebuild."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Final

from loopline import __version__
from loopline.learning.queries.deliverability import SENT_SINCE
from loopline.ports import Clock
from loopline.runtime.alarms.watch import AlarmWatch
from loopline.runtime.supervise import SupervisedTask
from loopline.runtime.upkeep.backup import LOG, LOG_ELSEWHERE, Backup, Copy
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.facts_rebuild import FactsRebuild
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.runtime.upkeep.log_trimming import LogReach, LogTrimming, check_reach
from loopline.runtime.upkeep.retention import Retention
from loopline.runtime.upkeep.snapshots import Snapshots
from loopline.runtime.vitals import HealthReport
from loopline.settings import Settings
from loopline.storage.opened_log import KeptLog
from loopline.storage.shards_cut import fitting_copies
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.places import STATE, of_shard
from loopline.storage.sql.state import SqlState
from loopline.studio.open_facts.desk import OpenFacts
from loopline.upkeep import rebuilder
from loopline.upkeep.alarms import alarm_watch
from loopline.upkeep.facts_home import FactsHome, facts_home
from loopline.upkeep.purge import Purge, hidden_in
from loopline.upkeep.stores import Stores

Fault = Callable[[str], Callable[[BaseException], None]]
"""A fault at this place is told to the answer."""


class Upkeep:
    """Made once by app.py, before the loop."""

    def __init__(
        self,
        stores: Stores,
        settings: Settings,
        clock: Clock,
        fault: Fault,
        report: Callable[[], HealthReport],
    ) -> None:
        self.alarms: Final[AlarmWatch] = alarm_watch(settings, clock, report, fault("alarms"))
        assert stores.record is not None
        (state, log), studio, places = stores.record, stores.studio, stores.places
        others, states = stores.others, [one for _, one in stores.others]
        _checked([(log, state), *others])
        log.compact()
        folder, home = places.folder, facts_home(places.folder, settings, is_elsewhere=stores.part == "edge")
        self.facts: Final = GuardedFacts(home.open, home.is_there, state, fault("facts"), states)
        self.exporter: Final = FactsExporter(state, self.facts, fault("export"), others=states)
        self.rebuild: Final = FactsRebuild(
            state,
            self.facts,
            self.exporter,
            clock,
            partial(rebuilder.start_rebuilder, places, settings.log_level, 1 + len(others)),
            home.take_place,
            partial(rebuilder.clear_work, folder),
            fault("rebuild"),
            states,
        )
        sizes = _sizes([(log, state), *others]) | {rebuilder.FACTS: home.size, "studio.db": studio.size}
        self.open_facts: Final = OpenFacts(folder, self.facts, self.exporter, clock, fault("open_facts"))
        snapshots, alone = Snapshots(folder, __version__, sizes), threading.Lock()
        self.backup: Final = Backup(
            folder,
            __version__,
            self.exporter,
            *_copies(stores, self.facts.copy_to),
            snapshots,
            alone,
            clock,
            fault("backup"),
            partial(fitting_copies, places, 1 + len(others)) if others else lambda: nullcontext(()),
            1 + len(others),
        )
        copies = [(of_shard(STATE, shard), one.copy_to) for shard, one in enumerate((state, *states))]
        kept = (log, state, self.facts, self.exporter, snapshots, [*copies, (rebuilder.FACTS, self.facts.copy_to)])
        self.trimming: Final = LogTrimming(*kept, alone, clock, settings.log_days, fault("trim"), others)
        self.purge, self.hidden = self._purge(stores, home, others), hidden_in(folder)
        boxes, is_ours = (studio.sandbox, studio.inbox, studio.sends, self.trimming), stores.part == "all"
        days = settings.outbox_days if is_ours else 0  # else the shard's owner looks after its outbox
        self.retention: Final = Retention(state, boxes, days, clock, fault("retention"))

    def _purge(self, stores: Stores, home: FactsHome, others: Sequence[tuple[KeptLog, SqlState]]) -> Purge:
        return Purge(stores, home.erase, self.facts, self.exporter, self.open_facts, self.trimming, others)

    @property
    def tasks(self) -> tuple[SupervisedTask, ...]:
        """What runs here as tasks of the event loop."""
        return (*self.alarms.tasks, self.open_facts.task)

    @property
    def seen(self) -> tuple[Callable[[], LogReach], Callable[[], Iterable[str]]]:
        """The parts of health that are known here: where the log begins, and which alarms reach nobody."""
        return self.trimming.reach, self.alarms.untold

    def sent_since(self, at: int) -> dict[tuple[str, str], int]:
        """How many messages were sent since a time (ms), by channel and provider. Raises Unavailable `facts_unfit`."""
        self.exporter.catch_up()
        rows = self.facts.query(SENT_SINCE, {"since": at})
        return {(str(channel), str(provider)): int(str(count)) for channel, provider, count in rows}

    def stop(self) -> None:
        """Finish a backup, end a rebuild, which can be gone on with later. The exporter ends with the background."""
        self.trimming.stop()
        self.backup.stop()
        self.rebuild.stop()


def _checked(records: Sequence[tuple[KeptLog, SqlState]]) -> None:
    """Raises what `check_reach` raises of any shard."""
    for one in records:
        check_reach(*one)


def _sizes(records: Sequence[tuple[KeptLog, SqlState]]) -> dict[str, Callable[[], int]]:
    """How large the stores of each shard are."""
    logs = {of_shard(LOG, shard): one.size for shard, (one, _) in enumerate(records) if isinstance(one, SqlLog)}
    return logs | {of_shard(STATE, shard): one.size for shard, (_, one) in enumerate(records)}


def _copies(stores: Stores, facts: Callable[[Path], None]) -> tuple[list[Copy], list[Copy]]:
    """What a backup copies while no fact is exported, and later; of several shards not their states and logs."""
    assert stores.record is not None
    state, log = stores.record
    together: list[Copy] = [(rebuilder.FACTS, facts)]
    later: list[Copy] = [("studio.db", stores.studio.copy_to)]
    return (together, later) if stores.others else ([*together, (STATE, state.copy_to)], [_copy_of(log), *later])


def _copy_of(log: KeptLog) -> Copy:
    """What a backup holds of the log: all of it, or, where it is kept elsewhere, where that is."""
    return (LOG, log.copy_to) if isinstance(log, SqlLog) else (LOG_ELSEWHERE, log.note_to)
