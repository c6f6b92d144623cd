"""The parts that keep a data folder in order, put together for app.py: facts and their export."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.settings import Settings
from loopline.storage.duckdb.facts import DuckFacts
from loopline.storage.sqlite.state import SqlState

FACTS: Final = "facts.duckdb"
Fault = Callable[[str], Callable[[BaseException], None]]
"""A fault at this place is told to the answer."""


class Upkeep:
    """Made once by app.py, before the loop."""

    def __init__(self, folder: Path, settings: Settings, state: SqlState, fault: Fault) -> None:
        path, memory = folder / FACTS, f"{settings.facts_memory_mb}MB"
        self.facts: Final = GuardedFacts(lambda: DuckFacts(path, memory=memory), path.exists, state, fault("facts"))
        self.exporter: Final = FactsExporter(state, self.facts, fault("export"))
