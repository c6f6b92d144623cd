"""Open facts of a data folder: their files kept as the facts are, and questions to them."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Final

from loopline.model.errors import Invalid, LooplineError
from loopline.ports import Clock
from loopline.runtime.supervise import OnError, SupervisedTask, in_thread
from loopline.runtime.upkeep.facts_export import FactsExporter
from loopline.runtime.upkeep.guarded_facts import GuardedFacts
from loopline.storage.open_facts.asking import Asking
from loopline.storage.open_facts.figures import QueryAnswer
from loopline.storage.open_facts.folder import OpenFactsFile, OpenFolder
from loopline.storage.open_facts.schema import TABLE_NAMES

FOLDER: Final = "facts"
FIRST_SECONDS: Final = 20.0
"""After a start others come first."""

REST_SECONDS: Final = 300.0
REST_TIMES: Final = 19.0
"""Files are written anew for a twentieth of the time at most, whoever asks and how often."""


def check_asked(since: str, until: str, table: str) -> None:
    """Which files are asked for. Raises Invalid `export_day`, `export_table`."""
    for day in filter(None, (since, until)):
        if not _is_day(day):
            raise Invalid("export_day", f'"{day[:20]}" is no day; write it as 2026-11-30.')
    if table not in ("", *TABLE_NAMES):
        raise Invalid("export_table", f'"{table[:20]}" is no table; open facts are {", ".join(TABLE_NAMES)}.')


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class OpenFacts:
    """The files and the questions. Safe from any thread; `task` belongs to the app's event loop."""

    def __init__(
        self, folder: Path, facts: GuardedFacts, exporter: FactsExporter, clock: Clock, on_error: OnError
    ) -> None:
        self._facts, self._exporter, self._clock = facts, exporter, clock
        self._folder: Final = OpenFolder(folder / FOLDER, facts, clock.now)
        self._asking: Final = Asking(folder / FOLDER)
        self._rounds = 0
        self.task: Final = SupervisedTask("open_facts", self._round, on_error, lambda: asyncio.sleep(self._rest()))

    def catch_up(self) -> int:
        """The files are as the facts are, or were a moment ago: the answer says when (ms). Raises Unavailable
        `facts_unfit`."""
        self._exporter.catch_up()
        return self._folder.catch_up(REST_TIMES if self._folder.seconds > 1 else 0.0)

    def write_all(self) -> None:
        """Write every file anew. Raises Unavailable `facts_unfit`."""
        self._exporter.catch_up()
        self._folder.write_anew()

    def files(self, table: str = "", since: str = "", until: str = "") -> tuple[OpenFactsFile, ...]:
        """The files as they were last written: of a table, and of facts those of the days from and up to."""
        return tuple(
            one
            for one in self._folder.files()
            if table in ("", one.table) and (not one.day or since <= one.day <= (until or one.day))
        )

    def as_of(self) -> int:
        """As `catch_up`, for somebody who asks over HTTP: in one of the few turns. Raises Unavailable `query_busy`."""
        with self._asking.turn():
            return self.catch_up()

    def path(self, file: OpenFactsFile) -> Path:
        """Where a file stands."""
        return self._folder.folder / file.path

    def ask(self, sql: str, rows: int, seconds: float) -> QueryAnswer:
        """One SELECT over the open facts. Raises what `Asking.ask` raises, and Unavailable `facts_unfit`."""
        return self._asking.ask(sql, self.catch_up, rows, seconds)

    async def _round(self) -> None:
        if self._rounds:
            await self._write()
        self._rounds += 1

    async def _write(self) -> None:
        try:
            await in_thread(self.catch_up)
        except LooplineError as error:
            if error.code != "facts_unfit":  # health says so already
                raise

    def _rest(self) -> float:
        return FIRST_SECONDS if self._rounds == 1 else max(REST_SECONDS, REST_TIMES * self._folder.seconds)
