"""A stopped record is spread over more shards, into a folder of its own, and compared before it counts."""

import secrets
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Final

from loopline import __version__
from loopline.model.errors import Conflict, Missing
from loopline.model.ids import shard_of
from loopline.model.signals.erasure import ErasureAsked
from loopline.ports import Clock
from loopline.runtime.upkeep.copied_files import close_to_others
from loopline.runtime.upkeep.snapshots import Snapshots
from loopline.settings import Settings
from loopline.storage.log_entries import packed_signals
from loopline.storage.private_folder import make_private
from loopline.storage.settled_shards import PUT_REALM, kept_shards, settle_shards
from loopline.storage.sql.database import Database
from loopline.storage.sql.drivers.dialect import Tuning
from loopline.storage.sql.migrate import bring_up
from loopline.storage.sql.places import LOG, STATE, Places, of_shard
from loopline.storage.sql.studio import StudioStore
from loopline.upkeep.copied_sides import ShardHome, open_home, waiting_folder
from loopline.upkeep.copying import log_elsewhere
from loopline.upkeep.rebuilder import FACTS
from loopline.upkeep.resharding.deciding import decide_all
from loopline.upkeep.resharding.spreading import SpreadTable, compare_spread, spread_rows

BESIDE: Final = ("secrets", "sources", "facts", FACTS, f"{FACTS}.wal")
FRESH: Final = Tuning(cache=8 << 20, mapped=0, readers=2, durable=False)
"""A half folder is thrown away; a whole one is brought to disk before it takes its place."""

META: Final = "SELECT epoch, chunk, birth FROM meta WHERE id = 1"
PUT_META: Final = "UPDATE meta SET position = ?, epoch = ?, chunk = ?, birth = ? WHERE id = 1"
PUT_ENTRY: Final = "INSERT INTO entries (shard, position, count, payload) VALUES (?, ?, 1, ?)"
PUT_HORIZON: Final = "INSERT INTO horizon (shard, position) VALUES (?, ?)"


def reshard(
    source: Places,
    target: Path,
    shards: int,
    settings: Settings,
    clock: Clock,
    on_error: Callable[[BaseException], None],
) -> list[SpreadTable]:
    """Make a record of so many shards out of one of fewer, in a folder that is empty or not there; what was compared.

    The caller owns the source, all its shards. It stays as it is but for what was still to be decided, which is first.
    A folder that an earlier call has made, and that nobody has served since, is compared.
    Raises Missing `folder_missing`, Conflict `reshard_fewer`, `reshard_waits`, `reshard_facts`, `copy_log_elsewhere` or
    `folder_in_use`, Unavailable `copy_differs`, and what the stores raise.
    """
    if not source.hold_a_record():
        raise Missing("folder_missing", f"{source.folder} is no data folder: it has no {LOG}.")
    if source.log_url:
        raise log_elsewhere("LOOPLINE_LOG names a topic")
    if settings.facts.get_secret_value():
        text = "Facts in ClickHouse are not spread yet: leave LOOPLINE_FACTS out, and rebuild them in the folder."
        raise Conflict("reshard_facts", text)
    before = max(1, kept_shards(source))
    if shards <= before:
        text = f"The record has {before} shards already: say a higher number. Fewer are not made of more."
        raise Conflict("reshard_fewer", text)
    if before > 1:
        settle_shards(source, before)
    is_there = _is_there(target)
    position = max(1, sum(decide_all(source, before, settings, clock, on_error)))
    if is_there:
        return _made_before(source, Places(target), before, shards, position)
    fresh = waiting_folder(target)
    shutil.rmtree(fresh, ignore_errors=True)
    make_private(fresh)
    done = _written(source, Places(fresh), before, shards, position, clock)
    _bring_beside(source, fresh, shards, position, clock)
    if target.exists():
        target.rmdir()
    fresh.rename(target)
    return done


