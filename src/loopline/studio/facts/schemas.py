"""The state of the facts, as people see it. Times are ms since the epoch, UTC."""

from msgspec import Struct

from loopline.runtime.upkeep.facts_rebuild import RebuildStatus
from loopline.runtime.upkeep.guarded_facts import FactsFitness


class FactsState(Struct, frozen=True):
    """Whether the facts may be asked, and the rebuild that is under way or was the last one since the start."""

    fitness: FactsFitness
    rebuild: RebuildStatus
