"""Worlds of the simulator, lived on one shard and on several, whose stores are there to be read afterwards."""

from pathlib import Path

from msgspec import Struct

from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.runner import run_world
from loopline.lab.simulator.shards.comparison import one_at_a_time
from loopline.lab.simulator.shards.runner import Chances, ShardedRunner
from loopline.lab.simulator.worlds import world_of
from loopline.ports import Log, State
from loopline.runtime.shards.log import AllShardsLog
from loopline.runtime.shards.marks import ShardMarks
from loopline.runtime.shards.state import AllShardsState
from loopline.storage.sql.drivers.dialect import Tuning
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState

MOVES = 40
QUICK = Tuning(cache=2 << 20, mapped=0, durable=False)


class Opened(Struct):
    """Files of shards, in the order in which they were opened."""

    folder: Path
    logs: list[SqlLog] = []
    states: list[SqlState] = []

    def stores(self) -> tuple[Log, State]:
        place = self.folder / str(len(self.logs))
        place.mkdir(parents=True)
        self.logs.append(SqlLog(place / "log.db", tuning=QUICK))
        self.states.append(SqlState(place / "state.db", 32, QUICK))
        return self.logs[-1], self.states[-1]

    def close(self) -> None:
        for log, state in zip(self.logs, self.states, strict=True):
            log.close()
            state.close()


class Lived(Struct):
    """One world: on one shard, on several, and these read as one."""

    one_log: SqlLog
    one: SqlState
    opened: Opened
    marks: ShardMarks
    log: AllShardsLog
    state: AllShardsState
    alone: Opened

    def close(self) -> None:
        self.opened.close()
        self.alone.close()


def read_as_one(opened: Opened) -> tuple[ShardMarks, AllShardsLog, AllShardsState]:
    marks = ShardMarks(lambda: [one.end() for one in opened.logs], lambda: [one.position() for one in opened.states])
    return marks, AllShardsLog(opened.logs, marks), AllShardsState(opened.states, marks.reached)


def lived(folder: Path, seed: int, shards: int, moves: int = MOVES) -> Lived:
    """The world of a seed, without bad luck."""
    world = one_at_a_time(world_of(seed, moves))
    alone, several = Opened(folder / "one"), Opened(folder / "several")
    run_world(world, FaultPlan(f"luck/{seed}", 0, 0), alone.stores)
    ShardedRunner(world, shards, Chances(f"shards/{seed}", 0, 0), several.stores).live()
    return Lived(alone.logs[0], alone.states[0], several, *read_as_one(several), alone)