def _is_there(target: Path) -> bool:
    """Whether a record stands in the folder that is to be made. Raises Conflict `folder_in_use` for anything else."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return False
    if not (target / STATE).exists():
        raise _in_use(target)
    return True


def _in_use(target: Path) -> Conflict:
    return Conflict("folder_in_use", f"There is something in {target}: name a folder that is empty or not there.")


def _made_before(source: Places, target: Places, before: int, shards: int, position: int) -> list[SpreadTable]:
    """What an earlier call has made, which was killed before the source was set aside."""
    if kept_shards(target) != shards:
        raise _in_use(target.folder)
    with ExitStack() as stack:
        here = [stack.enter_context(closing(open_home(source, ShardHome("state", one)))) for one in range(before)]
        there = [stack.enter_context(closing(open_home(target, ShardHome("state", one)))) for one in range(shards)]
        place = "SELECT position, birth FROM meta WHERE id = 1"
        with here[0].read() as ours, there[0].read() as theirs:
            birth = ours.exec_driver_sql(META).one()[2]
            if theirs.exec_driver_sql(place).one() != (position, birth):
                raise _in_use(target.folder)
        return compare_spread(here, there)


def _written(source: Places, fresh: Places, before: int, shards: int, position: int, clock: Clock) -> list[SpreadTable]:
    with ExitStack() as stack:
        here = [stack.enter_context(closing(open_home(source, ShardHome("state", one)))) for one in range(before)]
        there = [stack.enter_context(closing(Database(fresh.state(one), FRESH))) for one in range(shards)]
        for database in there:
            bring_up(database, "state")
        done = spread_rows(here, there)
        for shard, database in enumerate(there):
            _put_place(here, database, shard, shards, position)
    for shard in range(shards):
        with closing(Database(fresh.log(shard), FRESH)) as log:
            bring_up(log, "log")
            _put_end(log, shard, shards, position, clock)
    return done


def _put_place(here: Sequence[Database], there: Database, shard: int, shards: int, position: int) -> None:
    """A shard that was there goes on with its facts; one that was not begins a history of its own."""
    metas = []
    for database in here:
        with database.read() as connection:
            metas.append(connection.exec_driver_sql(META).one())
    epoch = max(int(one[0]) for one in metas) + 1
    chunk, birth = metas[shard][1:] if shard < len(metas) else (0, secrets.token_hex(16))
    with there.write() as connection:
        connection.exec_driver_sql(PUT_META, (position, epoch, chunk, birth))
        connection.exec_driver_sql(PUT_REALM, (shard, shards))


def _put_end(log: Database, shard: int, shards: int, position: int, clock: Clock) -> None:
    """A log that goes on behind all those of before: places of facts only rise. Its one entry decides nothing."""
    number = 0
    while shard_of(f"!spread/{number}", shards) != shard:
        number += 1
    now = clock.now()
    nobody = ErasureAsked(key=f"!spread/{number}", id=f"spread/{shard}/{position}", at=now, received_at=now)
    with log.write() as connection:
        connection.exec_driver_sql(PUT_ENTRY, (shard, position, packed_signals([nobody])))
        connection.exec_driver_sql(PUT_HORIZON, (shard, position - 1))


def _bring_beside(source: Places, fresh: Path, shards: int, position: int, clock: Clock) -> None:
    """The studio's store, the secrets and the facts; and the snapshot from which facts are rebuilt from now on."""
    with closing(StudioStore(source.studio())) as studio:
        studio.copy_to(fresh / "studio.db")
    for name in BESIDE:
        path = source.folder / name
        if path.is_dir():
            shutil.copytree(path, fresh / name)
        elif path.exists():
            shutil.copyfile(path, fresh / name)
    names = [of_shard(STATE, one) for one in range(shards)] + [FACTS] * (fresh / FACTS).exists()
    copies = [(name, partial(shutil.copyfile, fresh / name)) for name in names]
    Snapshots(fresh, __version__).make([position] * shards, clock.now(), copies)
    close_to_others(fresh)
