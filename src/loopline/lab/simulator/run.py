"""The simulator: generated worlds on the production loop, faults at every edge, checked by invariants."""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from loopline.lab.simulator.differential import differences, replay_differs
from loopline.lab.simulator.faults import FaultPlan
from loopline.lab.simulator.invariants import breaches
from loopline.lab.simulator.runner import run_world
from loopline.lab.simulator.shards.comparison import one_sharded_world
from loopline.lab.simulator.shards.lagging import one_lagging_world
from loopline.lab.simulator.worlds import MOVES, world_of
from loopline.lab.virtual_time import Stores

CRASH_RATE: Final = 0.012
DOUBLE_RATE: Final = 0.15


class SimulationReport(Struct, frozen=True):
    """The results of all worlds. `failures` names each failing world, what broke, and the command that repeats it."""

    seed: int
    worlds: int
    signals: int
    facts: int
    messages: int
    crashes: int
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything held in every world."""
        return not self.failures

    def text(self) -> str:
        """The report in a few lines."""
        head = (
            f"{self.worlds} worlds from seed {self.seed}: {self.signals} signals, {self.facts} facts, "
            f"{self.messages} messages, {self.crashes} crashes"
        )
        return "\n".join([head, *(self.failures or ("everything held",))])


class WorldResult(Struct, frozen=True):
    """One world."""

    signals: int
    facts: int
    messages: int
    crashes: int
    faults: tuple[str, ...]


def simulate_worlds(
    seed: int,
    worlds: int,
    stores: Stores,
    *,
    shards: int = 1,
    moves: int = MOVES,
    on_world: Callable[[int], None] = lambda done: None,
) -> SimulationReport:
    """Play `worlds` worlds, the first with this seed, the next with the seed after it; so any one repeats by itself.

    `stores` makes an empty log and state; `on_world` gets the number of those that are done. With several `shards` each
    world is played on one and on so many, and compared, and then once more with tellings that lag. With fewer `moves`
    less happens in each.
    """
    outcomes: list[WorldResult] = []
    failures: list[str] = []
    for number in range(seed, seed + worlds):
        outcome = one_world(number, stores) if shards == 1 else _sharded(number, stores, shards, moves)
        outcomes.append(outcome)
        if outcome.faults:
            failures.append(_failure(number, outcome.faults, "" if shards == 1 else f" --shards {shards}"))
        on_world(len(outcomes))
    return SimulationReport(
        seed=seed,
        worlds=worlds,
        signals=sum(one.signals for one in outcomes),
        facts=sum(one.facts for one in outcomes),
        messages=sum(one.messages for one in outcomes),
        crashes=sum(one.crashes for one in outcomes),
        failures=tuple(failures),
    )


def one_world(seed: int, stores: Stores) -> WorldResult:
    """One world three times: with faults and gaps between positions, with neither, and again from its own log.

    An exception counts as a fault.
    """
    try:
        return _outcome(seed, stores)
    except Exception as error:
        return WorldResult(0, 0, 0, 0, (f"raised {type(error).__name__}: {error}",))


def _outcome(seed: int, stores: Stores) -> WorldResult:
    world = world_of(seed)
    unlucky = run_world(world, FaultPlan(f"luck/{seed}", CRASH_RATE, DOUBLE_RATE, has_gaps=True), stores)
    lucky = run_world(world, FaultPlan(f"luck/{seed}", 0, 0), stores)
    faults = [*breaches(unlucky), *(f"without bad luck: {text}" for text in breaches(lucky))]
    faults += differences(unlucky, lucky)
    faults += replay_differs(lucky, stores)
    return WorldResult(len(unlucky.signals), len(unlucky.facts), len(unlucky.taken), unlucky.crashes, tuple(faults))


def _sharded(seed: int, stores: Stores, shards: int, moves: int) -> WorldResult:
    one, lagging = one_sharded_world(seed, stores, shards, moves), one_lagging_world(seed, stores, shards, moves)
    faults = (*one.faults, *(f"where tellings lag: {text}" for text in lagging.faults))
    return WorldResult(
        one.signals + lagging.signals,
        one.facts + lagging.facts,
        one.messages + lagging.messages,
        one.crashes + lagging.crashes,
        faults,
    )


def _failure(seed: int, faults: tuple[str, ...], how: str) -> str:
    shown = "\n".join(f"    {fault}" for fault in faults[:5])
    more = f"\n    and {len(faults) - 5} more" if len(faults) > 5 else ""
    return f"world {seed} fails; repeat it with: loopline simulate --seed {seed} --worlds 1{how}\n{shown}{more}"
