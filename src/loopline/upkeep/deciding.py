"""Makes the loop of a shard, and what runs it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from loopline.model.erased.digest import Hidden
from loopline.model.records import Transaction
from loopline.ports import Clock
from loopline.runtime.engine.loop import Loop
from loopline.runtime.engine.worker import Worker
from loopline.settings import Settings
from loopline.storage.opened_log import KeptLog
from loopline.storage.sql.state import SqlState


def decide_here(
    log: KeptLog,
    state: SqlState,
    clock: Clock,
    settings: Settings,
    hidden: Hidden,
    on_commit: Callable[[Transaction], None],
    fault: Callable[[str], Callable[[BaseException], None]],
    shard: int = 0,
) -> tuple[Loop, Worker]:
    """The shard is ours from now on. `fault` is told of faults at a place."""
    loop = Loop(
        log,
        state,
        clock,
        batch_max=settings.batch_max,
        hot_people=settings.hot_people,
        writer=ThreadPoolExecutor(1, thread_name_prefix="loopline-writer"),
        hidden=hidden,
        on_commit=on_commit,
        on_error=fault("decision"),
        shard=shard,
        shards=settings.shards,
    )
    return loop, Worker(loop, state, clock, fault("loop"))
