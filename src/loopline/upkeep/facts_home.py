"""Where facts stand, a file in the data folder or a ClickHouse, and what is done with the whole of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

from msgspec import Struct

from loopline.model.errors import Unavailable
from loopline.runtime.upkeep.guarded_facts import FactsFile
from loopline.settings import Settings
from loopline.upkeep import rebuilder


class FactsHome(Protocol):
    """One of the two."""

    def open(self) -> FactsFile:
        """The facts, made where there are none."""
        ...

    def is_there(self) -> bool:
        """Whether anything was ever appended."""
        ...

    def take_place(self) -> None:
        """Put a rebuilt file in the place of what is there."""
        ...

    def erase(self, people: Mapping[str, str], addresses: Sequence[str]) -> None:
        """Take people out, each under its alias, and addresses. Nobody has the facts open meanwhile."""
        ...

    def size(self) -> int:
        """What they take, in bytes."""
        ...


class FileHome(Struct, frozen=True):
    """A facts file in the data folder."""

    folder: Path
    memory: str

    @property
    def _path(self) -> Path:
        return self.folder / rebuilder.FACTS

    def open(self) -> FactsFile:
        """The file."""
        from loopline.storage.duckdb.facts import DuckFacts

        return DuckFacts(self._path, memory=self.memory)

    def is_there(self) -> bool:
        """Whether there is a file."""
        return self._path.exists()

    def take_place(self) -> None:
        """The rebuilt file is renamed."""
        rebuilder.take_place(self.folder)

    def erase(self, people: Mapping[str, str], addresses: Sequence[str]) -> None:
        """The file is written anew."""
        from loopline.storage.duckdb.erased.people import erase_people

        if self._path.exists():
            erase_people(self._path, self.memory, people, addresses)

    def size(self) -> int:
        """With what has not been written into it yet."""
        path = self._path
        return sum(one.stat().st_size for one in (path, path.with_name(f"{path.name}.wal")) if one.exists())


class ClickHouseHome(Struct, frozen=True):
    """A database. What is done with the whole goes by way of a facts file, and comes back as one commit."""

    url: str
    folder: Path
    memory_mb: int

    def open(self) -> FactsFile:
        """The database."""
        from loopline.storage.clickhouse.facts import ClickFacts

        return ClickFacts(self.url, self.memory_mb)

    def is_there(self) -> bool:
        """Whether there is a commit."""
        from loopline.storage.clickhouse.facts import is_there

        return is_there(self.url)

    def take_place(self) -> None:
        """The rebuilt file is read in."""
        from loopline.storage.clickhouse.facts import load_file

        load_file(self.url, self.folder / rebuilder.WORK / rebuilder.FACTS, self.memory_mb)

    def erase(self, people: Mapping[str, str], addresses: Sequence[str]) -> None:
        """They are read out, taken out of the file, and read in again."""
        from loopline.storage.clickhouse.facts import ClickFacts, load_file
        from loopline.storage.duckdb.erased.people import erase_people

        with TemporaryDirectory(dir=self.folder) as folder:
            path = Path(folder) / rebuilder.FACTS
            facts = ClickFacts(self.url, self.memory_mb)
            try:
                facts.copy_to(path)
            finally:
                facts.close()
            erase_people(path, f"{self.memory_mb}MB", people, addresses)
            load_file(self.url, path, self.memory_mb)

    def size(self) -> int:
        """What the tables take on the disks of the server; 0 while it does not answer."""
        from loopline.storage.clickhouse.facts import size

        try:
            return size(self.url)
        except Unavailable:
            return 0


class Elsewhere(Struct, frozen=True):
    """The facts of a process that has none: what asks them is told so, and nothing is exported to them."""

    def open(self) -> FactsFile:
        """Raises Unavailable `facts_unreachable`."""
        raise Unavailable("facts_unreachable", "The facts stand where the studio runs: ask there.")

    def is_there(self) -> bool:
        """Raises as `open` does."""
        self.open()
        return True

    def take_place(self) -> None:
        """Raises as `open` does."""
        self.open()

    def erase(self, people: Mapping[str, str], addresses: Sequence[str]) -> None:
        """Raises as `open` does."""
        self.open()

    def size(self) -> int:
        """Nothing."""
        return 0


def facts_home(folder: Path, settings: Settings, *, is_elsewhere: bool = False) -> FactsHome:
    """Where the settings say that facts stand; nowhere, where another process has them."""
    if is_elsewhere:
        return Elsewhere()
    url: Final = settings.facts.get_secret_value()
    memory: Final = settings.facts_memory_mb
    return ClickHouseHome(url, folder, memory) if url else FileHome(folder, f"{memory}MB")
